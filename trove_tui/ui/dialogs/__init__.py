"""Dialogs that lie over the main screen: help, quit, choose from a list, sign in."""
