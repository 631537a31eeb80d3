"""Stacking rules between clauses: how much each rule takes off each clause of a group (`e0`, `e1`, …)."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.cohort.between.groups import Layers
from policydsl.cohort.between.steps import Side, Step
from policydsl.cohort.intake.sources import literal
from policydsl.plan.policy_plan import RulePlan


def stacked(step: Step, groups: Layers) -> None:
    """Add the columns, and `is_open`; leave the groups of which something is taken off, or that are open."""
    assert isinstance(step.rule, RulePlan)  # noqa: S101
    sides = step.sides
    match step.rule.rule.rule:
        case "highest":
            groups.add(f"GREATEST({', '.join(f's{i}' for i in range(len(sides)))}) AS m")
            best = " ".join(f"WHEN s{i} = m THEN {i}" for i in range(len(sides)))
            groups.add(f"CASE WHEN m <= 0 THEN {_NONE} {best} END AS w")
            _keep(sides, groups)
        case "choose":
            groups.add(f"{_chosen(sides)} AS w")
            _keep(sides, groups)
        case "deduct":
            _deduct(sides, groups)
        case "exclude":
            _exclude(sides, groups)
    open_ = "FALSE"
    if step.rule.rule.rule == "choose":
        open_ = f"w IS NULL AND ({' OR '.join(f's{i} > 0' for i in range(len(sides)))})"
    groups.add(f"{open_} AS is_open")
    groups.where(" OR ".join(["is_open", *(f"(s{i} > 0 AND e{i} > 0)" for i in range(len(sides)))]))


_NONE = -1  # the winner where there is nothing to decide
_OTHER = -2  # one that is none of the sides


def _chosen(sides: Sequence[Side]) -> str:
    """Which side stands; NULL: the applicant has yet to choose."""
    every = range(len(sides))
    contenders = " + ".join(f"(CASE WHEN s{i} > 0 OR b{i} > 0 THEN 1 ELSE 0 END)" for i in every)
    held = " + ".join(f"(CASE WHEN b{i} > 0 THEN 1 ELSE 0 END)" for i in every)
    holds = " ".join(f"WHEN b{i} > 0 THEN {i}" for i in every)
    elected = " ".join(f"WHEN elected = {literal(side.clause.clause.id)} THEN {i}" for i, side in enumerate(sides))
    return (
        f"CASE WHEN {contenders} < 2 THEN {_NONE} WHEN {held} = 1 THEN (CASE {holds} END) {elected} "
        f"WHEN elected IS NOT NULL THEN {_OTHER} END"
    )


def _keep(sides: Sequence[Side], groups: Layers) -> None:
    """The winner stands, less what the others gave before; nothing is left of the others."""
    columns = []
    for i, side in enumerate(sides):
        before = " + ".join(f"b{j}" for j in range(len(sides)) if j != i)
        mine = f"({before})" if side.has_sum else "0"
        columns.append(f"CASE w WHEN {_NONE} THEN 0 WHEN {i} THEN {mine} ELSE s{i} END AS e{i}")
    groups.add(*columns)


def _deduct(sides: Sequence[Side], groups: Layers) -> None:
    """Each less what those before it give and gave."""
    groups.add("CAST(0 AS HUGEINT) AS e0")
    for i, side in enumerate(sides):
        taken = f"e{i}" if side.has_sum else "0"
        left = f"(CASE WHEN s{i} > {taken} THEN (s{i} - {taken}) // {side.unit} * {side.unit} ELSE 0 END)"
        groups.add(f"e{i} + b{i} + {left} AS e{i + 1}")
    for i, side in enumerate(sides):
        if not side.has_sum:
            groups.sql = f"SELECT * REPLACE (CAST(0 AS HUGEINT) AS e{i}) FROM ({groups.sql})"


def _exclude(sides: Sequence[Side], groups: Layers) -> None:
    """Nothing of those after the first that gives or gave something."""
    columns = ["0 AS e0"]
    for i in range(1, len(sides)):
        before = " OR ".join(f"s{j} > 0 OR b{j} > 0" for j in range(i))
        columns.append(f"CASE WHEN {before} THEN s{i} ELSE 0 END AS e{i}")
    groups.add(*columns)
