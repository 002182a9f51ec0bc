"""bash and console blocks: one shell after the other in the page's directory, working folder and exports kept."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.content.compare import Failed, difference, same_text, tidy

if TYPE_CHECKING:
    from tests.content.fences import Block
    from tests.content.page import Page

_PREAMBLE = """
unset BASH_ENV
[ -f "$NEXUS_STATE/env" ] && . "$NEXUS_STATE/env"
[ -f "$NEXUS_STATE/cwd" ] && cd "$(cat "$NEXUS_STATE/cwd")"
__clock=$(cat "$NEXUS_STATE/clock" 2>/dev/null || echo 0)
__tick() {
    __clock=$((__clock + 1))
    export GIT_AUTHOR_DATE="@$((1767258000 + 60 * __clock)) +0000"
    export GIT_COMMITTER_DATE="$GIT_AUTHOR_DATE"
}
__leave() {
    trap - DEBUG
    pwd > "$NEXUS_STATE/cwd"
    export -p | grep -v -E '^declare -x (GIT_[A-Z]+_DATE|NEXUS_STATE|BASH_ENV|OLDPWD|SHLVL)' > "$NEXUS_STATE/env"
    echo "$__clock" > "$NEXUS_STATE/clock"
}
trap __leave EXIT
trap __tick DEBUG
"""


@dataclass
class Command:
    """A line of a console block with the output shown below it."""

    source: str
    shown: str
    expected: str


def _shell(page: Page, source: str, strict: bool) -> subprocess.CompletedProcess[str]:
    preamble = page.scratch("preamble.sh")
    preamble.write_text(_PREAMBLE + ("set -euo pipefail\n" if strict else ""), encoding="utf-8")
    environment = page.environment() | {"BASH_ENV": str(preamble), "NEXUS_STATE": str(page.state)}
    bash = shutil.which("bash")
    if bash is None:
        raise Failed("bash is not installed")
    try:
        return subprocess.run(
            [bash, "-c", source],
            cwd=page.work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed("no end after 60 s (a background process that holds the output? redirect it to a file)") from None


def run(page: Page, block: Block) -> str:
    """Run a script and return its output, standard error included. Raises Failed."""
    result = _shell(page, block.source, strict=True)
    expected = int(block.options.get("exit", "0"))
    if result.returncode != expected:
        raise Failed(f"exit status {result.returncode}, not {expected}:\n{result.stdout.strip()}")
    if "raises" in block.options and block.options["raises"] not in result.stdout:
        raise Failed(f"expected {block.options['raises']!r} in the output:\n{result.stdout.strip()}")
    return result.stdout


def commands(source: str, prompt: str = "$ ") -> list[Command]:
    """The commands of a console block. Raises Failed when it does not start with a prompt."""
    found: list[Command] = []
    open_command = False
    for line in source.splitlines():
        if line.startswith(prompt):
            found.append(Command(line[len(prompt) :], line, ""))
            open_command = True
        elif not found:
            raise Failed(f"a block like this begins with {prompt!r}")
        elif open_command and prompt == "$ " and line.startswith("> "):
            found[-1].source += "\n" + line[2:]
            found[-1].shown += "\n" + line
        else:
            open_command = False
            found[-1].expected += line + "\n"
    return found


def compare_commands(page: Page, block: Block, outputs: list[tuple[Command, str]]) -> str:
    """Compare each command's output; sets the text to fill in. Raises Failed naming the commands that differ."""
    wrong: list[str] = []
    lines: list[str] = []
    for command, actual in outputs:
        shown = command.expected
        if not same_text(shown, actual):
            wrong.append(f"{command.shown}\n{difference(shown, actual)}")
            shown = shown if "..." in shown else tidy(actual)
        lines.append(command.shown + "\n" + (tidy(shown) if not shown.endswith("\n\n") else shown))
    if wrong:
        page.replacement = "".join(lines)
        raise Failed("\n".join(wrong))
    return ""


def run_console(page: Page, block: Block) -> str:
    """Run the commands of a console block, comparing each output. Raises Failed."""
    outputs = [
        (command, page.plain(_shell(page, command.source, strict=False).stdout)) for command in commands(block.source)
    ]
    return compare_commands(page, block, outputs)


def run_node(page: Page, block: Block) -> str:
    """Run a JavaScript block as an ES module and return what it printed. Raises Failed, or Missing without node."""
    from tests.content.compare import Missing

    node = shutil.which("node")
    if node is None:
        raise Missing("Node.js is not on the PATH")
    script = page.work / f".block-{block.line}.mjs"
    script.write_text(block.source, encoding="utf-8")
    result = subprocess.run(
        [node, str(script)],
        cwd=page.work,
        env=page.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    script.unlink()
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    page.used("Node.js", version.strip().lstrip("v"))
    expected = block.options.get("raises")
    if result.returncode and not (expected and expected in result.stdout):
        raise Failed(result.stdout.strip())
    if expected and not result.returncode:
        raise Failed(f"expected {expected} to be thrown")
    return result.stdout


def run_redis(page: Page, block: Block) -> str:
    """Send the lines of a redis block through redis-cli, comparing each reply. Raises Failed."""
    outputs = []
    page.redis_port()
    for command in commands(block.source, "> "):
        result = subprocess.run(
            [page.bin / "redis-cli", "--no-raw"],
            env=page.environment(),
            input=command.source + "\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=30,
            check=False,
        )
        outputs.append((command, result.stdout))
    return compare_commands(page, block, outputs)
