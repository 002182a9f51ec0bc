"""``nexus doctor``."""

from __future__ import annotations

import argparse
import os
import sys

from nexus_tui import commands
from nexus_tui.console.ask import picture_ability
from nexus_tui.console.output import print_json, say, say_safe
from nexus_tui.core.keymap import UNRELIABLE, build, unreliable
from nexus_tui.core.settings import load_settings


def run(options: argparse.Namespace) -> int:
    """Report the terminal, how it draws pictures, settings problems, key conflicts and keys that may not arrive.

    1 if there is any problem.
    """
    settings, problems = load_settings()
    keymap = build(commands.bound(), settings.keys, settings.preset_keys())
    problems = [*problems, *keymap.problems]
    lost = unreliable(keymap)
    pictures = picture_ability("off" if settings.plain_ui else settings.images)
    report = {
        "python": sys.version.split()[0],
        "term": os.environ.get("TERM", ""),
        "colorterm": os.environ.get("COLORTERM", ""),
        "tmux": bool(os.environ.get("TMUX")),
        "no_color": bool(os.environ.get("NO_COLOR")),
        "pictures": {"protocol": pictures.protocol, "why": pictures.reason},
        "problems": problems,
        "unreliable_keys": [{"command": c, "keys": k, "why": why} for c, k, why in lost],
    }
    if options.json:
        print_json(report)
        return 1 if problems or lost else 0
    for name in ("python", "term", "colorterm", "tmux", "no_color"):
        say_safe(f"{name:10} {report[name]}")
    say_safe(f"{'pictures':10} {pictures.protocol} ({pictures.reason})")
    if report["tmux"]:
        say("tmux takes its prefix (Ctrl+B unless changed); the sidebar also answers to \\")
    for problem in problems:
        say_safe(f"problem: {problem}")
    for command, keys, why in lost:
        say_safe(f"key: {commands.shown(keys)} ({command}) {why}; give it another one under [keys]")
    if not problems and not lost:
        say(f"no problems; {len(UNRELIABLE)} keys that terminals often swallow have another key beside them")
    return 1 if problems or lost else 0
