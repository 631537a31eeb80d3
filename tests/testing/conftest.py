"""A folder with the sample policy and documents of tests, and `policydsl test` in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policydsl.cli.root import root as program
from policydsl.diagnostics.pages.frames import sample

Test = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "policy.yaml").write_text(sample("sample.yaml"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def test(folder: Path) -> Test:
    """`test("tests.yaml", "-k", …)`."""
    assert folder.is_dir()

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(program, ["test", *arguments])

    return invoke
