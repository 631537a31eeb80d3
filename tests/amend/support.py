"""Documents for the tests of amendments: the base of the checks, and amendments of it written in a few words."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.diagnostics.render import render_text
from policydsl.feel.values import Date
from policydsl.model.reading import parse_day
from policydsl.syntax import read_source
from policydsl.workspace import Checker
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.library import Library, open_library

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "tests" / "check" / "base.yaml"
XIAMEN = ROOT / "policies" / "xiamen_ai_2025.yaml"
SHARE = "clauses.voucher.table.rules.large.then.share"


def amendment(
    changes: str,
    *,
    own_id: str = "amd",
    since: str = "2026-01-01",
    until: str = "",
    issued: str = "",
    amends: str = "sample_2025",
) -> str:
    """The text of an amendment."""
    lines = ["policydsl: 1", "kind: amendment", f"id: {own_id}", f"amends: {amends}"]
    lines += [f"issued: {issued}"] if issued else []
    lines += ["effective:", f"  from: {since}"] + ([f"  until: {until}"] if until else [])
    return "\n".join([*lines, "changes:", textwrap.indent(textwrap.dedent(changes).strip("\n"), "  ")]) + "\n"


def raised(was: str, to: str) -> str:
    """A change of one figure."""
    return f"- {{set: {SHARE}, was: {was}, to: {to}}}"


def write(folder: Path, **texts: str) -> list[str]:
    """Files of a folder; their paths."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return paths


def opened(path: str, amendments: list[str], reporter: Reporter | None = None) -> Library:
    """The policies, which have no errors."""
    found = Reporter() if reporter is None else reporter
    library = open_library(path, found, amendments)
    assert library is not None, render_text(found, "en")
    return library


def policy(path: str, amendments: list[str]) -> AmendedPolicy:
    """The only one, whose texts have no errors."""
    single = opened(path, amendments).single
    assert single is not None
    return single


def day(text: str) -> Date:
    found = parse_day(text)
    assert found is not None
    return found


def shown(found: Reporter | tuple[Diagnostic, ...]) -> str:
    return render_text(tuple(found), "en")


class Found:
    """What `check` finds about a policy and its amendments."""

    def __init__(self, checker: Checker, files: list[Reporter]) -> None:
        (time,) = checker.over_time() or (None,)
        self.periods = () if time is None else time.periods
        self.reporter = Reporter()
        for one in files:
            self.reporter.extend(one)
        self.reporter.extend(() if time is None else time.reporter)
        allowed = [one for each in (*files, *(() if time is None else (time.reporter,))) for one in each.allowed]
        self.allowed = tuple(allowed)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        return self.reporter.diagnostics


def check_files(paths: list[str], amend: Sequence[str] = ()) -> Found:
    """What `policydsl check` finds in files, `amend` being those after `--amend`."""
    checker = Checker(amend=amend)
    found = []
    for path in paths:
        reporter = Reporter()
        source = read_source(path, reporter)
        if source is not None:
            reporter = checker.check(source).reporter
        found.append(reporter)
    return Found(checker, found)
