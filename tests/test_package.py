"""The wheel: built, installed into a fresh environment, run from elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.terminal import Terminal

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    place = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(place.glob("*.whl"))


def test_the_wheel_carries_the_package_its_data_and_the_knowledge_base(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {"nexus_tui/py.typed", "nexus_tui/nexus.tcss", "nexus_tui/_content/index.md"} <= names
    tables = {f"nexus_tui/core/search/{name}.yml" for name in ("synonyms", "near", "tasks")}
    assert tables <= names
    pages = {path.relative_to(ROOT / "content").as_posix() for path in (ROOT / "content").rglob("*.md")}
    assert {f"nexus_tui/_content/{page}" for page in pages} <= names
    assert not [name for name in names if name.startswith(("tests/", "index/", "docs/"))]


@pytest.mark.slow
def test_an_installed_nexus_opens_the_knowledge_base_from_anywhere(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--constraint",
        str(ROOT / "constraints.txt"),
        str(wheel),
    ]
    done = subprocess.run(install, capture_output=True, text=True, timeout=600)
    if done.returncode and "No matching distribution" in done.stderr:
        pytest.skip("no package index to install the dependencies from")
    assert done.returncode == 0, done.stderr
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    nexus = str(environment / "bin" / "nexus")
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    found = subprocess.run(
        [nexus, "search", "select_related", "--json"],
        cwd=elsewhere,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["hits"]
    with Terminal(["sh", "-c", f"cd {elsewhere} && exec {nexus}"], env={"PYTHONPATH": ""}) as term:
        term.wait_for("Introduction")
        term.wait_for("Key Learnings")
        term.press("q")
        assert term.wait_exit() == 0
    assert not list(elsewhere.rglob("*"))
