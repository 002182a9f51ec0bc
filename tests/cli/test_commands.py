"""The sub-commands, as a shell sees them."""

from __future__ import annotations

import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from nexus_tui import __version__
from nexus_tui.cli import main
from nexus_tui.console import output
from nexus_tui.core import page_head, paths
from nexus_tui.core.markdown import diagrams
from nexus_tui.core.markdown.block import Code, Drawing
from nexus_tui.core.search.indexer import take_lock
from nexus_tui.core.session import Session
from tests.conftest import LibraryBuilder

BIRDS = {
    "index.md": "---\ntitle: Birds\n---\n# Birds\n\nSee [owls](owls.md#hearing).\n",
    "owls.md": "---\ntags: [night]\naliases: [Strigiformes]\n---\n# Owls\n\nOwls hunt at night.\n\n"
    "## Hearing\n\nTheir ears are not level.\n\n```python\nlisten(ears=2)\n```\n",
    "deep/herons.md": "# Herons\n\nHerons wait in shallow water. Back to [birds](../index.md).\n",
}


@pytest.fixture
def birds(library_builder: LibraryBuilder) -> Path:
    return library_builder(BIRDS)


def run(*arguments: str | Path, cwd: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "nexus_tui", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=cwd, input=stdin)


def test_version_and_help_say_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"nexus {__version__}\n"
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    assert all(command in text for command in ("search", "show", "list", "index", "check", "doctor", "completion"))


def test_search_prints_one_json_object_with_the_documented_keys(birds: Path) -> None:
    done = run("search", "ears", "--library", birds, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["query"] == "ears"
    assert found["total"] >= 1
    assert found["took_ms"] >= 0
    assert (found["notes"], found["problems"], found["complete"]) == ([], [], True)
    assert len(found) == 7
    hit = found["hits"][0]
    assert set(hit) == {"document", "anchor", "title", "headings", "line", "score", "snippet", "spans"}
    assert (hit["document"], hit["anchor"], hit["title"], hit["headings"]) == (
        "owls.md",
        "hearing",
        "Owls",
        ["Hearing"],
    )
    assert BIRDS["owls.md"].splitlines()[hit["line"] - 1] == "## Hearing"
    assert [hit["snippet"][start:end].lower() for start, end in hit["spans"]] != []
    assert all(hit["snippet"][start:end].lower() == "ears" for start, end in hit["spans"])


def test_json_says_what_is_wrong_with_the_query(birds: Path) -> None:
    done = run("search", "/(/ x", "--library", birds, "--json")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)["problems"]
    assert (problem["start"], problem["end"]) == (0, 3)
    assert "not a regular expression" in problem["reason"]


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
def test_json_has_no_half_characters(birds: Path) -> None:
    command: list[str | bytes] = [
        sys.executable,
        "-m",
        "nexus_tui",
        "search",
        b"ears \xff",
        "--explain",
        "--json",
        "--library",
        str(birds),
    ]
    done = subprocess.run(command, capture_output=True, timeout=120)
    found = json.loads(done.stdout)
    assert found["query"] == "ears \ufffd" and found["hits"]
    json.dumps(found, ensure_ascii=False).encode("utf-8")


def test_search_exits_with_1_where_nothing_matches_and_2_on_an_error(birds: Path) -> None:
    assert run("search", "zzzzqqqq", "--library", birds).returncode == 1
    done = run("search", "owls", "--library", birds / "nowhere")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_search_prints_place_and_snippet_as_plain_text_when_piped(birds: Path) -> None:
    done = run("search", "shallow", "--library", birds)
    assert "deep/herons.md" in done.stdout
    assert "Herons wait in shallow water" in done.stdout
    assert "\x1b" not in done.stdout


def test_search_explains_with_fields_and_weights(birds: Path) -> None:
    done = run("search", "ears", "--library", birds, "--explain")
    assert "body" in done.stdout


def test_show_prints_a_page_by_path_title_or_alias_and_a_section_by_anchor(birds: Path) -> None:
    by_path = run("show", "owls.md", "--library", birds).stdout
    assert "Owls hunt at night." in by_path
    assert run("show", "Owls", "--library", birds).stdout == by_path
    assert run("show", "strigiformes", "--library", birds).stdout == by_path
    section = run("show", "Owls#hearing", "--library", birds).stdout
    assert "not level" in section
    assert "hunt at night" not in section
    assert run("show", birds / "owls.md").stdout == by_path


def test_show_keeps_to_the_width_and_prints_no_escape_sequence_when_piped(birds: Path) -> None:
    text = run("show", "Owls", "--library", birds, "--width", "24").stdout
    assert max(map(len, text.splitlines())) <= 24
    assert "\x1b" not in text


def test_show_names_what_is_missing(birds: Path) -> None:
    done = run("show", "ostriches", "--library", birds)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ostriches" in done.stderr
    assert run("show", "Owls#nothing", "--library", birds).returncode == 2


def test_show_reads_standard_input() -> None:
    assert "Piped in" in run("show", "-", stdin="# Piped in\n").stdout


