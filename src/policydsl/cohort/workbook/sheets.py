"""The sheets of a policy's workbooks: a table each, its columns with labels, options and remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from policydsl.cohort.shape import OWNER, POSITION, TableShape, shapes
from policydsl.cohort.workbook.options import YES_NO, Options
from policydsl.feel import types
from policydsl.feel.types import Assessed, Enum, Money, Series, Type
from policydsl.feel.values import Date
from policydsl.model.periods import BY_WORDS, of_period, parse_period, period_of_day, period_text
from policydsl.model.policy import Field, Policy
from policydsl.source import Lang, Text
from policydsl.source.figures import CURRENCIES, money_text, plain_text
from policydsl.source.frozen import frozen

Kind: TypeAlias = Literal[
    "text", "money", "number", "whole", "boolean", "option", "date", "time", "date_time", "months", "days"
]

_TITLE: Final = 31  # characters that Excel takes
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_FEW, _MOST = 4, 40  # periods of a fact: where it does not say since when, and ever
_TITLES: Final[Mapping[str, Text]] = {
    "prior_awards": Text("本政策已获支持", "Granted before"),
    "other_policy_awards": Text("其他政策已获支持", "Granted under other policies"),
    "elections": Text("择一选择", "Choices"),
}
_LABELS: Final[Mapping[str, Text]] = {
    "id": Text("编号", "Id"),
    "name": Text("名称", "Name"),
    OWNER: Text("申报主体编号", "Applicant's id"),
    POSITION: Text("序号", "Position"),
    "clause": Text("条款", "Clause"),
    "subject": Text("给谁（申报主体或事项的编号）", "For (id of the applicant or item)"),
    "year": Text("年度", "Year"),
    "amount": Text("金额", "Amount"),
    "category": Text("类别", "Category"),
    "policy": Text("其他政策的名称", "The other policy"),
    "level": Text("级别", "Level"),
    "rule": Text("择一规则", "Rule"),
}
_NOTES: Final[Mapping[str, Text]] = {
    "id": Text("必填，不重复", "required, used once"),
    "name": Text("可不填", "may be left out"),
    OWNER: Text("必填，与申报主体表的编号一致", "required: an id of the sheet of applicants"),
    "clause": Text("必填", "required"),
    "subject": Text("必填", "required"),
    "amount": Text("必填", "required"),
    "category": Text("必填", "required"),
    "policy": Text("必填", "required"),
    "level": Text("不填即与本政策同级", "left out: the level of this policy"),
    "rule": Text("必填", "required"),
}


@frozen(eq=False)
class SheetColumn:
    """A column: its name in the tables, its label, what kind of value it takes, what is said of it."""

    name: str
    label: Text
    kind: Kind
    remarks: tuple[Text, ...] = ()
    options: Options | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    unit: Text = Text()

    def heading(self, lang: Lang) -> str:
        """The label with its unit, as people see it."""
        unit = self.unit.pick(lang)
        if not unit:
            return self.label.pick(lang)
        return f"{self.label.pick(lang)}（{unit}）" if lang == "zh" else f"{self.label.pick(lang)} ({unit})"

    @property
    def words(self) -> tuple[str, ...]:
        """All that a heading may say to name it."""
        both: tuple[Lang, Lang] = ("zh", "en")
        return (self.name, *(self.label.pick(lang) for lang in both), *(self.heading(lang) for lang in both))


@frozen(eq=False)
class SheetOf:
    """A sheet: the table that it holds, its title, the columns of an empty one."""

    shape: TableShape
    label: Text
    note: Text
    columns: tuple[SheetColumn, ...]


def sheets_of(policy: Policy, day: Date) -> list[SheetOf]:
    """The sheets of a policy's workbook, the applicants first."""
    found = []
    labels = labels_of(policy)
    for name, shape in shapes(policy).items():
        if name == "elections" and not any(rule.rule == "choose" for rule in policy.stacking):
            continue
        entity, label = shape.entity, labels[name]
        note = Text() if entity is None else entity.note
        columns = [fixed_column(one, name, policy) for one in shape.fixed if one != POSITION]
        if entity is not None:
            columns += [column for field in entity.fields.values() for column in field_columns(field, day)]
        found.append(SheetOf(shape, label, note, tuple(columns)))
    return found


def labels_of(policy: Policy) -> dict[str, Text]:
    """The label of each table, by its name."""
    return {
        name: _TITLES[name] if shape.entity is None else shape.entity.label for name, shape in shapes(policy).items()
    }


def required_columns(shape: TableShape) -> list[str]:
    """The columns without which no row of a table can be read."""
    optional = (POSITION, "name", "level", *(("year",) if shape.name == "other_policy_awards" else ()))
    return [name for name in shape.fixed if name not in optional]


def column_of(shape: TableShape, name: str, policy: Policy) -> SheetColumn | None:
    """A column of a table by its name in the tables; None where there is none of this name."""
    if name in shape.fixed:
        return fixed_column(name, shape.name, policy)
    found = shape.field_of(name)
    return None if found is None else field_column(found[0], found[1])


def known_columns(shape: TableShape) -> list[str]:
    """The names that columns of a table may have; of a fact by period, one for example."""
    fields = shape.entity.fields.values() if shape.entity is not None else ()
    periods = [f"{one.id}[{'2024' if one.by == 'year' else '2024Q1'}]" for one in fields if one.by is not None]
    return [*shape.plain, *periods]


