"""The policies of examples/policies/: in order, tested to the full, and explained as the files beside them show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent for path in (ROOT / "examples" / "policies").glob("*/policy.yaml"))

Run = Callable[..., Result]
Golden = Callable[[Path, str], None]
each = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def of(folder: Path, name: str) -> str:
    return str((folder / name).relative_to(ROOT))


def test_there_are_some() -> None:
    assert FOLDERS


@each
def test_nothing_is_found_in_it(folder: Path, run: Run) -> None:
    names = [of(folder, name) for name in ("policy.yaml", "facts.yaml", "tests.yaml")]
    result = run("check", *names, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["findings"]) == (0, [])
    assert run("fmt", "--check", *names).exit_code == 0


@each
def test_its_tests_pass_and_reach_all_of_it(folder: Path, run: Run) -> None:
    result = run("test", of(folder, "tests.yaml"), "--coverage", "--fail-under", "100")
    assert result.exit_code == 0, result.output


@each
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_explanation(folder: Path, lang: str, run: Run, golden: Golden) -> None:
    result = run("explain", of(folder, "policy.yaml"), of(folder, "facts.yaml"), "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(folder / f"explanation.{lang}.txt", result.stdout)
