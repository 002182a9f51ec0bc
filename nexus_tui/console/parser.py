"""The parsers of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

MOST_COLUMNS = 1_000
MOST_PAGES = 100_000


def build_parser(commands: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of the app's own options; its help lists the sub-commands."""
    parser = argparse.ArgumentParser(
        prog="nexus",
        description="Browse a folder of Markdown in the terminal. Without PATH: the bundled knowledge base.",
        epilog="Sub-commands: " + ", ".join(commands) + ". 'nexus COMMAND --help' tells more.",
    )
    parser.add_argument("path", nargs="?", metavar="PATH[#anchor]", help="a folder, a page, or - for standard input")
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("--fresh", action="store_true", help="do not restore the last session")
    parser.add_argument("--plain-ui", action="store_true", help="no box drawing: for screen readers")
    parser.add_argument("--theme", metavar="NAME", help="a theme for this run")
    return parser


def build_command_parser() -> argparse.ArgumentParser:
    """The parser of the sub-commands."""
    parser = argparse.ArgumentParser(prog="nexus")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def add(name: str, help: str, library: bool = True, json: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help, description=help)
        if library:
            command.add_argument("--library", metavar="PATH", help="the folder of Markdown (default: the bundled one)")
        if json:
            command.add_argument("--json", action="store_true", help="print one JSON value")
        return command

    search = add("search", "Print ranked sections that match a query.")
    search.add_argument("query", nargs="+", metavar="QUERY")
    search.add_argument(
        "--limit", type=_number(MOST_PAGES), default=10, metavar="N", help="at most so many pages (default: 10)"
    )
    search.add_argument("--explain", action="store_true", help="show why each section matched")
    show = add("show", "Print a page as the reading pane shows it.", json=False)
    show.add_argument("document", metavar="DOCUMENT[#anchor]", help="a path, a title or an alias")
    show.add_argument(
        "--width", type=_number(MOST_COLUMNS), metavar="N", help="columns (default: the terminal's, at most 100)"
    )
    show.add_argument("--plain", action="store_true", help="no styles, even on a terminal; wide tables cell by cell")
    add("list", "Print the sections and pages of a library.")
    index = add("index", "Bring the search index up to date.")
    index.add_argument("--rebuild", action="store_true", help="build it from nothing")
    index.add_argument("--stats", action="store_true", help="print what it holds")
    add("check", "Report broken links and anchors, orphans and front-matter problems; exit 1 if there are any.")
    config = add("config", "Show the settings.", library=False, json=False)
    config.add_argument("--print-defaults", action="store_true", help="print a settings file with every default")
    config.add_argument("--path", action="store_true", help="print where the settings file is")
    add("doctor", "Report keys that this terminal may not deliver, and problems of the settings.", library=False)
    completion = add("completion", "Print a completion script for a shell.", library=False, json=False)
    completion.add_argument("shell", choices=("bash", "zsh", "fish"))
    return parser


def _number(most: int) -> Callable[[str], int]:
    """A reader of an argument that is a whole number from 1 to ``most``."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = 0
        if not 1 <= value <= most:
            raise argparse.ArgumentTypeError(f"it must be a whole number from 1 to {most:,}")
        return value

    return read
