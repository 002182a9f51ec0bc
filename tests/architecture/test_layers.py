"""The layers hold, in the import graph and at run time."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import nexus_tui

PACKAGE = Path(nexus_tui.__file__).parent
LINES = 400
"""Most lines of a file."""


def run(code: str) -> str:
    """What a fresh interpreter prints for ``code``."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def modules() -> list[str]:
    """Every module of the package but the one that runs at import."""
    found = pkgutil.walk_packages([str(PACKAGE)], "nexus_tui.")
    return sorted(info.name for info in found if not info.name.endswith("__main__"))


def test_the_import_contracts_hold() -> None:
    command = [Path(sys.executable).with_name("lint-imports")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PACKAGE.parent, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_core_imports_without_textual_rich_or_whoosh() -> None:
    core = [name for name in modules() if name.startswith("nexus_tui.core.") and ".search" not in name]
    code = f"""
import importlib, sys
for name in {core!r}:
    importlib.import_module(name)
print(sorted({{name.split('.')[0] for name in sys.modules}} & {{'textual', 'rich', 'whoosh', 'textual_image'}}))
"""
    assert run(code).strip() == "[]"


def test_each_module_imports_alone() -> None:
    names = modules()
    code = f"""
import subprocess, sys
bad = []
for name in {names!r}:
    done = subprocess.run([sys.executable, '-c', 'import ' + name], capture_output=True, text=True)
    if done.returncode:
        bad.append((name, done.stderr[-300:]))
print(bad)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600)
    assert done.stdout.strip() == "[]", done.stdout


NOT_AT_LAUNCH = {
    "whoosh",
    "yaml",
    "pygments",
    "PIL",
    "termaid",
    "pathspec",
    "watchfiles",
    "tomlkit",
    "rapidfuzz",
    "textual_image",
    "argparse",
    "webbrowser",
    "multiprocessing",
    "mdit_py_plugins",
    "hashlib",
    "nexus_tui.widgets.search_panel",
    "nexus_tui.widgets.find_bar",
    "nexus_tui.screens.dialog",
    "nexus_tui.screens.help",
    "nexus_tui.core.git",
    "nexus_tui.core.graph",
    "nexus_tui.core.ignore",
    "nexus_tui.core.library_nav",
    "nexus_tui.core.library_order",
    "nexus_tui.core.library_scan",
    "nexus_tui.core.links",
    "nexus_tui.core.markdown.callouts",
    "nexus_tui.core.markdown.find",
    "nexus_tui.core.markdown.highlight",
    "nexus_tui.core.markdown.html_model",
    "nexus_tui.core.markdown.html_parts",
    "nexus_tui.core.markdown.plaintext",
    "nexus_tui.core.markdown.source",
    "nexus_tui.core.page_head",
    "nexus_tui.core.state",
    "nexus_tui.core.watcher",
    "nexus_tui.screens.menu",
    "nexus_tui.core.search.engine",
}
"""What the first screen does not need."""


def test_the_launch_path_loads_nothing_that_the_first_screen_does_not_need() -> None:
    loaded = run("import nexus_tui.app, sys; print('\\n'.join(sys.modules))").split()
    assert NOT_AT_LAUNCH & {*loaded, *(name.split(".")[0] for name in loaded)} == set()


def test_the_app_starts_without_tls_and_leaves_it_importable() -> None:
    code = """
import sys
from nexus_tui.cli import _leave_out_tls
_leave_out_tls()
import nexus_tui.app
print('_ssl' in sys.modules, 'asyncio' in sys.modules)
import ssl
print(ssl.OP_ALL > 0)
"""
    assert run(code).split() == ["False", "True", "True"]


def test_package_inits_hold_a_docstring_only() -> None:
    for init in PACKAGE.rglob("__init__.py"):
        if init.parent == PACKAGE:
            continue
        text = init.read_text()
        assert text.startswith('"""') and text.rstrip().endswith('"""') and text.count('"""') == 2, init


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_longer_than_the_limit(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LINES
