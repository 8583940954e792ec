"""A Trove server of our own on loopback: for the demo, for scripts and for the tests."""
