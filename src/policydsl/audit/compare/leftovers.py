"""What stands beside the clauses: bounds of facts, rounding, options that are asked for or against, numbering."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from policydsl.audit.compare.entries import Entry, Work
from policydsl.audit.policy.places import Choice
from policydsl.audit.policy.reader import Reader
from policydsl.audit.text import quantity
from policydsl.audit.text.clean import clean
from policydsl.audit.text.likeness import pairs
from policydsl.audit.text.outline import Place
from policydsl.audit.text.places import name_of
from policydsl.audit.text.quantity import Key
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.measures import exchange
from policydsl.feel.types import Assessed, Money
from policydsl.model.policy import Entity, Field, Rounding
from policydsl.model.reading import get, label_of, mappings, string
from policydsl.source import Text
from policydsl.syntax.tree import Node

_FEN: Final = Decimal("0.01")
_ROUNDED: Final = re.compile(r"取整|四舍五入|精确到|保留[^，。；]{0,6}位|尾数|整数|不计")
_SHOWN: Final = 12
_DENIED: Final = re.compile(r"^(?:不|非|未|无|没有)")

_OPEN: Final = re.compile("其他|其它|不限")
_MOSTLY: Final = 66  # hundredths of a label that the text must have
_DENIES: Final = re.compile(r"不得|不能|不予|不应|未|没有|非|除外|不属于|不含|不包括|不再|不存在|不享受")


# -- bounds of facts ---------------------------------------------------------------------------------


def check_facts(work: Work, reporter: Reporter) -> None:
    """A least or greatest value of a fact that no text gives (0, and 1 or 100% where they are natural, apart)."""
    for entity in work.policy.entities.values():
        body = get(get(work.tree.get("facts"), entity.key), "fields")
        for field in entity.fields.values():
            for key, value in (("min", field.minimum), ("max", field.maximum)):
                node = get(get(body, field.id), key)
                if node is not None and value is not None and not _natural(field, value):
                    _fact(work, entity, field, value, node, reporter)


def _fact(work: Work, entity: Entity, field: Field, value: Decimal, node: Node, reporter: Reporter) -> None:
    readers = [one for one in work.entries if one.reader is not None and _reads(one.reader, entity, field)]
    known = {key for one in readers for figure in one.figures(one.sentences) for key in figure.keys}
    if exchange(field.unit) is not None:
        return  # what a rate can be is no matter of the text: bounds find one that is mistyped, or the other way round
    if known.isdisjoint(_keys(field, value)):
        labels = [Label(one.citer.at.file, one.citer.at.span, one.citer.name) for one in readers[:1]]
        reporter.report("A015", label_of(node), *labels, written=string(node) or "", field=field.id)


def _reads(reader: Reader, entity: Entity, field: Field) -> bool:
    return any(name == field.id and owner in ("", entity.item, entity.key) for owner, name in reader.fields)


def _natural(field: Field, value: Decimal) -> bool:
    money = isinstance(field.type.item if isinstance(field.type, Assessed) else field.type, Money)
    return value == 0 or (not money and (value == 100 or (field.whole and value == 1)))  # noqa: PLR2004  (100 of 100)


def _keys(field: Field, value: Decimal) -> frozenset[Key]:
    type_ = field.type.item if isinstance(field.type, Assessed) else field.type
    if isinstance(type_, Money):
        return quantity.money(value, type_.currency).keys
    return quantity.count(value, multiple=True).keys


def check_rounding(work: Work, reporter: Reporter) -> None:
    """Rounding to anything but fen, or upwards, must stand in the text."""
    if any(_ROUNDED.search(one.text.text) for one in work.outline.passages):
        return
    _rounding(work.tree.get("rounding"), work.policy.rounding, reporter)
    for body in mappings(work.tree.get("clauses")):
        clause = work.policy.clause(string(body.get("id")) or "")
        if clause is not None and clause.rounding is not None:
            _rounding(body.get("rounding"), clause.rounding, reporter)


def _rounding(node: Node | None, rounding: Rounding, reporter: Reporter) -> None:
    for key, off in (
        ("to", rounding.to != _FEN),
        ("mode", rounding.mode in ("up", "half_up", "half_down", "half_even")),
    ):
        part = get(node, key)
        if off and part is not None:
            reporter.report("A045", label_of(part), written=string(part) or "")


# -- options -----------------------------------------------------------------------------------------


def check_options(work: Work, reporter: Reporter) -> None:
    """A test against an option that the text names, or for one that only says what something is not."""
    for entry in work.entries:
        if entry.reader is None or entry.lost:
            continue
        for choice in entry.reader.choices:
            _option(work, entry, choice, reporter)


def _option(work: Work, entry: Entry, choice: Choice, reporter: Reporter) -> None:
    label = choice.field.values.get(choice.option) if choice.option else choice.field.label
    word = clean(label.zh).text.strip("“”") if label is not None else ""
    denied = bool(_DENIED.match(word))
    core = _DENIED.sub("", word).removeprefix("是")
    if choice.holds and core and not denied:
        _other_option(work, entry, choice, word, reporter)
    if not core or choice.holds is not denied:
        return
    wanted = pairs(core)
    sentence = next((one for one in entry.own if core in one.text or _speaks(one.text, wanted)), None)
    if sentence is None or (not choice.option and _DENIES.search(sentence.text)):
        return
    start = sentence.start + max(sentence.text.find(core), 0)
    length = len(core) if core in sentence.text else min(_SHOWN, sentence.end - sentence.start)
    reporter.report(
        "A027",
        choice.sign,
        work.source(sentence.passage.text.span(start, start + length)),
        name=entry.citer.name,
        option=choice.option or choice.field.id,
        label=word,
    )


def _other_option(work: Work, entry: Entry, choice: Choice, word: str, reporter: Reporter) -> None:
    """A test for an option of which the sentences say nothing, while they speak of another one of the same fact."""
    said: frozenset[str] = frozenset().union(*(pairs(one.text) for one in entry.own))
    mine = _share(word, said)
    for other, label in choice.field.values.items():
        their = clean(label.zh).text
        theirs = _share(their, said) if other != choice.option and not _OPEN.match(their) else 0
        if theirs < _MOSTLY or mine * 2 > theirs:
            continue
        sentence = max(entry.own, key=lambda one: len(pairs(their) & pairs(one.text)))
        start = sentence.start + max(sentence.text.find(their), 0)
        span = sentence.passage.text.span(start, min(start + max(len(their), 2), sentence.end))
        reporter.report(
            "A028", choice.at, work.source(span), name=entry.citer.name, label=word, other=label.zh, option=other
        )
        return


def _share(word: str, said: frozenset[str]) -> int:
    """How much of a word is said, in hundredths."""
    wanted = pairs(word)
    return len(wanted & said) * 100 // len(wanted) if wanted else 0


def _speaks(text: str, wanted: frozenset[str]) -> bool:
    """Whether a sentence has three fifths of the pairs of characters."""
    return len(wanted) > 1 and len(wanted & pairs(text)) * 5 >= len(wanted) * 3


# -- the numbering of the text, and passages that nothing cites --------------------------------------


def check_numbering(work: Work, missing: set[tuple[int, int]], reporter: Reporter) -> None:
    """Numbers that do not follow; not where a cite of a number that is missing was told already."""
    for one in work.outline.irregular:
        gap = range(one.expected, one.printed)
        parent = id(one.place.parent)
        if not one.mended and any((parent, number) in missing for number in gap):
            continue
        reporter.report(
            "A004", work.source(one.place.at), place=_parent(one.place), expected=one.expected, printed=one.printed
        )


def _parent(place: Place) -> Text:
    name = name_of(place.parent) if place.parent is not None else ""
    return Text(name, name) if name else Text("正文", "the text")
