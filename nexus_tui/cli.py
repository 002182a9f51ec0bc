"""The command line: ``nexus [PATH[#anchor]]`` opens the app, the sub-commands print.

The app and argparse are imported late: most starts need only one of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from nexus_tui import __version__

COMMANDS = ("search", "show", "list", "index", "check", "config", "doctor", "completion")
"""The sub-commands; each is a module of ``nexus_tui.console``."""

FRAMES = "240"
"""Most frames a second, unless the user's environment says otherwise. A frame that follows another one waits for up to
two periods, so at Textual's own 60 a key that is pressed then is answered up to 33 ms late. What is not dirty is not
painted: more frames cost nothing."""

EXIT_OK, EXIT_NOTHING, EXIT_ERROR, EXIT_INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit status: 0, 1 (nothing found, problems found), 2 (error)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if sys.stderr is None:
        from pathlib import Path

        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115
    try:
        _need(sys.stdout, "output")
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


def _need(stream: object, name: str) -> None:
    """Raise ``UsageError`` where a standard stream was closed by who started the program."""
    if stream is None:
        from nexus_tui.core.errors import UsageError

        raise UsageError(f"Standard {name} is closed; start Nexus with it open.")


def _fail(error: Exception) -> int:
    """One line on standard error for what was expected; anything else goes to the log as well."""
    from nexus_tui.core.errors import NexusError
    from nexus_tui.core.sanitize import sanitize_line

    if os.environ.get("NEXUS_DEBUG"):
        raise error
    if isinstance(error, NexusError):
        message = str(error)
    elif isinstance(error, OSError):
        message = _refused(error)
    else:
        from nexus_tui.core import faultlog

        message = faultlog.note(error)
    with suppress(OSError):
        print(f"nexus: {sanitize_line(message)}", file=sys.stderr)
    return EXIT_ERROR


def _refused(error: OSError) -> str:
    """A sentence for what the system refused. What cannot be printed is dropped, or the end would try it once more."""
    from nexus_tui.core.sanitize import brief

    try:
        sys.stdout.flush()
    except OSError:
        _silence_stdout()
    reason = error.strerror or str(error)
    return f"Cannot use {brief(str(error.filename))}: {reason}." if error.filename else f"Cannot go on: {reason}."


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
    _need(sys.stdin, "input")
    import gc

    gc.disable()
    _leave_out_tls()
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    from nexus_tui.app import launch

    return launch(options.path, fresh=options.fresh, plain_ui=options.plain_ui, theme=options.theme)


def _leave_out_tls() -> None:
    """Import asyncio without ``ssl``, as in a Python that was built without it: 10 ms, and nothing here speaks TLS.

    A name that is None in ``sys.modules`` cannot be imported; afterwards it can be again.
    """
    if "asyncio" in sys.modules or "ssl" in sys.modules:
        return
    sys.modules["ssl"] = None  # type: ignore[assignment]
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]


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
    from nexus_tui.console.parser import build_parser

    parser = build_parser(COMMANDS)
    return parser.parse_args(arguments, namespace=options)


def _run_command(arguments: list[str]) -> int:
    from importlib import import_module

    from nexus_tui.console.parser import build_command_parser

    parser = build_command_parser()
    options = parser.parse_args(arguments)
    module = import_module(f"nexus_tui.console.{options.command}")
    status = module.run(options)
    sys.stdout.flush()
    return int(status)
