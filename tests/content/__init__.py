"""Runs the examples of the knowledge base and holds its pages to their conventions."""
