"""One fact: from the scalar in the file to a value of the declared type."""

from __future__ import annotations

import re
from decimal import Decimal

from policydsl.diagnostics import Edit, Fix, Reporter
from policydsl.feel import types
from policydsl.feel.checker.scope import closest
from policydsl.feel.measures import declared, differ
from policydsl.feel.types import Assessed, Enum, Money, Type, describe
from policydsl.feel.values import (
    DaysTimeDuration,
    YearsMonthsDuration,
    parse_date_time,
    parse_duration,
    parse_time,
)
from policydsl.model import reading as read
from policydsl.model.policy import Field
from policydsl.model.unknown import UNKNOWN
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES, currency_name, money_text, plain_text
from policydsl.source.frozen import frozen
from policydsl.syntax.days import iso, meant
from policydsl.syntax.names import is_slip
from policydsl.syntax.tree import Node, Scalar

MONEY_PLACES = 4
MONEY_LIMIT = Decimal(10**14)
_TERM = re.compile(r"(?:([0-9]{1,5})[ 　]*年)?(?:([0-9]{1,6})[ 　]*个月)?")
_COUNTED = re.compile(r"([0-9]+(?:[,，][0-9]{3})*(?:\.[0-9]+)?)\s*(万亿|千万|百万|亿|万|千)?\s*([^\W\d]\w*|%|㎡)?")
_SCALES = {"": Decimal(1), "千": Decimal(10**3), "万": Decimal(10**4), "百万": Decimal(10**6), "千万": Decimal(10**7),
           "亿": Decimal(10**8), "万亿": Decimal(10**12)}  # fmt: skip
_YES_NO = {"是": "true", "否": "false", "yes": "true", "no": "false", "对": "true", "y": "true", "n": "false",
           "有": "true", "无": "false", "on": "true", "off": "false"}  # fmt: skip


@frozen
class MoneyRange:
    """Inclusive bounds of money in a currency, or of a plain number."""

    minimum: Decimal | None
    maximum: Decimal | None
    currency: str | None

    def shown(self, bound: Decimal) -> Text:
        """A bound as people write it."""
        if self.currency is not None:
            return Text(money_text(bound, self.currency), money_text(bound, self.currency, "en"))
        return Text(plain_text(bound))


def read_value(node: Node, field: Field, reporter: Reporter) -> object:
    """The value; UNKNOWN where it is wrong (and reported)."""
    type_: Type = field.type.item if isinstance(field.type, Assessed) else field.type
    if not isinstance(node, Scalar):
        reporter.report("F011", read.label_of(node), name=field.id, expected=describe(type_))
        return UNKNOWN
    found: object
    match type_:
        case Money(currency):
            found = money_value(node, MoneyRange(field.minimum, field.maximum, currency), reporter)
        case Enum():
            found = _option(node, field, reporter)
        case types.BOOLEAN:
            found = _boolean(node, field, reporter)
        case types.NUMBER:
            found = _number(node, field, reporter)
        case types.TEXT:
            found = node.text
        case _:
            found = _temporal(node, field, type_, reporter)
    return UNKNOWN if found is None else found


def term_months(node: Node) -> int | None:
    """A term in whole months: `36个月`, `3年`, `3年6个月`, `P36M`."""
    if not isinstance(node, Scalar):
        return None
    written = node.text.strip()
    parsed = parse_duration(written)
    if isinstance(parsed, YearsMonthsDuration):
        return parsed.months
    match = _TERM.fullmatch(written)
    return int(match[1] or 0) * 12 + int(match[2] or 0) if match and written else None


def money_value(node: Node, bounds: MoneyRange, reporter: Reporter) -> Decimal | None:
    """An amount in the currency of the bounds: a number, or a text with its unit."""
    at, currency = read.label_of(node), bounds.currency or "CNY"
    if not isinstance(node, Scalar) or isinstance(node.value, bool):
        reporter.report("F012", at, text=node.text if isinstance(node, Scalar) else "…")
        return None
    plain = type(node.value) in (int, Decimal)
    found = read.plain_number(str(node.value)) if plain else read.sum_in(currency, node.text)
    if found is None:
        _no_sum(node, currency, reporter)
        return None
    exponent = found.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MONEY_PLACES:
        reporter.report("F013", at, text=node.text)
        return None
    if abs(found) >= MONEY_LIMIT:
        reporter.report("F014", at, text=node.text)
        return None
    return found if _in_bounds(found, bounds, node, reporter) else None


def _no_sum(node: Scalar, currency: str, reporter: Reporter) -> None:
    """Report a sum of another currency, or what is no sum at all."""
    at, unit = read.label_of(node), CURRENCIES[currency]
    bare = node.text.strip().replace(",", "").replace("，", "")
    other = read.money(bare)
    if other is not None and other[1] != currency:
        expected, found = (Text(currency_name(code), code) for code in (currency, other[1]))
        help_: Text | None = Text(
            f"填{currency_name(currency)}的数额，如 `100万{unit}`；换算由政策的公式来做，不要自行折算后填",
            f"give the sum in {currency}, as `100万{unit}`; converting is for the policy's formulas",
        )
        reporter.report("F059", at, help=help_, text=node.text, expected=expected, found=found)
        return
    meant = bare if other is not None else f"{bare}{unit}"
    help_ = fix = None
    if read.sum_in(currency, meant) is not None:
        fix = Fix((Edit(node.file, node.span, meant),))
        help_ = Text(f"写作 `{meant}`：带单位，不用千位分隔符", f"write `{meant}`: a unit, no separators")
    elif currency != "CNY":
        help_ = Text(
            f"写成 `8600万{unit}`、`2.5亿{unit}` 或以{unit}计的数",
            f"write `8600万{unit}`, `2.5亿{unit}`, or a number of {currency}",
        )
    reporter.report("F012", at, help=help_, fix=fix, text=node.text)


