"""What has to be known to read the figures of a cohort, in words: the day, and what is taken for granted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.render.report import not_in_force_note
from policydsl.source import Lang, Text

_SILENT: Final = {
    "prior_awards": Text(
        "没有 prior_awards 表：按此前都未获本政策支持计算。",
        "There is no table prior_awards: nobody is taken to have got support under this policy before.",
    ),
    "other_policy_awards": Text(
        "没有 other_policy_awards 表：按都未获其他政策支持计算。",
        "There is no table other_policy_awards: nobody is taken to have got support under other policies.",
    ),
}


def taken_for_granted(tables: Collection[str], lang: Lang) -> Iterator[str]:
    """That there were no awards before, where no table says so: silence is no evidence."""
    yield from (text.pick(lang) for name, text in _SILENT.items() if name not in tables)


def not_in_force(policy: Policy, day: Date, lang: Lang) -> str | None:
    """That the policy is not in force on the day."""
    if policy.in_force.covers(day):
        return None
    return not_in_force_note(policy.in_force, lang, dated=any(clause.dated is not None for clause in policy.clauses))
