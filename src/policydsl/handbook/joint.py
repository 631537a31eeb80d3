"""What a handbook says of several awards together: stacking rules and limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from policydsl.explain.silent import apart, ranked
from policydsl.handbook import words
from policydsl.handbook.pages import Line
from policydsl.model.policy import Named, Policy, StackingRule
from policydsl.plan.nodes import Node
from policydsl.plan.policy_plan import LimitPlan, PolicyPlan
from policydsl.source import Lang, Text


def rule_lines(policy: Policy, lang: Lang) -> Iterator[Line]:
    """A line for each stacking rule, in its order."""
    for rule in policy.stacking:
        yield Line(rule.cite, _after(_rule(policy, rule, lang), rule.note.pick(lang), lang))


def _rule(policy: Policy, rule: StackingRule, lang: Lang) -> str:
    if rule.across == "policies":
        said = (words.NOT_BOTH if rule.rule == "exclude" else words.HIGHEST).pick(lang)
    else:
        said = words.RULES[rule.rule].pick(lang)
    parts = [f"{rule.label.pick(lang)}{_COLON.pick(lang)}{said}" if rule.label else said]
    if rule.among:
        parts.append(words.AMONG.pick(lang).format(clauses=_titles(policy, rule.among, lang)))
    if rule.level:
        parts.append(words.LEVELS.pick(lang).format(levels=_COMMA.pick(lang).join(rule.level)))
    return ("" if lang == "zh" else " ").join(parts)


def limit_lines(plan: PolicyPlan, lang: Lang) -> Iterator[Line]:
    """A line for each limit: what counts, for whom, how much."""
    for one in () if plan.joint is None else plan.joint.limits:
        limit = one.limit
        yield Line(limit.label.pick(lang), _after(_limit(plan, one, lang), limit.note.pick(lang), lang), limit.cite)


def _limit(plan: PolicyPlan, one: LimitPlan, lang: Lang) -> str:
    policy, limit = plan.policy, one.limit
    beside = plan.clauses[one.counted[0] if one.counted else 0]
    say = partial(apart, policy, beside, lang=lang)
    every = (words.YEARLY if limit.every == "year" else words.IN_ALL).pick(lang)
    parts = [words.NOT_ABOVE.pick(lang).format(per=_per(policy, one, say, lang), every=every, limit=say(one.value))]
    if limit.counts:
        parts.append(words.AMONG.pick(lang).format(clauses=_titles(policy, limit.counts, lang)))
    if limit.besides:
        parts.append(words.BUT_FOR.pick(lang).format(clauses=_titles(policy, limit.besides, lang)))
    if one.when is not None:
        parts.append(words.WHEN.pick(lang).format(test=say(one.when)) + _STOP.pick(lang))
    if limit.other:
        parts.append(words.WITH_OTHERS.pick(lang).format(levels=_COMMA.pick(lang).join(limit.other)))
    by = "" if one.rank is None else ranked(policy, beside, one.rank, limit.order, lang)
    parts.append(words.SHORT[limit.short].pick(lang).removesuffix(_STOP.pick(lang)) + by + _STOP.pick(lang))
    return ("" if lang == "zh" else " ").join(parts)


def _per(policy: Policy, one: LimitPlan, say: Callable[[Node], str], lang: Lang) -> str:
    """Whose awards count together."""
    limit = one.limit
    written = "applicant" if limit.per is None else limit.per.text.strip()
    if written == "programme":
        return words.ALL_APPLICANTS.pick(lang)
    entity = policy.root if written == "applicant" else policy.entity_of_item(written)
    if entity is not None:
        return words.EACH_ONE.pick(lang).format(label=entity.label.pick(lang) or entity.item)
    return words.SAME_VALUE.pick(lang).format(value=written if one.key is None else say(one.key))


def _titles(policy: Policy, named: Iterable[Named], lang: Lang) -> str:
    titles = ((one.id, policy.clause(one.id)) for one in named)
    return _COMMA.pick(lang).join(clause.title.pick(lang) if clause is not None else id_ for id_, clause in titles)


def _after(text: str, note: str, lang: Lang) -> str:
    return text + ((note if lang == "zh" else f" {note}") if note else "")


_COMMA = Text("、", ", ")
_COLON = Text("：", ": ")
_STOP = Text("。", ".")
