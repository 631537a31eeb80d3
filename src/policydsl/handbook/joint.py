"""What a handbook says of several awards together: stacking rules and limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.handbook import words
from policydsl.handbook.pages import Line
from policydsl.model.policy import Limit, Named, Policy, StackingRule
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


def limit_lines(policy: Policy, lang: Lang) -> Iterator[Line]:
    """A line for each limit: what counts, for whom, how much."""
    for limit in policy.limits:
        yield Line(limit.label.pick(lang), _after(_limit(policy, limit, lang), limit.note.pick(lang), lang), limit.cite)


def _limit(policy: Policy, limit: Limit, lang: Lang) -> str:
    every = (words.YEARLY if limit.every == "year" else words.IN_ALL).pick(lang)
    parts = [
        words.NOT_ABOVE.pick(lang).format(per=_per(policy, limit, lang), every=every, limit=limit.limit.text.strip())
    ]
    if limit.counts:
        parts.append(words.AMONG.pick(lang).format(clauses=_titles(policy, limit.counts, lang)))
    if limit.besides:
        parts.append(words.BUT_FOR.pick(lang).format(clauses=_titles(policy, limit.besides, lang)))
    if limit.when is not None:
        parts.append(words.WHEN.pick(lang).format(test=limit.when.text.strip()) + _STOP.pick(lang))
    if limit.other:
        parts.append(words.WITH_OTHERS.pick(lang).format(levels=_COMMA.pick(lang).join(limit.other)))
    parts.append(words.SHORT[limit.short].pick(lang))
    return ("" if lang == "zh" else " ").join(parts)


def _per(policy: Policy, limit: Limit, lang: Lang) -> str:
    """Whose awards count together."""
    written = "applicant" if limit.per is None else limit.per.text.strip()
    if written == "programme":
        return words.ALL_APPLICANTS.pick(lang)
    entity = policy.root if written == "applicant" else policy.entity_of_item(written)
    if entity is not None:
        return words.EACH_ONE.pick(lang).format(label=entity.label.pick(lang) or entity.item)
    return words.SAME_VALUE.pick(lang).format(value=written)


def _titles(policy: Policy, named: Iterable[Named], lang: Lang) -> str:
    titles = ((one.id, policy.clause(one.id)) for one in named)
    return _COMMA.pick(lang).join(clause.title.pick(lang) if clause is not None else id_ for id_, clause in titles)


def _after(text: str, note: str, lang: Lang) -> str:
    return text + ((note if lang == "zh" else f" {note}") if note else "")


_COMMA = Text("、", ", ")
_COLON = Text("：", ": ")
_STOP = Text("。", ".")
