"""Official texts with their policies, and slips planted in either."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policydsl.audit import Listing, audit, listing_of
from policydsl.diagnostics import Diagnostic, Label, Reporter
from policydsl.model.builder import build_policy
from policydsl.source import SourceFile
from policydsl.syntax import check_shape, parse_yaml
from policydsl.syntax.tree import Mapping

CASES = Path(__file__).parent / "cases"
OWN = {"chenghu": "chenghu.txt", "lantian": "lantian.md", "qingyan": "qingyan.txt"}


@dataclass(frozen=True)
class Notice:
    """An official text and the policy made from it."""

    policy: str
    text: str
    name: str = "原文.txt"


@dataclass(frozen=True)
class Slip:
    """One mistake: in the policy or in the text, the first `old` after `after` becomes `new`.

    `at` is the line that the finding must point to, where it is not the changed one.
    """

    where: str
    after: str
    old: str
    new: str
    code: str
    at: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.old.strip()} → {self.new.strip()}"


def own(name: str) -> Notice:
    """One of the notices that this project made up."""
    text = (CASES / OWN[name]).read_text(encoding="utf-8")
    return Notice((CASES / f"{name}.yaml").read_text(encoding="utf-8"), text, OWN[name])


def xiamen(root: Path, shared: Path) -> Notice:
    """The shipped policy with its official text."""
    policy = (root / "policies" / "xiamen_ai_2025.yaml").read_text(encoding="utf-8")
    return Notice(policy, (shared / "source" / "xiamen_ai_2025.txt").read_text(encoding="utf-8"))


def audited(notice: Notice) -> tuple[Reporter, Listing | None]:
    """All findings, those of reading the policy included, and the record."""
    reporter = Reporter()
    tree = parse_yaml(SourceFile("policy.yaml", notice.policy), reporter)
    assert isinstance(tree, Mapping)
    check_shape(tree, "policy", reporter)
    work = audit(build_policy(tree, reporter), tree, SourceFile(notice.name, notice.text), reporter)
    return reporter, None if work is None else listing_of(work)


def counted(notice: Notice) -> list[Diagnostic]:
    """The errors and warnings."""
    return [one for one in audited(notice)[0] if one.severity.counts]


def changed(text: str, slip: Slip) -> tuple[str, int]:
    """The text with the slip, and where it is."""
    start = text.index(slip.old, text.index(slip.after) if slip.after else 0)
    return text[:start] + slip.new + text[start + len(slip.old) :], start


def planted(notice: Notice, slip: Slip) -> tuple[Notice, int]:
    """The notice with the slip, and the line of it."""
    text = notice.policy if slip.where == "policy" else notice.text
    made, start = changed(text, slip)
    lead = len(slip.new) - len(slip.new.lstrip())
    line = made.count("\n", 0, start + lead) + 1
    if slip.at:
        line = made.count("\n", 0, made.index(slip.at, made.index(slip.after) if slip.after in made else 0)) + 1
    if slip.where == "policy":
        return Notice(made, notice.text, notice.name), line
    return Notice(notice.policy, made, notice.name), line


def line_of(label: Label) -> int:
    """The line that a label begins on."""
    return label.file.position(label.span.start).line


def last_line_of(label: Label) -> int:
    """The line that a label ends on."""
    return label.file.position(label.span.end).line


def found_once(notice: Notice, slip: Slip) -> None:
    """The slip gives exactly one finding, with its code, at its place."""
    made, line = planted(notice, slip)
    found = counted(made)
    shown = [(one.code, one.message("zh"), [(at.file.name, line_of(at)) for at in one.labels]) for one in found]
    assert len(found) == 1, shown
    (one,) = found
    assert one.code == slip.code, shown
    file = "policy.yaml" if slip.where == "policy" else made.name
    places = [(line_of(at), last_line_of(at)) for at in one.labels if at.file.name == file]
    assert any(first <= line <= last for first, last in places), (line, shown)
    if slip.where == "policy" and slip.code not in ("A005", "A012", "A013"):
        assert one.labels[0].file.name == file