def _in_bounds(found: Decimal, bounds: MoneyRange, node: Scalar, reporter: Reporter) -> bool:
    if bounds.minimum is not None and found < bounds.minimum:
        reporter.report("F015", read.label_of(node), text=node.text, limit=bounds.shown(bounds.minimum))
        return False
    if bounds.maximum is not None and found > bounds.maximum:
        reporter.report("F016", read.label_of(node), text=node.text, limit=bounds.shown(bounds.maximum))
        return False
    return True


def _option(node: Scalar, field: Field, reporter: Reporter) -> str | None:
    if node.text in field.values:
        return node.text
    by_label = {label: id_ for id_, text in field.values.items() for label in (text.zh, text.en)}
    guess = by_label.get(node.text) or closest(node.text, field.values)
    sure = node.text in by_label or is_slip(node.text, guess or "", field.values)
    fix = Fix((Edit(node.file, node.span, guess),), sure) if guess else None
    help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
    known = ", ".join(f"{id_}（{text.zh}）" if text.zh != id_ else id_ for id_, text in field.values.items())
    reporter.report("F017", read.label_of(node), help=help_, fix=fix, name=node.text, field=field.id, known=known)
    return None


def _boolean(node: Scalar, field: Field, reporter: Reporter) -> bool | None:
    if isinstance(node.value, bool):
        return node.value
    meant = _YES_NO.get(node.text.strip().lower())
    fix = Fix((Edit(node.file, node.span, meant),)) if meant else None
    help_ = Text(f"写作 `{meant}`", f"write `{meant}`") if meant else None
    reporter.report("F018", read.label_of(node), help=help_, fix=fix, name=field.id, text=node.text)
    return None


def _number(node: Scalar, field: Field, reporter: Reporter) -> Decimal | None:
    if type(node.value) not in (int, Decimal):
        help_, fix = _plain_figure(node, field)
        reporter.report("F019", read.label_of(node), help=help_, fix=fix, name=field.id, text=node.text)
        return None
    found = read.plain_number(str(node.value))
    if found is None or len(found.as_tuple().digits) > 34:  # noqa: PLR2004  (decimal128)
        reporter.report("F019", read.label_of(node), name=field.id, text=node.text)
        return None
    if field.whole and found != found.to_integral_value():
        reporter.report("F020", read.label_of(node), name=field.id, text=node.text)
        return None
    return found if _in_bounds(found, MoneyRange(field.minimum, field.maximum, None), node, reporter) else None


def _plain_figure(node: Scalar, field: Field) -> tuple[Text | None, Fix | None]:
    """`500平方米`, `1,500`: the number alone, in the unit that the policy says."""
    found = _COUNTED.fullmatch(node.text.strip())
    if found is None:
        return None, None
    digits, scale, unit = found[1].replace(",", "").replace("，", ""), found[2] or "", found[3] or ""
    if unit and unit != "%" and field.unit and differ(declared(unit), declared(field.unit)):
        return Text(
            f"`{field.id}` 以 {field.unit} 计，不是 {unit}。", f"`{field.id}` is counted in {field.unit}, not in {unit}"
        ), None
    value = Decimal(digits) * _SCALES[scale]
    plain = f"{value.normalize():f}"
    if unit == "%":
        plain = f"{(value / 100).normalize():f}"
    behind = "；单位已在政策里写明" if field.unit else ""
    beside = "; the policy says the unit" if field.unit else ""
    help_ = Text(f"只写数：`{plain}`{behind}。", f"write the number alone, `{plain}`{beside}")
    return help_, Fix((Edit(node.file, node.span, plain),), sure=bool(field.unit) or not unit)


def _temporal(node: Scalar, field: Field, type_: Type, reporter: Reporter) -> object:
    found: object = None
    text = node.text.strip()
    if type_ == types.DATE:
        found = read.parse_day(text)
    elif type_ == types.TIME:
        found = parse_time(text)
    elif type_ == types.DATE_TIME:
        found = parse_date_time(text)
    else:
        wanted = DaysTimeDuration if type_ == types.DAYS_TIME else YearsMonthsDuration
        parsed = parse_duration(text) or _chinese_duration(text)
        found = parsed if isinstance(parsed, wanted) else None
    if found is None:
        likely, help_ = meant(text) if type_ == types.DATE else (None, None)
        if likely is not None:
            help_ = Text(f"写作 `{likely}`。", f"write `{likely}`")
        fix = Fix((Edit(node.file, node.span, likely),), sure=iso(text) is not None) if likely else None
        reporter.report(
            "F021", read.label_of(node), help=help_, fix=fix, name=field.id, text=node.text, expected=describe(type_)
        )
    return found


def _chinese_duration(text: str) -> YearsMonthsDuration | DaysTimeDuration | None:
    for unit, months in (("个月", 1), ("年", 12)):
        digits = text.removesuffix(unit).strip()
        if text.endswith(unit) and digits.isascii() and digits.isdigit():
            return YearsMonthsDuration(int(digits) * months)
    digits = text.removesuffix("天").strip()
    if text.endswith("天") and digits.isascii() and digits.isdigit():
        return DaysTimeDuration.of(days=int(digits))
    return None
