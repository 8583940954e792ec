"""The pictures in the README: `python -m tests.screenshots`. The same cloud, the same moment, always."""