def sheet_title(label: str, key: str, taken: set[str]) -> str:
    """A title that Excel takes, and that no other sheet has; `taken` is added to."""
    plain = _FORBIDDEN.sub(" ", label).strip().strip("'")[:_TITLE].strip() or key[:_TITLE]
    title, number = plain, 2
    while title.casefold() in taken or title.casefold() == "history":
        tail = f" {number}"
        title, number = plain[: _TITLE - len(tail)] + tail, number + 1
    taken.add(title.casefold())
    return title


def fixed_column(name: str, table: str, policy: Policy) -> SheetColumn:
    """A column that is no fact."""
    note = _NOTES.get(name, Text())
    remarks = (note,) if note else ()
    label = _LABELS[name]
    match name:
        case "amount":
            return SheetColumn(name, label, "money", remarks, least=Decimal(0), unit=_currency(policy.currency))
        case "year":
            required = (Text("必填", "required"),) if table == "prior_awards" else ()
            return SheetColumn(name, label, "whole", required, least=Decimal(1900), most=Decimal(9999))
        case "position":
            return SheetColumn(name, label, "whole", remarks, least=Decimal(1))
        case "clause":
            titles = {clause.id: clause.title for clause in policy.clauses} | dict(policy.former_clauses)
            return SheetColumn(name, label, "option", remarks, Options(titles))
        case "category":
            return SheetColumn(name, label, "option", remarks, Options({one: Text(one) for one in policy.categories}))
        case "rule":
            rules = {one.id: one.label or Text(one.id) for one in policy.stacking if one.rule == "choose"}
            return SheetColumn(name, label, "option", remarks, Options(rules))
        case _:
            return SheetColumn(name, label, "text", remarks)


def _currency(code: str) -> Text:
    return Text(CURRENCIES[code], "yuan" if code == "CNY" else code)


def field_columns(field: Field, day: Date) -> list[SheetColumn]:
    """The columns of a fact: one, or one for each period that is asked for."""
    if field.by is None:
        return [field_column(field, None)]
    now = period_of_day(field.by, day)
    first = now - _FEW + 1 if field.since is None else min(field.since, now)
    return [field_column(field, one) for one in range(max(first, now - _MOST + 1), now + 1)]


def field_column(field: Field, period: int | None) -> SheetColumn:
    """The column of a fact, or of one of its periods."""
    type_ = field.type.item if isinstance(field.type, Assessed | Series) else field.type
    money = isinstance(type_, Money)
    name, label = field.id, field.label
    if field.by is not None and period is not None:
        name, label = f"{field.id}[{period_text(field.by, period)}]", of_period(field.label, field.by, period)
    unit = Text(field.unit)
    if money:
        assert isinstance(type_, Money)  # noqa: S101
        unit = _currency(type_.currency)
    return SheetColumn(
        name=name,
        label=label,
        kind=_kind(type_, whole=field.whole),
        remarks=tuple(_remarks(field, money=money)),
        options=_options(field, type_),
        least=field.minimum,
        most=field.maximum,
        unit=unit or _UNITS.get(type_, Text()),
    )


_UNITS: Final[Mapping[Type, Text]] = {
    types.YEARS_MONTHS: Text("个月", "months"),
    types.DAYS_TIME: Text("天", "days"),
}


def _options(field: Field, type_: Type) -> Options | None:
    if isinstance(type_, Enum):
        return Options(field.values)
    return Options(YES_NO) if type_ == types.BOOLEAN else None


def _kind(type_: Type, *, whole: bool) -> Kind:
    match type_:
        case Money():
            return "money"
        case Enum():
            return "option"
        case types.BOOLEAN:
            return "boolean"
        case types.NUMBER:
            return "whole" if whole else "number"
        case types.DATE:
            return "date"
        case types.TIME:
            return "time"
        case types.DATE_TIME:
            return "date_time"
        case types.DAYS_TIME:
            return "days"
        case types.YEARS_MONTHS:
            return "months"
        case _:
            return "text"


def _remarks(field: Field, *, money: bool) -> Iterator[Text]:
    if field.note:
        yield field.note
    if field.by is not None:
        words = BY_WORDS[field.by]
        yield Text(f"每个{words.zh}一列，列名如 {field.id}[{_example(field)}]",
                   f"a column for each {words.en}, as {field.id}[{_example(field)}]")  # fmt: skip
    if field.minimum is not None:
        yield Text(f"不小于 {_bound(field.minimum, money, 'zh')}", f"at least {_bound(field.minimum, money, 'en')}")
    if field.maximum is not None:
        yield Text(f"不大于 {_bound(field.maximum, money, 'zh')}", f"at most {_bound(field.maximum, money, 'en')}")
    if field.whole:
        yield Text("整数", "a whole number")
    if field.assessed:
        yield Text("由责任单位评定，未评定不填", "for the department to assess; left out until then")


def _bound(value: Decimal, money: bool, lang: Lang) -> str:
    return money_text(value, lang=lang) if money else plain_text(value)


def _example(field: Field) -> str:
    return "2024" if field.by == "year" else "2024Q1"


def period_meant(shape: TableShape, text: str) -> str | None:
    """The column that a heading like `output[2024年]` names; None where it is none."""
    entity = shape.entity
    name, bracket, written = text.removesuffix("]").partition("[")
    field = entity.fields.get(name) if entity is not None and bracket else None
    if field is None or field.by is None:
        return None
    period = parse_period(field.by, written)
    return None if period is None else f"{name}[{period_text(field.by, period)}]"
