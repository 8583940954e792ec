"""`python -m trove_tui`."""

from trove_tui.cli import main

if __name__ == "__main__":
    main()
