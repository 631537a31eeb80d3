"""What the tests of curves share: a curve from texts, and its pieces and breaks in short."""

from __future__ import annotations

import textwrap
from pathlib import Path

from tests.evaluate.support import load

from policydsl.curve.asking import read_axis
from policydsl.curve.curve import Curve, Series
from policydsl.curve.drawing import USUAL_POINTS, draw
from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.source.figures import plain_text
from policydsl.workspace.library import facts_in, open_library
from policydsl.workspace.loading import load_facts_source

HEAD = """\
policydsl: 1
kind: policy
id: p
title: 示例
level: 市
in_force: {from: 2025-01-01, until: 2026-12-31}
rounding: {to: 0.01元, mode: down}
"""
FACTS = """\
policydsl: 1
kind: facts
policy: p
as_of: 2025-10-01
prior_awards: []
other_policy_awards: []
"""


def clause(text: str, *, facts: str = "applicant: {id: A}") -> tuple[str, str]:
    """A policy of one clause on the applicant's sales, and facts for it."""
    policy = HEAD + textwrap.dedent("""\
        facts:
          applicant:
            label: 申报主体
            fields:
              sales: {type: money, min: 0元, label: 销售额}
              cost: {type: money, min: 0元, label: 费用}
              staff: {type: number, whole: true, min: 0, label: 人数}
              share: {type: number, min: 0, label: 占比}
              months: {type: months, label: 月数}
              since: {type: date, label: 起始日}
              new: {type: boolean, label: 新办}
        clauses:
          - id: k
            cite: 一
            title: 奖励
            departments: [市工信局]
            benefit: reward
            basis: ceiling
    """)
    return policy + textwrap.indent(textwrap.dedent(text), "    "), FACTS + facts + "\n"


def curve(texts: tuple[str, str], asked: str, step: str | None = None, points: int = USUAL_POINTS) -> Curve:
    """The curve of a fact."""
    policy, facts = load(texts[0]), texts[1]
    reporter = Reporter()
    given = load_facts_source(SourceFile("facts.yaml", facts), policy.policy, reporter)
    assert given is not None, [one.message("en") for one in reporter]
    axis = read_axis(asked, step, policy.policy, given, reporter)
    assert axis is not None, [one.message("en") for one in reporter]
    assert given.as_of is not None
    return draw(policy, given, axis, given.as_of, {}, points)


def shipped_curve(root: Path, policy: str, facts: str, asked: str) -> Curve:
    """The curve of a fact under a policy of the repository."""
    reporter = Reporter()
    library = open_library(str(root / policy), reporter)
    assert library is not None
    found = facts_in(str(root / facts), library, reporter)
    assert found is not None
    loaded, given = found
    axis = read_axis(asked, None, loaded.policy, given, reporter)
    assert axis is not None, [one.message("en") for one in reporter]
    assert given.as_of is not None
    return draw(loaded, given, axis, given.as_of, {})


def series_of(one: Curve, id_: str, subject: str | None = None) -> Series:
    """The series of a clause."""
    (found,) = [
        series
        for series in one.series
        if series.award is not None
        and series.award.clause.id == id_
        and (subject is None or series.award.subject == subject)
    ]
    return found


def pieces(one: Curve, series: Series | None = None) -> list[str]:
    """Each piece in a line: from, to, rule or status."""
    found = []
    for piece in (series or one.series[0]).pieces:
        law = piece.law
        rule = str(piece.status) if law is None else f"{law.rate}x{'+' if law.constant >= 0 else ''}{law.constant}"
        if piece.bent:
            rule = "bent"
        found.append(f"{one.axis.written(piece.start)}..{one.axis.written(piece.end)} {rule}")
    return found


def breaks(one: Curve, series: Series | None = None) -> list[str]:
    """Each break in a line: position, kind, before, after; what is lost and until where."""
    found = []
    for turn in (series or one.series[0]).breaks:
        before, after = ("-" if value is None else plain_text(value) for value in (turn.before, turn.after))
        until = "never" if turn.until is None else one.axis.written(turn.until)
        lost = "" if turn.lost is None else f" -{plain_text(turn.lost)} until {until}"
        found.append(f"{one.axis.written(turn.at)} {turn.kind} {before} {after}{lost}")
    return found
