"""Builds the entities, parameters and readings of a policy."""

from __future__ import annotations

from decimal import Decimal
from unicodedata import normalize

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import types
from policydsl.feel.types import Type
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.periods import BY_WORDS, By, meant_period, parse_period, period_text
from policydsl.model.policy import ROOT, Entity, Field, Formula, Parameter, Reading
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES
from policydsl.syntax.tree import Mapping, Node, Scalar

_SIMPLE: dict[str, Type] = {
    "boolean": types.BOOLEAN,
    "number": types.NUMBER,
    "text": types.TEXT,
    "date": types.DATE,
    "time": types.TIME,
    "date_time": types.DATE_TIME,
    "days": types.DAYS_TIME,
    "months": types.YEARS_MONTHS,
}
_BY: dict[str, By] = {"year": "year", "quarter": "quarter"}
CODE_LENGTH = 3
IMPLIED = ("id", "name")  # every entity has them: a required id, an optional name to show


def currency(node: Node | None, default: str, reporter: Reporter) -> str | None:
    """A currency by its code, the default where none is written; None for one that there is not, which is reported."""
    written = read.string(node)
    if node is None or written is None or written in CURRENCIES:
        return written or default
    if len(written) == CODE_LENGTH and written.isascii() and written.isupper():  # else its shape has been reported
        reporter.report("P003", read.label_of(node), text=written)
    return None


def entities(node: Node | None, home: str, reporter: Reporter) -> dict[str, Entity]:
    """The applicant and the lists, by their name in the fact file; `home`: the policy's currency."""
    found: dict[str, Entity] = {}
    owner_of_item: dict[str, Scalar] = {}
    for key, body in read.entries(node):
        item_node = read.get(body, "item")
        item = read.string(item_node)
        if item is None and key.text != ROOT:
            if isinstance(body, Mapping):
                reporter.report("N010", read.label_of(key), name=key.text)
            item = _guess(key.text)
        item = item or ROOT
        if isinstance(item_node, Scalar):
            if item in owner_of_item or item in (ROOT, key.text):
                reporter.report("N011", read.label_of(item_node), name=item)
                item = _guess(key.text)
            owner_of_item[item] = item_node
        found[key.text] = Entity(
            key=key.text,
            item=item,
            label=read.text(read.get(body, "label")) or Text(key.text),
            fields=_fields(item, read.get(body, "fields"), home, reporter),
            at=read.label_of(key),
            note=read.text(read.get(body, "note")),
        )
    return found


def _place(body: Node, key: str) -> Label | None:
    node = read.get(body, key)
    return None if node is None else read.label_of(node)


def _guess(key: str) -> str:
    """A name for the items of a list that gives none, so that its formulas can be checked all the same."""
    return key.removesuffix("s") if key.endswith("s") else f"{key}_item"


def _fields(owner: str, node: Node | None, home: str, reporter: Reporter) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for key, body in read.entries(node):
        if key.text in IMPLIED:
            reporter.report("N012", read.label_of(key), name=key.text)
            continue
        kind = read.string(read.get(body, "type"))
        values = {k.text: read.text(v) or Text(k.text) for k, v in read.entries(read.get(body, "values"))}
        code = currency(read.get(body, "currency"), home, reporter)
        own = types.ERROR if code is None else types.Money(code)
        type_ = own if kind == "money" else _type(owner, key.text, kind, values)
        if type_ is None:
            continue
        money = code if isinstance(type_, types.Money) else None
        named = read.get(body, "currency")
        if kind != "money" and named is not None and types.ERROR not in (type_, own):
            what = Text(f"写了币种的 `{key.text}` ", f"`{key.text}`, which has a currency,")
            expected = types.describe(own)
            reporter.report("T008", read.label_of(named), what=what, expected=expected, found=types.describe(type_))
        assessed = read.boolean(read.get(body, "assessed"))
        by, since = _by(body, reporter)
        if by is not None and assessed:
            reporter.report("N061", read.label_of(key), name=key.text)
            assessed = False
        bounds = {} if type_ == types.ERROR else {key: read.get(body, key) for key in ("min", "max")}
        found[key.text] = Field(
            id=key.text,
            type=types.Assessed(type_) if assessed else type_,
            label=read.text(read.get(body, "label")) or Text(key.text),
            at=read.label_of(key),
            minimum=_bound(bounds.get("min"), reporter, money),
            maximum=_bound(bounds.get("max"), reporter, money),
            whole=read.boolean(read.get(body, "whole")),
            unit=read.string(read.get(body, "unit")) or "",
            assessed=assessed,
            unit_at=_place(body, "unit"),
            values=values,
            note=read.text(read.get(body, "note")),
            by=by,
            since=since,
            since_at=None if (since_node := read.get(body, "since")) is None else read.label_of(since_node),
        )
    return found


