"""A comparison as people read it, before it is laid out: changes by part of the policy, effects by applicant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from policydsl.award import Award, Status
from policydsl.diff import AwardEffect, Change, Effect
from policydsl.diff.effects import Outcome
from policydsl.model.policy import Policy
from policydsl.render.diff.places import head_of, head_words
from policydsl.render.diff.sentences import sentence
from policydsl.render.money import added, sum_text
from policydsl.render.words import STATUS
from policydsl.source import Lang, Text
from policydsl.source.figures import counted, months_text
from policydsl.source.frozen import frozen

OUTCOMES: Final[dict[Outcome, Text]] = {
    "gains": Text("受益", "gains"),
    "loses": Text("受损", "loses"),
    "same": Text("不变", "unchanged"),
    "open": Text("待定", "open"),
}
_NEW = Text("（无此条款）", "(no such clause)")
_PROVISIONAL = Text("（暂定）", " (provisional)")
_HEAD = Text("{old} → {new}", "{old} → {new}")
_COUNT = Text("{n} 处变化，涉及 {clauses} 个条款", "{changes}, in {of_clauses}")
_NONE = Text("内容没有变化", "nothing changed but the looks")
_EFFECTS = Text(
    "影响（{n} 个主体）：受益 {gains}，受损 {loses}，不变 {same}，待定 {open}；应付合计 {before} → {after}（{gain}）",
    "Effects on {n}: {gains} gain, {loses} lose, {same} unchanged, {open} open; payable {before} → {after} ({gain})",
)
_OPEN = Text(
    "待定：有缺失的事实会改变结果，补齐后再比较。", "Open: missing facts decide; fill them in and compare again."
)


@frozen
class ChangeLine:
    """One change: the sentence, its path as amendments write it, the lines of both files."""

    kind: str
    text: str
    path: tuple[str, ...]
    change: Change


@frozen
class Section:
    """The changes of one part of the policy."""

    heading: str
    cite: str
    lines: tuple[ChangeLine, ...]


@frozen
class AwardRow:
    """What becomes of one award."""

    clause: str
    subject: str
    before: str
    after: str
    gain: str
    effect: AwardEffect


@frozen
class ApplicantRow:
    """What becomes of one applicant, with the awards that change."""

    name: str
    outcome: Outcome
    before: str
    after: str
    gain: str
    awards: tuple[AwardRow, ...]
    effect: Effect


@frozen
class DiffReport:
    """Everything that is shown of a comparison."""

    title: str
    sides: tuple[str, str]
    summary: str
    sections: tuple[Section, ...]
    effects_summary: str
    applicants: tuple[ApplicantRow, ...]
    notes: tuple[str, ...]


def diff_report(
    policies: tuple[Policy, Policy],
    sides: tuple[str, str],
    changes: Sequence[Change],
    effects: Sequence[Effect],
    lang: Lang,
) -> DiffReport:
    """The report in a language; `sides` name the two texts."""
    clauses = {head_of(one)[1] for one in changes if head_of(one)[:1] == ("clauses",)}
    summary = (
        _COUNT.pick(lang).format(
            n=len(changes),
            clauses=len(clauses),
            changes=counted(len(changes), "change"),
            of_clauses=counted(len(clauses), "clause"),
        )
        if changes
        else _NONE.pick(lang)
    )
    return DiffReport(
        title=policies[1].title.pick(lang),
        sides=sides,
        summary=summary,
        sections=tuple(_sections(policies, changes, lang)),
        effects_summary=_effects_summary(effects, policies[1].currency, lang) if effects else "",
        applicants=tuple(_applicant(one, lang) for one in effects),
        notes=(_OPEN.pick(lang),) if any(one.outcome == "open" for one in effects) else (),
    )


def _sections(policies: tuple[Policy, Policy], changes: Iterable[Change], lang: Lang) -> list[Section]:
    grouped: dict[tuple[str, ...], list[Change]] = {}
    for one in changes:
        grouped.setdefault(head_of(one), []).append(one)
    found: list[Section] = []
    for head, inside in grouped.items():
        cite = ""
        if head[:1] == ("clauses",):
            clause = policies[1].clause(head[1]) or policies[0].clause(head[1])
            cite = clause.cite if clause is not None else ""
        lines = tuple(
            ChangeLine(one.kind, sentence(one, lang, (policies[1], policies[0])), one.names, one) for one in inside
        )
        found.append(Section(head_words(inside[0], lang), cite, lines))
    return found


def _effects_summary(effects: Sequence[Effect], currency: str, lang: Lang) -> str:
    counts = {outcome: sum(one.outcome == outcome for one in effects) for outcome in OUTCOMES}
    before, after = added(one.before for one in effects), added(one.after for one in effects)
    return _EFFECTS.pick(lang).format(
        n=len(effects),
        **counts,
        before=sum_text(before, currency, lang),
        after=sum_text(after, currency, lang),
        gain=signed(after - before, currency, lang),
    )


def signed(value: Decimal, currency: str, lang: Lang) -> str:
    """A difference with its sign."""
    if not value:
        return "±0"
    return ("+" if value > 0 else "−") + sum_text(abs(value), currency, lang)


def _applicant(effect: Effect, lang: Lang) -> ApplicantRow:
    currency = effect.new.plan.policy.currency
    thing = effect.facts.applicant
    return ApplicantRow(
        name=" ".join(part for part in (thing.id, thing.name) if part),
        outcome=effect.outcome,
        before=sum_text(effect.before, currency, lang),
        after=sum_text(effect.after, currency, lang),
        gain=signed(effect.gain, currency, lang),
        awards=tuple(_award(one, currency, lang) for one in effect.awards if one.changed),
        effect=effect,
    )


def _award(one: AwardEffect, currency: str, lang: Lang) -> AwardRow:
    award = one.new or one.old
    assert award is not None  # noqa: S101  (an effect has one of the two)
    gain = signed(one.gain, currency, lang)
    if not one.gain and one.gain_months:
        gain = ("+" if one.gain_months > 0 else "−") + months_text(abs(one.gain_months), lang)
    if one.open:
        gain = OUTCOMES["open"].pick(lang)
    return AwardRow(
        clause=award.clause.title.pick(lang) or award.clause.id,
        subject=award.subject if award.clause.for_each is not None else "",
        before=_state(one.old, currency, lang),
        after=_state(one.new, currency, lang),
        gain=gain,
        effect=one,
    )


def _state(award: Award | None, currency: str, lang: Lang) -> str:
    """What an award is: its sum or term, else its status."""
    if award is None:
        return _NEW.pick(lang)
    if award.status is not Status.ELIGIBLE:
        return STATUS[award.status].pick(lang)
    provisional = _PROVISIONAL.pick(lang) if award.provisional else ""
    if award.payable is not None:
        return sum_text(award.payable, currency, lang) + provisional
    if award.term is not None:
        return months_text(award.term, lang) + provisional
    return STATUS[award.status].pick(lang) + provisional