def test_list_prints_the_tree_in_reading_order(birds: Path) -> None:
    lines = run("list", "--library", birds).stdout.splitlines()
    assert lines[0].startswith("Birds")
    assert any("deep/herons.md" in line for line in lines)
    tree = json.loads(run("list", "--library", birds, "--json").stdout)
    assert tree["index"]["document"] == "index.md"
    assert tree["count"] == 3


def test_index_builds_and_tells_what_it_holds(birds: Path) -> None:
    done = run("index", "--library", birds, "--stats", "--json")
    found = json.loads(done.stdout)
    assert (found["documents"], found["state"]) == (3, "ready")
    assert found["sections"] >= 4
    again = json.loads(run("index", "--library", birds, "--rebuild", "--json").stdout)
    assert again["documents"] == 3


def test_check_exits_with_1_and_names_file_and_line_of_a_broken_link(library_builder: LibraryBuilder) -> None:
    good = library_builder({"index.md": "# A\n\n[b](b.md)\n", "b.md": "# B\n\n[a](index.md)\n"})
    assert run("check", "--library", good).returncode == 0
    bad = library_builder({"index.md": "# A\n\n[gone](gone.md)\n"})
    done = run("check", "--library", bad)
    assert done.returncode == 1
    assert "index.md:3" in done.stdout
    assert json.loads(run("check", "--library", bad, "--json").stdout)[0]["line"] == 3


def test_config_prints_defaults_that_load_without_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = run("config", "--print-defaults").stdout
    place = tmp_path / "config.toml"
    place.write_text(text)
    monkeypatch.setenv("NEXUS_CONFIG", str(place))
    assert run("config").returncode == 0
    place.write_text('them = "nord"\n')
    done = run("config")
    assert done.returncode == 1
    assert "theme" in done.stdout


