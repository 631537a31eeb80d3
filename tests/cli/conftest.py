"""The program as people call it, from the top of the repository, in Chinese unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policydsl.cli.root import root as program

Run = Callable[..., Result]
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("eval", policy, facts)`: exit code, standard output, standard error."""
    monkeypatch.chdir(root)
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Result:
        return CliRunner().invoke(program, list(arguments), input=stdin, env=env)

    return invoke
