"""The fact that moves: whose it is, and the positions that it takes, each a whole number of steps from the first."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from typing import Final, Literal

from policydsl.feel.types import DATE, NUMBER, YEARS_MONTHS, Assessed, Money, Type
from policydsl.feel.values import Date, YearsMonthsDuration
from policydsl.model.facts import Facts, Item
from policydsl.model.periods import period_text, period_words
from policydsl.model.policy import Entity, Field, Policy
from policydsl.source import Lang
from policydsl.source.figures import CURRENCIES, grouped_text, money_text, months_text, plain_text, yuan_text
from policydsl.source.frozen import frozen, replace

EXACT: Final = Context(prec=60)
FEN: Final = Decimal("0.01")
Kind = Literal["money", "number", "months", "day"]


def kind_of(field: Field) -> Kind | None:
    """What figures a fact has; None where it has none that could move."""
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    if isinstance(type_, Money):
        return "money"
    if type_ == NUMBER:
        return "number"
    if type_ == YEARS_MONTHS:
        return "months"
    return "day" if type_ == DATE else None


def usual_step(field: Field) -> Decimal:
    """The step of a fact where none is asked for: a fen, one where the fact is whole, else a hundredth."""
    kind = kind_of(field)
    return FEN if kind == "money" or (kind == "number" and not field.whole) else Decimal(1)


@frozen(eq=False)
class Axis:
    """A fact and the positions from `low` on in steps of `step`, `last` steps in all.

    Figures are yuan, numbers, months, or for a day the days since 1970-01-01.
    """

    entity: Entity
    item: str | None  # of a list; None: the applicant's
    field: Field
    period: int | None  # of a fact by period
    kind: Kind
    low: Decimal
    step: Decimal
    last: int

    def figure(self, index: int) -> Decimal:
        """The figure at a position."""
        return EXACT.add(self.low, EXACT.multiply(self.step, Decimal(index)))

    def number(self, index: int) -> Fraction:
        """The same for exact arithmetic."""
        return Fraction(self.figure(index))

    def value(self, index: int) -> object:
        """The value of the fact at a position."""
        figure = self.figure(index)
        if self.kind == "months":
            return YearsMonthsDuration(int(figure))
        return Date.of_days(int(figure)) if self.kind == "day" else figure

    def shown(self, index: int, lang: Lang) -> str:
        """A position for people."""
        return self.figure_text(self.figure(index), lang)

    def figure_text(self, figure: Decimal, lang: Lang) -> str:
        """A figure of this fact for people: short where it is round, else with every digit."""
        match self.kind:
            case "money":
                return _money(figure, self.currency, lang)
            case "months":
                return months_text(int(figure), lang)
            case "day":
                return Date.of_days(int(figure)).iso()
            case _:
                unit = self.field.unit
                return f"{grouped_text(figure)} {unit}".strip() if lang == "en" else f"{plain_text(figure)}{unit}"

    def written(self, index: int) -> str:
        """A position as documents of other programs have it: plain digits, or a day."""
        return self.written_figure(self.figure(index))

    def written_figure(self, figure: Decimal) -> str:
        """A figure of this fact, likewise."""
        if self.kind == "day":
            return Date.of_days(int(figure)).iso()
        return f"{figure:.2f}" if self.kind == "money" and figure == figure.quantize(FEN) else plain_text(figure)

    @property
    def currency(self) -> str:
        """That of the fact, if it is money."""
        type_ = self.field.type.item if isinstance(self.field.type, Assessed) else self.field.type
        return type_.currency if isinstance(type_, Money) else ""

    @property
    def name(self) -> str:
        """The fact as it is named on the command line."""
        item = "" if self.item is None else f"[{self.item}]"
        period = "" if self.period is None or self.field.by is None else f"[{period_text(self.field.by, self.period)}]"
        return f"{self.entity.key}{item}.{self.field.id}{period}"

    def label(self, lang: Lang) -> str:
        """The fact for people."""
        label = self.field.label.pick(lang) or self.field.id
        if self.period is None or self.field.by is None:
            return label
        period = period_words(self.field.by, self.period)
        return f"{period.zh}{label}" if lang == "zh" else f"{label} of {period.en}"

    def moved(self, facts: Facts, index: int) -> Facts:
        """The facts with this one at a position."""
        value = self.value(index)
        lists, applicant = dict(facts.lists), facts.applicant
        if self.item is None:
            applicant = self._item(applicant, value)
        else:
            mine = (self._item(one, value) if one.id == self.item else one for one in lists[self.entity.key])
            lists[self.entity.key] = tuple(mine)
        return Facts(
            facts.source, facts.as_of, applicant, lists, facts.prior_awards, facts.other_awards, facts.given,
            facts.elections,
        )  # fmt: skip

    def _item(self, item: Item, value: object) -> Item:
        place = list(self.entity.fields).index(self.field.id) + 1
        values = list(item.values)
        if self.period is None:
            values[place] = value
        else:
            known = values[place]
            values[place] = {**(known if isinstance(known, dict) else dict(known)), self.period: value}  # type: ignore[call-overload]
        return replace(item, values=tuple(values))


def _money(figure: Decimal, currency: str, lang: Lang) -> str:
    """In 亿元 or 万元 where that is round, else in yuan with every digit."""
    short = money_text(figure, currency, lang)
    if lang == "en":
        return short
    unit = CURRENCIES[currency]
    large = short.endswith((f"亿{unit}", f"万{unit}"))
    if large and len(short[: -len(unit) - 1].partition(".")[2]) <= _ROUND:
        return short
    whole = figure == figure.to_integral_value() and abs(figure) < _SMALL
    return short if whole and not large else yuan_text(figure, currency)


_ROUND: Final = 2  # decimals of 亿元 or 万元 that still read as a round figure
_SMALL: Final = 1000


def can_move(policy: Policy) -> list[str]:
    """The facts that can move, as they are named on the command line."""
    found = []
    for entity in policy.entities.values():
        for field in entity.fields.values():
            if kind_of(field) is not None:
                item = "" if entity.is_root else "[ID]"
                period = "" if field.by is None else "[2024]" if field.by == "year" else "[2024Q1]"
                found.append(f"{entity.key}{item}.{field.id}{period}")
    return found
