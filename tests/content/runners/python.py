"""Python blocks: executed in the page's module, doctests included."""

from __future__ import annotations

import doctest
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from tests.content.compare import Failed, Missing

if TYPE_CHECKING:
    from tests.content.fences import Block
    from tests.content.page import Page


class Captured:
    """Everything written to the process's standard output and error, by itself or a child."""

    def __enter__(self) -> Captured:
        sys.stdout.flush()
        sys.stderr.flush()
        self._file = tempfile.TemporaryFile()
        self._saved = (os.dup(1), os.dup(2))
        os.dup2(self._file.fileno(), 1)
        os.dup2(self._file.fileno(), 2)
        self.text = ""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        for target, saved in zip((1, 2), self._saved, strict=True):
            os.dup2(saved, target)
            os.close(saved)
        self._file.seek(0)
        self.text = self._file.read().decode("utf-8", "replace")
        self._file.close()


def _explain(error: BaseException, page: Page) -> str:
    """The part of a traceback that happened on the page and after it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [number for number, frame in enumerate(frames) if frame.filename == str(page.path)]
    shown = traceback.format_list(frames[own[0] :] if own else frames[-3:])
    return "".join([*shown[:12], *traceback.format_exception_only(error)]).rstrip()


def _execute(page: Page, block: Block) -> None:
    source = "\n" * block.line + block.source
    flags = page.future_flags
    code = compile(source, str(page.path), "exec", flags=flags, dont_inherit=True)
    page.future_flags |= code.co_flags & 0x1FF0000
    exec(code, page.namespace)


def _missing(error: BaseException | None) -> None:
    """Raise Missing anew when it is what an error came from."""
    while error is not None:
        if isinstance(error, Missing):
            raise error
        error = error.__cause__ or error.__context__


def run(page: Page, block: Block) -> str:
    """Execute a block and return what it printed. Raises Failed, or Missing when an engine is not there."""
    if block.source.lstrip().startswith(">>>"):
        return _doctest(page, block)
    raised: BaseException | None = None
    with Captured() as captured:
        try:
            _execute(page, block)
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            raised = error
    _missing(raised)
    expected = block.options.get("raises")
    if raised is None:
        if expected:
            raise Failed(f"expected {expected} to be raised; nothing was")
        return captured.text
    last = "".join(traceback.format_exception_only(raised))
    if expected and (expected in last or any(expected == base.__name__ for base in type(raised).__mro__)):
        return captured.text + last
    raise Failed(captured.text + _explain(raised, page))


def _doctest(page: Page, block: Block) -> str:
    test = doctest.DocTestParser().get_doctest(block.source, page.namespace, page.path.name, str(page.path), block.line)
    test.globs = page.namespace
    lines: list[str] = []
    write: Callable[[str], object] = lines.append
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False)
    runner.run(test, out=write, clear_globs=False)
    if lines:
        raise Failed("".join(lines).strip())
    return ""
