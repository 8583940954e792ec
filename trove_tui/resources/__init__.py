"""What the screen can list, each declared once."""
