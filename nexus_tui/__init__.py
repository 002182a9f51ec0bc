"""Nexus: a terminal knowledge browser."""

__version__ = "0.1.0"
