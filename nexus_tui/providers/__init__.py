"""Rows for the command palette."""
