"""``nexus config``."""

from __future__ import annotations

import argparse

from nexus_tui.console.output import say, say_safe
from nexus_tui.core import paths
from nexus_tui.core.settings import load_settings, print_defaults


def run(options: argparse.Namespace) -> int:
    """Print the documented defaults, the place of the file, or the problems of the user's file."""
    if options.print_defaults:
        say(print_defaults(), end="")
        return 0
    if options.path:
        say(str(paths.settings_file()))
        return 0
    _, problems = load_settings()
    say(f"settings file: {paths.settings_file()}")
    for problem in problems:
        say_safe(problem)
    if not problems:
        say("no problems; 'nexus config --print-defaults' shows every setting")
    return 1 if problems else 0