def test_a_broken_settings_file_stops_nothing(birds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "config.toml"
    place.write_text("this is = = not toml")
    monkeypatch.setenv("NEXUS_CONFIG", str(place))
    done = run("list", "--library", birds)
    assert done.returncode == 0
    assert str(place) in done.stderr


def test_doctor_is_well_by_default_and_names_a_conflict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("doctor").returncode == 0
    place = tmp_path / "config.toml"
    place.write_text('[keys]\n"page.down" = "j"\n"page.up" = "j"\n')
    monkeypatch.setenv("NEXUS_CONFIG", str(place))
    done = run("doctor")
    assert done.returncode == 1
    assert "page.down" in done.stdout
    assert "page.up" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_every_sub_command(shell: str) -> None:
    text = run("completion", shell).stdout
    assert all(command in text for command in ("search", "show", "list", "index", "check", "--limit"[2:]))


def test_bash_takes_the_completion_script() -> None:
    text = run("completion", "bash").stdout
    script = text + "\nCOMP_WORDS=(nexus se); COMP_CWORD=1; _nexus; echo ${COMPREPLY[*]}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=20)
    assert "search" in done.stdout


def test_a_closed_pipe_is_no_error(birds: Path) -> None:
    command = f"{sys.executable} -m nexus_tui list --library {birds} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr


def test_without_a_terminal_the_app_says_what_prints(birds: Path) -> None:
    done = run(birds)
    assert done.returncode == 2
    assert "nexus show" in done.stderr


def test_no_control_character_of_a_page_is_printed(nasty_library: Path) -> None:
    listed = run("list", "--library", nasty_library)
    found = run("search", "the", "--library", nasty_library)
    checked = run("check", "--library", nasty_library)
    for done in (listed, found, checked):
        assert done.returncode in (0, 1), done.stderr
        for text in (done.stdout, done.stderr):
            assert not [c for c in text if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160], text
    for page in sorted(nasty_library.rglob("*.md")):
        if page.is_file() and os.access(page, os.R_OK) and not page.is_fifo():
            done = run("show", page, "--width", "60")
            assert "Traceback" not in done.stderr
            assert not [c for c in done.stdout if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160], page


def test_search_waits_while_another_program_builds_the_index(
    birds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Session.open(birds).engine.folder
    folder.parent.mkdir(parents=True)
    lock = take_lock(folder.with_name(folder.name + ".lock"))
    monkeypatch.setattr(output, "PATIENCE", 0.0)
    assert main(["search", "ears", "--library", str(birds)]) == 2
    assert "being built by another program; try again" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr("time.sleep", lambda _: os.close(lock))
    assert main(["search", "ears", "--library", str(birds)]) == 0
    assert "Owls › Hearing" in capsys.readouterr().out


def shell(script: str, *, cwd: Path | None = None) -> tuple[int, str, str]:
    """Status, output and errors of a shell script in which ``N`` is the program."""
    script = script.replace("N ", f"{sys.executable} -m nexus_tui ")
    environ = {**os.environ, "PYTHONPATH": str(paths.package_dir().parent)}
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=120, cwd=cwd, env=environ)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("N list --library . >&-", "Standard output is closed"),
        ("N >&-", "Standard output is closed"),
        ("N show - <&-", "Standard input is closed"),
        ("N show owls.md --width 1001", "--width: it must be a whole number from 1 to 1,000"),
        ("N show owls.md --width 999999999999999999999", "from 1 to 1,000"),
        ("N search x --limit 0", "--limit: it must be a whole number from 1 to 100,000"),
        ("N search x --limit many", "from 1 to 100,000"),
        ("N list --library '~nouser/x'", "There is no folder or file ~nouser/x"),
        ("mkfifo f.md; N show f.md", "f.md is neither a folder nor a file"),
        ("mkfifo f.md; N show 'f.md#x'", "f.md is neither a folder nor a file"),
        ("N show /dev/null", "/dev/null is neither a folder nor a file"),
        ("ln -s nowhere f.md; N show f.md", "f.md is a symbolic link that leads to nothing"),
        ("ln -s f.md f.md; N show f.md", "f.md is a symbolic link that leads to nothing"),
        ("mkdir f.md; N show f.md", "f.md is a folder, not a page"),
        ("N show owls.md >/dev/full", "Cannot go on: No space left on device"),
        ("N search x --library owls.md/x", "There is no folder or file owls.md/x"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_no_fault(birds: Path, script: str, says: str) -> None:
    status, out, errors = shell(script, cwd=birds)
    last = errors.splitlines()[-1]
    assert (status, out) == (2, "")
    assert last.startswith("nexus")
    assert says in last
    assert "Errno" not in errors
    assert "went wrong" not in errors
    assert "Traceback" not in errors
    assert "Exception ignored" not in errors


def test_a_name_that_is_too_long_is_shortened(birds: Path) -> None:
    for option in (("--library", str(birds)), ()):
        done = run("show", "x" * 5_000, *option)
        assert done.returncode == 2
        assert "There is no document 'xxx" in done.stderr
        assert len(done.stderr) < 1_000
    done = run("list", "--library", "x" * 5_000)
    assert "File name too long" in done.stderr
    assert len(done.stderr) < 1_000


def test_a_settings_file_of_nobody_is_a_file_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXUS_CONFIG", "~nouser/x")
    done = run("config", "--path")
    assert (done.returncode, done.stdout) == (0, "~nouser/x\n")


def test_a_page_on_standard_input_needs_no_folder(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    status, out, _ = shell("cd gone; rmdir ../gone; printf '# Piped in' | N show -", cwd=tmp_path)
    assert (status, "Piped in" in out) == (0, True)


def test_closed_errors_do_not_go_into_the_output(birds: Path) -> None:
    status, out, _ = shell("N show nothing --library . 2>&-", cwd=birds)
    assert (status, out) == (2, "")


def test_a_page_in_a_folder_without_permission_is_said(
    birds: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, **_: object) -> os.stat_result:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    real = Path.stat
    monkeypatch.setattr(Path, "stat", lambda path, **o: refuse(path) if "secret" in str(path) else real(path, **o))
    monkeypatch.setattr(Path, "lstat", lambda path: refuse(path) if "secret" in str(path) else os.lstat(path))
    assert main(["show", "secret/owls.md"]) == 2
    assert capsys.readouterr().err == "nexus: Cannot open secret/owls.md: Permission denied.\n"


def test_check_names_what_has_the_name_of_a_page_and_is_none(library_builder: LibraryBuilder) -> None:
    root = library_builder({"index.md": "# Home\n", ".gitignore": "ignored.md\n"})
    os.mkfifo(root / "pipe.md")
    os.mkfifo(root / "ignored.md")
    (root / "nowhere.md").symlink_to("gone")
    (root / "loop.md").symlink_to("loop.md")
    (root / "device.md").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(root / "socket.md"))
        done = run("check", "--library", root)
    named = [line.partition(":")[0] for line in done.stdout.splitlines()[:-1]]
    assert named == ["device.md", "loop.md", "nowhere.md", "pipe.md", "socket.md"]
    assert "pipe.md: file: Not a regular file" in done.stdout
    assert "nowhere.md: file: The symbolic link leads to nothing" in done.stdout


def test_check_calls_a_page_that_cannot_be_read_no_orphan(
    library_builder: LibraryBuilder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = library_builder({"index.md": "# Home\n", "secret.md": "# Secret\n", "alone.md": "# Alone\n"})
    real = page_head._first_bytes

    def first_bytes(path: Path, limit: int) -> bytes:
        if path.name == "secret.md":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, limit)

    monkeypatch.setattr(page_head, "_first_bytes", first_bytes)
    assert main(["check", "--library", str(root)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[:2] for line in lines[:-1]] == [["alone.md", "orphan"], ["secret.md", "file"]]


def test_show_prints_what_stands_before_a_diagram_while_that_is_drawn(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    printed: list[bytes] = []

    def draw(code: Code, room: int) -> Drawing:
        printed.append(capsysbinary.readouterr().out)
        return Drawing(room, ("drawn",))

    monkeypatch.setattr(diagrams, "draw", draw)
    diagram = "```mermaid\ngraph LR\n  A --> B\n```\n"
    (tmp_path / "page.md").write_text(f"# One\n\n{diagram}\nTwo\n\n{diagram}")
    assert main(["show", str(tmp_path / "page.md")]) == 0
    assert [b"One" in printed[0], b"Two" in printed[0], b"Two" in printed[1]] == [True, False, True]
