"""The commands of examples, run in a folder of their own by the program itself."""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final

from policydsl.cli import main
from policydsl.diagnostics.pages import Page
from policydsl.diagnostics.pages.frames import SAMPLE, sample
from policydsl.diagnostics.pages.read import Given
from policydsl.source import Lang
from policydsl.source.frozen import frozen

_FINDING: Final = re.compile(r"^(?:错误|警告|写法|提示|error|warning|style|note)\[([A-Z]\d{3})\]", re.MULTILINE)
_FACTS: Final = "facts.yaml"


@frozen
class Rehearsed:
    """What the program printed, findings apart, and its exit code."""

    code: int
    printed: str
    said: str

    @property
    def findings(self) -> list[str]:
        """The codes of all findings, in the order told."""
        return _FINDING.findall(self.printed + self.said)


def rehearse(page: Page, line: str, lang: Lang) -> Rehearsed:
    """Run the command of an example (of `feel`: the formula) and give what it prints."""
    arguments = ["feel", line] if page.frame == "feel" else shlex.split(line)[1:]
    samples = {SAMPLE: Given(sample("sample.yaml")), _FACTS: Given(sample(_FACTS))}
    with stage({**samples, **page.files}):
        return perform(arguments, lang)


def perform(arguments: Sequence[str], lang: Lang) -> Rehearsed:
    """Run the program where we are, without input, and give what it prints."""
    out, err = io.StringIO(), io.StringIO()
    with _no_input(), redirect_stdout(out), redirect_stderr(err):
        code = main(["--lang", lang, *arguments])
    return Rehearsed(code, out.getvalue(), err.getvalue())


@contextmanager
def stage(files: Mapping[str, Given]) -> Iterator[None]:
    """Work in a new folder that has these files, and remove it afterwards."""
    with tempfile.TemporaryDirectory() as folder, _inside(folder, files):
        yield


@contextmanager
def _inside(folder: str, files: Mapping[str, Given]) -> Iterator[None]:
    place = Path(folder)
    for name, one in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if one.link:
            path.symlink_to(one.link)
        else:
            path.write_bytes(one.data)
    before = Path.cwd()
    os.chdir(place)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _no_input() -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    try:
        yield
    finally:
        sys.stdin = before
