"""What text is on a terminal: its width, its order, its tones. Imports nothing of ours."""
