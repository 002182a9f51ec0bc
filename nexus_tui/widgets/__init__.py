"""Widgets: they know core types and messages, never screens, the app or the session."""
