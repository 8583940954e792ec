"""A Textual app that is a good guest in its terminal. Knows nothing of Trove."""