def _by(body: Node, reporter: Reporter) -> tuple[By | None, int | None]:
    """Whether there is a figure for each period, and the first one from which on all are given."""
    by, node = _BY.get(read.string(read.get(body, "by")) or ""), read.get(body, "since")
    written = read.string(node)
    if by is None or node is None or written is None:
        return by, None
    since = parse_period(by, written)
    if since is None:
        meant = meant_period(by, written)
        text = None if meant is None else period_text(by, meant)
        fix = None if text is None else Fix((Edit(node.file, node.span, text),))
        example = text or ("2021" if by == "year" else "2021Q1")
        reporter.report("N060", read.label_of(node), fix=fix, text=written, what=BY_WORDS[by], example=example)
        since = meant
    return by, since


def _type(owner: str, name: str, kind: str | None, values: dict[str, Text]) -> Type | None:
    if kind == "enum":
        if not values:
            return types.ERROR  # what its values are was not understood
        labels = tuple((word, id_) for id_, text in values.items() for word in (text.zh, text.en) if word)
        return types.Enum(f"{owner}.{name}", tuple(values), labels)
    return _SIMPLE.get(kind or "", types.ERROR if kind is not None else None)  # a type that there is not is reported


def _bound(node: Node | None, reporter: Reporter, money: str | None) -> Decimal | None:
    """`money`: the currency of a sum."""
    found = read.figure(node, money)
    if found is None and node is not None and read.string(node) is not None:
        written = read.string(node) or ""
        narrow = normalize("NFKC", written).strip().rstrip("。，；")
        known = read.plain_number(narrow) is not None or (money and read.sum_in(money, narrow) is not None)
        fix = Fix((Edit(node.file, node.span, narrow),)) if known else None
        reporter.report("P002", read.label_of(node), help=read.other_currency(node, money), fix=fix, text=written)
    return found


def parameters(node: Node | None, reporter: Reporter) -> dict[str, Parameter]:
    """The named figures, their versions oldest first."""
    found: dict[str, Parameter] = {}
    for key, body in read.entries(node):
        value = read.get(body, "value")
        versions: list[tuple[Date | None, Formula]] = []
        if isinstance(value, Mapping):
            for day_key, one in value:
                start = read.day(day_key, reporter)
                parsed = read.formula(one, reporter)
                if parsed is not None:  # one of a wrong day too: formulas that use it give no finding of their own
                    versions.append((start, parsed))
            versions.sort(key=lambda v: v[0].iso() if v[0] else "")
        elif (parsed := read.formula(value, reporter)) is not None:
            versions.append((None, parsed))
        if versions:
            found[key.text] = Parameter(
                id=key.text,
                label=read.text(read.get(body, "label")) or Text(key.text),
                versions=tuple(versions),
                at=read.label_of(key),
                note=read.text(read.get(body, "note")),
                cite=read.string(read.get(body, "cite")) or "",
                unit=read.string(read.get(body, "unit")) or "",
                unit_at=_place(body, "unit"),
            )
    return found


def readings(node: Node | None, reporter: Reporter) -> dict[str, Reading]:
    """The ways in which the text can be read."""
    found: dict[str, Reading] = {}
    for key, body in read.entries(node):
        options = {k.text: read.text(v) or Text(k.text) for k, v in read.entries(read.get(body, "options"))}
        default_node = read.get(body, "default")
        default = read.string(default_node)
        if default_node is not None and default is not None and options and default not in options:
            reporter.report("N013", read.label_of(default_node), name=default, options=", ".join(options))
            default = next(iter(options))  # so that formulas that ask for the reading give no finding of their own
        if options and default is None:
            default = next(iter(options))  # that it lacks is reported by its shape
        if options and default in options:
            found[key.text] = Reading(
                id=key.text,
                question=read.text(read.get(body, "question")),
                options=options,
                default=default,
                cite=read.string(read.get(body, "cite")) or "",
                at=read.label_of(key),
                note=read.text(read.get(body, "note")),
            )
    return found
