"""What docs/ci.md shows can be used: YAML that parses, commands that run, hooks that exist."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from policydsl.cli import main

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
COMMAND = re.compile(r"policydsl (?:check|schema) [^\n`|]*?(?= \|\||$|`|\n)", re.MULTILINE)
POLICY = "policies/xiamen_ai_2025.yaml"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the document has it."""
    (tmp_path / "policies").mkdir()
    sample = ROOT / "src/policydsl/diagnostics/pages/sample.yaml"
    (tmp_path / POLICY).write_bytes(sample.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def documents() -> list[Any]:
    return [yaml.safe_load(body) for language, body in BLOCKS if language == "yaml"]


def commands() -> list[str]:
    found = [match.group().strip() for match in COMMAND.finditer(TEXT)]
    return sorted({command.partition(" < ")[0] for command in found})


def steps(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_every_yaml_block_parses() -> None:
    assert len(documents()) == 5
    assert all(isinstance(document, dict) for document in documents())
    assert [json.loads(body) for language, body in BLOCKS if language == "json"]


def test_workflows_check_and_the_upload_runs_after_a_failure() -> None:
    annotate, scan = (d for d in documents() if "jobs" in d)
    assert steps(annotate["jobs"]["check"])[-1] == "policydsl check policies --format github"
    upload = scan["jobs"]["check"]["steps"][-1]
    assert upload["if"] == "${{ !cancelled() }}"
    assert upload["with"]["sarif_file"] in steps(scan["jobs"]["check"])[-1]
    assert scan["permissions"]["security-events"] == "write"


def test_the_reports_of_gitlab_are_those_that_are_written() -> None:
    (job,) = (d["policydsl"] for d in documents() if isinstance(d.get("policydsl"), dict))
    script = "\n".join(job["script"])
    assert all(f"--output {path}" in script for path in job["artifacts"]["reports"].values())


@pytest.mark.parametrize("command", commands())
def test_commands_run(command: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((project / POLICY).read_bytes())))
    words = shlex.split(command)[1:]
    assert main(words) == 0
    if "--output" in words or "-o" in words:
        name = words[words.index("--output" if "--output" in words else "-o") + 1]
        assert (project / name).stat().st_size > 0


def test_there_are_commands() -> None:
    assert len(commands()) >= 7


def test_hooks_are_those_of_the_document_and_their_commands_run(project: Path) -> None:
    (config,) = (document for document in documents() if "repos" in document)
    named = {hook["id"] for hook in config["repos"][0]["hooks"]}
    assert named == {hook["id"] for hook in HOOKS}
    (project / "other.yaml").write_text("- no document\n", encoding="utf-8")
    for hook in HOOKS:
        assert {"id", "name", "entry", "language"} <= hook.keys()
        assert main([*shlex.split(hook["entry"])[1:], POLICY, "other.yaml"]) == 0


def test_a_schema_that_is_written_takes_the_document_that_it_is_for(project: Path) -> None:
    assert main(["schema", "policy", "-o", "policy.schema.json"]) == 0
    schema = json.loads((project / "policy.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
