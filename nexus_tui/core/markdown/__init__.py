"""Markdown source to chunks of tokens, blocks and lines of styled text."""
