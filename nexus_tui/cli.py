"""The command line: ``nexus [PATH[#anchor]]`` opens the app, the sub-commands print.

The app and argparse are imported late: most starts need only one of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nexus_tui import __version__

if TYPE_CHECKING:
    import argparse

COMMANDS = ("search", "show", "list", "index", "check", "config", "doctor", "completion")

EXIT_OK, EXIT_NOTHING, EXIT_ERROR, EXIT_INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit status: 0, 1 (nothing found, problems found), 2 (error)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments and arguments[0] in COMMANDS:
            return _run_command(arguments)
        return _run_app(arguments)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return EXIT_OK
    except Exception as error:
        return _fail(error)


def _fail(error: Exception) -> int:
    """One line on standard error for what was expected; anything else goes to the log as well."""
    from nexus_tui.core.errors import NexusError
    from nexus_tui.core.sanitize import sanitize_line

    if os.environ.get("NEXUS_DEBUG"):
        raise error
    if isinstance(error, NexusError | OSError):
        message = str(error)
    else:
        message = f"{type(error).__name__}: {error}. This is a fault of Nexus; NEXUS_DEBUG=1 shows where."
    print(f"nexus: {sanitize_line(message)}", file=sys.stderr)
    return EXIT_ERROR


def _silence_stdout() -> None:
    """The reader of our output went away: let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run_app(arguments: list[str]) -> int:
    options = _parse_app(arguments)
    if options.version:
        print(f"nexus {__version__}")
        return EXIT_OK
    if not sys.stdout.isatty():
        print("nexus: standard output is not a terminal; 'nexus show' and 'nexus search' print.", file=sys.stderr)
        return EXIT_ERROR
    import gc

    gc.disable()
    from nexus_tui.app import launch

    return launch(options.path, fresh=options.fresh, plain_ui=options.plain_ui, theme=options.theme)


class _AppOptions:
    """What ``nexus`` without a sub-command takes."""

    path: str | None = None
    version = False
    fresh = False
    plain_ui = False
    theme: str | None = None


def _parse_app(arguments: list[str]) -> _AppOptions:
    """The options of the app. The usual start has at most a path, and needs no argparse."""
    options = _AppOptions()
    if not arguments:
        return options
    if len(arguments) == 1 and (not arguments[0].startswith("-") or arguments[0] == "-"):
        options.path = arguments[0]
        return options
    parser = build_parser()
    return parser.parse_args(arguments, namespace=options)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the app's own options; its help lists the sub-commands."""
    import argparse

    parser = argparse.ArgumentParser(
        prog="nexus",
        description="Browse a folder of Markdown in the terminal. Without PATH: the bundled knowledge base.",
        epilog="Sub-commands: " + ", ".join(COMMANDS) + ". 'nexus COMMAND --help' tells more.",
    )
    parser.add_argument("path", nargs="?", metavar="PATH[#anchor]", help="a folder, a page, or - for standard input")
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("--fresh", action="store_true", help="do not restore the last session")
    parser.add_argument("--plain-ui", action="store_true", help="no box drawing: for screen readers")
    parser.add_argument("--theme", metavar="NAME", help="a theme for this run")
    return parser


def build_command_parser() -> argparse.ArgumentParser:
    """The parser of the sub-commands."""
    import argparse

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
    search.add_argument("--limit", type=_positive, default=10, metavar="N")
    search.add_argument("--explain", action="store_true", help="show why each section matched")
    show = add("show", "Print a page as the reading pane shows it.", json=False)
    show.add_argument("document", metavar="DOCUMENT[#anchor]", help="a path, a title or an alias")
    show.add_argument("--width", type=_positive, metavar="N", help="columns (default: the terminal's, at most 100)")
    show.add_argument("--plain", action="store_true", help="no styles, even on a terminal")
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


def _positive(text: str) -> int:
    """An argument that is a whole number above 0. Raises ``ValueError`` as argparse expects."""
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def _run_command(arguments: list[str]) -> int:
    from importlib import import_module

    parser = build_command_parser()
    options = parser.parse_args(arguments)
    module = import_module(f"nexus_tui.console.{options.command}")
    status = module.run(options)
    sys.stdout.flush()
    return int(status)
