"""Builds the small nasty library: the files beside this module and those that git or an archive would not carry."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

SOURCE = Path(__file__).parent / "library"

ESCAPES = "\x1b]0;owned\x07 \x1b[2J \x9b31m \x7f \u202e"
"""Control characters that must never reach a terminal: OSC, CSI in 7 and 8 bits, DEL, an override."""


def build_nasty_library(target: Path) -> Path:
    """Copy ``tests/data/library`` to ``target``, add the files that only exist on a disk, and return ``target``.

    Beside the library it makes ``outside/secret.md``, which no page, link or symbolic link may reach.
    """
    shutil.copytree(SOURCE, target)
    outside = target.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.md").write_text("# Secret\n", encoding="utf-8")
    _ignored(target)
    _encodings(target)
    _controls(target)
    _names(target)
    _links(target, outside)
    _bombs(target)
    return target


def _ignored(target: Path) -> None:
    files = {
        ".gitignore": "ignored/\n*.tmp.md\n!keep.tmp.md\n",
        "ignored/page.md": "# Ignored\n",
        "x.tmp.md": "# Ignored\n",
        "keep.tmp.md": "# Kept\n",
        ".hidden/page.md": "# Hidden\n",
        "node_modules/pkg/readme.md": "# Module\n",
    }
    for name, text in files.items():
        (target / name).parent.mkdir(exist_ok=True, parents=True)
        (target / name).write_text(text, encoding="utf-8")


def _encodings(target: Path) -> None:
    folder = target / "encodings"
    folder.mkdir()
    (folder / "latin1.md").write_bytes("# Café à la crème\n\nNaïve façade.\n".encode("latin-1"))
    (folder / "bom.md").write_bytes(b"\xef\xbb\xbf---\ntitle: With a BOM\n---\n# Other\n")
    (folder / "utf16.md").write_bytes(b"\xff\xfe" + "# Sixteen bits\n\nText.\n".encode("utf-16-le"))
    (folder / "crlf.md").write_bytes(
        b"---\r\ntitle: Windows lines\r\ntags: [a, b]\r\n---\r\n\r\n# H\r\n\r\n- [ ] do\r\n"
    )
    (folder / "mixed.md").write_bytes("# Größe und Maß\n\nbad byte: ".encode() + b"\xff\xfe\n")
    (folder / "nul.md").write_bytes(b"# With NUL\n\n\0\0 text\n")
    (folder / "no-newline.md").write_bytes(b"# No newline at the end")


def _controls(target: Path) -> None:
    folder = target / "controls"
    folder.mkdir()
    (folder / "title.md").write_text(f"# Title {ESCAPES} end\n\nText {ESCAPES}\n", encoding="utf-8")
    (folder / "front.md").write_text(f'---\ntitle: "Quoted \\e[31m"\nx: {ESCAPES}\n---\nText.\n', encoding="utf-8")
    (folder / "references.md").write_text("# Refs &#27;[31m &#x9b;2J\n\n&#27;]0;x&#7;\n", encoding="utf-8")


def _names(target: Path) -> None:
    folder = target / "names"
    folder.mkdir()
    for name in ("with space.md", "hash#tag.md", "100%25.md", "question?.md", "Ünï çødé.md", "quote'\".md"):
        (folder / name).write_text("Plain text without a heading.\n", encoding="utf-8")
    (folder / "esc\x1b[31m.md").write_text("# Escape in the name\n", encoding="utf-8")
    with contextlib.suppress(OSError, UnicodeError):
        (folder / "new\nline.md").write_text("Text.\n", encoding="utf-8")
    with contextlib.suppress(OSError):
        Path(os.fsdecode(os.fsencode(folder) + b"/bad\xff.md")).write_text("Text.\n", encoding="utf-8")
    deep = target / "deep"
    for level in range(30):
        deep = deep / f"level{level}"
    deep.mkdir(parents=True)
    (deep / "bottom.md").write_text("# Bottom\n", encoding="utf-8")


def _links(target: Path, outside: Path) -> None:
    folder = target / "symlinks"
    folder.mkdir()
    (folder / "real.md").write_text("# Real\n", encoding="utf-8")
    (folder / "alias.md").symlink_to("real.md")
    (folder / "dangling.md").symlink_to("nowhere.md")
    (folder / "self.md").symlink_to("self.md")
    (folder / "loop").symlink_to(target, target_is_directory=True)
    (folder / "escape.md").symlink_to(outside / "secret.md")
    (folder / "escape").symlink_to(outside, target_is_directory=True)
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()


def _bombs(target: Path) -> None:
    folder = target / "bombs"
    folder.mkdir()
    laughs = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    (folder / "laughs.md").write_text(f"---\ntitle: Laughs\n{laughs}---\n# Laughs\n", encoding="utf-8")
    (folder / "deep.md").write_text(f"---\na: {'[' * 5000}{']' * 5000}\n---\n# Deep\n", encoding="utf-8")
    (folder / "long.md").write_text("---\ntitle: " + "x" * 100_000 + "\n---\n# Long\n", encoding="utf-8")
    (folder / "digits.md").write_text(f"---\norder: {'9' * 6000}\n---\n# Digits\n", encoding="utf-8")
    (folder / "python.md").write_text("---\nx: !!python/object/apply:os.getcwd []\n---\n# Python\n", encoding="utf-8")
    (folder / "open.md").write_text("---\ntitle: never closed\n# Open\n", encoding="utf-8")
