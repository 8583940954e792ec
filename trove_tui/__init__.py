"""A full-screen terminal UI for OpenStack Trove, the database service."""

__version__ = "0.1.0"
