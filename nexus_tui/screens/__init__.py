"""Screens: they compose widgets, hold the session and route requests."""
