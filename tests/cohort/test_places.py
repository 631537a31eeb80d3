"""What stands where a result is wanted: earlier results are replaced, whatever else is there stays."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest
from tests.cohort.conftest import write_csv
from tests.cohort.test_inputs_outputs import HEAD, POLICY, documents

from policydsl.cli import main


@pytest.fixture
def policy(tmp_path: Path) -> str:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return str(tmp_path / "policy.yaml")


def run(policy: str, source: Path, target: Path) -> int:
    return main(["batch", policy, str(source), str(target), "--as-of", "2025-10-01"])


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize(
    "manifest",
    ['{"name": "a page of the web"}', "[]", "{", '{"kind": ["simulation"]}', "[" * 100_000],
    ids=["other", "list", "broken", "kind", "deep"],
)
def test_the_manifest_of_something_else(policy: str, tmp_path: Path, manifest: str) -> None:
    source = write_csv(tmp_path / "in", documents()[1:2])
    target = tmp_path / "site"
    target.mkdir()
    (target / "manifest.json").write_text(manifest, encoding="utf-8")
    assert run(policy, source, target) == 2
    assert names(target) == ["manifest.json"]


def test_what_was_put_into_an_earlier_result_stays(policy: str, tmp_path: Path) -> None:
    source, target = write_csv(tmp_path / "in", documents()[1:2]), tmp_path / "out"
    assert run(policy, source, target) == 0
    assert run(policy, source, target) == 0
    (target / "意见.docx").touch()
    assert run(policy, source, target) == 2
    assert "意见.docx" in names(target)


def test_facts_that_begin_with_the_applicant_are_no_result(policy: str, tmp_path: Path) -> None:
    source = tmp_path / "facts.jsonl"
    text = json.dumps({"applicant": {"id": "A"}, "projects": []} | HEAD) + "\n"
    source.write_text(text, encoding="utf-8")
    assert run(policy, source, source) == 2
    assert source.read_text(encoding="utf-8") == text
    for _ in range(2):
        assert run(policy, source, tmp_path / "out.jsonl") == 0


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links")
@pytest.mark.parametrize("name", ["out", "out.jsonl"])
def test_a_link_stays_one(policy: str, tmp_path: Path, name: str) -> None:
    source, link = write_csv(tmp_path / "in", documents()[1:2]), tmp_path / "a" / name
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    link.symlink_to(tmp_path / "b" / name)
    for _ in range(2):  # where nothing is yet, and where an earlier result is
        assert run(policy, source, link) == 0
        assert link.is_symlink()
        assert names(tmp_path / "a") == names(tmp_path / "b") == [name]
    assert (tmp_path / "b" / name).is_dir() is (name == "out")


@pytest.mark.parametrize("command", ["batch", "simulate"])
def test_a_name_that_is_too_long(policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    source, target = write_csv(tmp_path / "in", documents()[1:2]), str(tmp_path / ("长" * 100))
    where = [target] if command == "batch" else ["-o", target]
    assert main(["--lang", "zh", command, policy, str(source), *where, "--as-of", "2025-10-01"]) == 2
    assert "[U116]" in capsys.readouterr().err


def test_links_in_a_circle(policy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    assert run(policy, write_csv(tmp_path / "in", documents()[1:2]), tmp_path / "one") == 2
    assert "[U116]" in capsys.readouterr().err


def test_a_workbook_puts_nothing_aside_elsewhere(policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed run leaves is beside its result, where the next one removes it."""
    source = write_csv(tmp_path / "in", documents()[1:2])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert run(policy, source, tmp_path / "out.xlsx") == 0
    assert tempfile.tempdir == str(tmp_path / "nowhere")
