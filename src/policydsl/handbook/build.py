"""Makes the handbook of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from policydsl.feel.measures import with_unit
from policydsl.feel.types import Money, describe
from policydsl.handbook import words
from policydsl.handbook.clause import clause_page, common_lines
from policydsl.handbook.joint import limit_lines, rule_lines
from policydsl.handbook.pages import Chapter, Handbook, Line, Page, Question, Questions
from policydsl.handbook.speaking import facts_in
from policydsl.model.periods import EACH
from policydsl.model.policy import Commitment, Entity, Field, InForce, Policy
from policydsl.plan.policy_plan import ClausePlan, PolicyPlan
from policydsl.source import Lang, Text
from policydsl.source.figures import money_text, plain_text

# `一（二）` is of part 一, `第二章第五条` of 第二章; articles that are numbered through are of no part.
_CHAPTER: Final = re.compile(
    r"第[〇零一二三四五六七八九十百\d]+[章部]|(?!第)[〇零一二三四五六七八九十百]+|\d+(?=[.．（(])"
)


def handbook_of(plan: PolicyPlan, lang: Lang) -> Handbook:
    """The handbook in a language."""
    policy = plan.policy
    common, steps = common_lines(policy, plan.clauses, lang)
    return Handbook(
        title=policy.title.pick(lang),
        head=tuple(_head(policy, lang)),
        note=policy.note.pick(lang),
        common=common,
        common_steps=steps,
        common_notes=tuple(_common_notes(policy, lang)),
        chapters=tuple(_chapters(plan, lang)),
        parameters=tuple(_parameters(policy, lang)),
        readings=tuple(_readings(policy, lang)),
        stacking=tuple(rule_lines(policy, lang)),
        limits=tuple(limit_lines(plan, lang)),
        questions=tuple(_questions(plan, lang)),
    )


def _head(policy: Policy, lang: Lang) -> Iterator[Line]:
    named = (
        (words.NUMBER, policy.number),
        (words.ISSUER, policy.issuer.pick(lang)),
        (words.ISSUED, policy.issued),
        (words.IN_FORCE, _days(policy.in_force, lang)),
        (words.ROUNDING, words.rounding(policy.rounding, policy.currency, lang)),
    )
    yield from (Line(name.pick(lang), text) for name, text in named if text)


def _common_notes(policy: Policy, lang: Lang) -> Iterator[str]:
    if policy.common is None:
        return
    yield words.COMMON_NOTE.pick(lang) + _after(_cited(policy.common.cite, lang), lang)
    for note in (policy.common.note, *(one.note for one in policy.common.body.eligibility)):
        if note:
            yield note.pick(lang)


def _days(interval: InForce, lang: Lang) -> str:
    start = interval.start.iso() if interval.start is not None else "…"
    end = interval.end.iso() if interval.end is not None else "…"
    return Text(f"{start} 至 {end}", f"{start} to {end}").pick(lang)


def _after(text: str, lang: Lang) -> str:
    return (text if lang == "zh" else f" {text}") if text else ""


def _chapters(plan: PolicyPlan, lang: Lang) -> Iterator[Chapter]:
    """The parts of the official text, in their order; clauses without a place come last."""
    clauses: dict[str, list[Page]] = {}
    commitments: dict[str, list[Page]] = {}
    order: dict[str, None] = {}
    for one in plan.clauses:
        name = _chapter(one.clause.cite)
        order[name] = None
        clauses.setdefault(name, []).append(clause_page(plan.policy, one, lang))
    for commitment in plan.policy.commitments:
        name = _chapter(commitment.cite)
        order[name] = None
        commitments.setdefault(name, []).append(_commitment(commitment, lang))
    for name in sorted(order, key=_rank):
        title = name if name.startswith("第") else words.PART.pick(lang).format(n=name) if name else ""
        yield Chapter(title, tuple(clauses.get(name, ())), tuple(commitments.get(name, ())))


def _chapter(cite: str) -> str:
    found = _CHAPTER.match(cite)
    return found[0] if found is not None else ""


_NUMERALS: Final = "〇一二三四五六七八九"


def _rank(name: str) -> tuple[int, str]:
    """Where a part stands: by its number, those without one last."""
    bare = name.strip("第章部节")
    if bare.isdecimal():
        return int(bare), ""
    tens, sign, ones = bare.partition("十")
    digits = [_NUMERALS.find(one) for one in (tens, ones) if one]
    if not bare or any(one < 0 for one in digits):
        return 10_000, name
    if not sign:
        return digits[0], ""
    return (_NUMERALS.find(tens) if tens else 1) * 10 + (_NUMERALS.find(ones) if ones else 0), ""


def _commitment(one: Commitment, lang: Lang) -> Page:
    head = (
        [Line(words.DEPARTMENTS.pick(lang), Text("、", ", ").pick(lang).join(one.departments))]
        if one.departments
        else []
    )
    notes = (one.note.pick(lang),) if one.note else ()
    return Page(one.id, one.cite, one.title.pick(lang), tuple(head), notes=notes)


def _parameters(policy: Policy, lang: Lang) -> Iterator[Line]:
    for one in policy.parameters.values():
        texts = [(day, with_unit(formula.text, one.unit, lang)) for day, formula in one.versions]
        parts = [
            text if day is None else words.FROM.pick(lang).format(day=day.iso(), value=text) for day, text in texts
        ]
        yield Line(
            one.label.pick(lang) or one.id,
            Text("；", "; ").pick(lang).join(parts) + _after(_cited(one.cite, lang), lang),
        )


def _cited(cite: str, lang: Lang) -> str:
    return (f"（{cite}）" if lang == "zh" else f"({cite})") if cite else ""


def _readings(policy: Policy, lang: Lang) -> Iterator[Line]:
    for one in policy.readings.values():
        default = words.DEFAULT.pick(lang)
        options = [label.pick(lang) + default * (id_ == one.default) for id_, label in one.options.items()]
        question = one.question.pick(lang) + _after(_cited(one.cite, lang), lang)
        yield Line(question, Text("；", "; ").pick(lang).join(options))


def _questions(plan: PolicyPlan, lang: Lang) -> Iterator[Questions]:
    users: dict[str, list[ClausePlan]] = {}
    for one in plan.clauses:
        roots = [*(probe.node for probe in one.probes), *one.day_nodes]
        for name in dict.fromkeys(name for root in roots for name in facts_in(plan.policy, root)):
            users.setdefault(name, []).append(one)
    for entity in plan.policy.entities.values():
        questions = tuple(_question(entity, field, users, lang) for field in entity.fields.values())
        yield Questions(entity.label.pick(lang) or entity.key, entity.note.pick(lang), questions)


def _question(entity: Entity, field: Field, users: dict[str, list[ClausePlan]], lang: Lang) -> Question:
    name = f"{entity.item}.{field.id}"
    clauses = tuple((one.clause.id, one.clause.title.pick(lang)) for one in users.get(name, ()))
    return Question(name, field.label.pick(lang) or field.id, _answer(field, lang), field.note.pick(lang), clauses)


def _answer(field: Field, lang: Lang) -> str:
    """How a fact is answered."""
    type_ = getattr(field.type, "item", field.type)
    comma = Text("、", ", ").pick(lang)
    if field.values:
        kind = comma.join(label.pick(lang) or id_ for id_, label in field.values.items())
    else:
        kind = describe(type_).pick(lang)
    parts = [kind] if field.by is None else [EACH[field.by].pick(lang), kind]
    for bound, told in ((field.minimum, words.AT_LEAST), (field.maximum, words.AT_MOST)):
        if bound is not None:
            shown = money_text(bound, type_.currency, lang) if isinstance(type_, Money) else plain_text(bound)
            parts.append(told.pick(lang).format(bound=shown))
    parts += [words.WHOLE.pick(lang)] if field.whole else []
    parts += [words.IN_UNITS.pick(lang).format(unit=field.unit)] if field.unit else []
    parts += [words.ASSESSED.pick(lang)] if field.assessed else []
    return Text("；", "; ").pick(lang).join(parts)
