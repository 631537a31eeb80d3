"""Units of measure: what a figure counts, and what follows from it for products, quotients and sums.

`平方米`, `平方米/人`, and of money `元/平方米` (a price). Nothing is converted: a unit is a word, and two words are two
units, but for a few that are one (`㎡` and `平方米`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from policydsl.source import Lang
from policydsl.source.figures import CURRENCIES
from policydsl.source.frozen import frozen

# What a figure in a formula may carry, as the law writes it: `5人（含）以上`, `500平方米`, `1.2万平方米`.
COUNTERS: Final = (
    "平方公里", "平方米", "平米", "㎡", "立方米", "公里", "千米", "公顷", "千瓦时", "兆瓦时", "千瓦", "兆瓦", "公斤",
    "千克", "学时", "课时", "车位", "床位", "工位", "机架", "标准箱", "人次", "家次", "场次",
    "人", "名", "位", "家", "户", "个", "项", "件", "台", "套", "次", "篇", "份", "辆", "架", "艘", "栋", "间", "层",
    "张", "卡", "枚", "场", "届", "批", "组", "处", "所", "岗", "亩", "米", "吨", "克", "升", "分", "度", "倍",
    "P",
)  # fmt: skip
# Of these one is the other.
_SAME: Final = {"㎡": "平方米", "平米": "平方米", "m²": "平方米", "m2": "平方米", "名": "人", "位": "人",
                "千米": "公里", "千克": "公斤", "月": "个月"}  # fmt: skip
_MONEY: Final = re.compile(
    rf"(?:[百千]?万|亿|千|百万|千万)?(?:人民币)?(?:{'|'.join((*CURRENCIES.values(), '港币', '美金'))})"
)
_CODES: Final = {unit: code for code, unit in CURRENCIES.items()} | {"港币": "HKD", "美金": "USD"}
_OF_PRICE: Final = re.compile(rf"(?:[百千]?万|亿|千|百万|千万)?(?:人民币)?({'|'.join(_CODES)})")
_EXCHANGE: Final = re.compile(rf"({'|'.join(_CODES)}) *[/／每] *((?:100 *)?(?:{'|'.join(_CODES)}))")
_OVER: Final = re.compile(r"[/／每]")
_TIMES: Final = re.compile(r"[·•*×]")


@frozen
class Measure:
    """Units with their powers, as they are written; nothing in it: a plain figure or sum.

    `kind`: `declared` where the units are known to be all; `plain` of a sum whose unit nobody declared, which may be
    a price without saying so; `literal` of a figure in a formula, which takes the unit of what it stands beside.
    """

    parts: tuple[tuple[str, int], ...] = ()
    kind: str = "declared"

    @property
    def over(self) -> str:
        """What it is per: `/平方米` of a price; nothing if it is not per anything."""
        return "".join(f"/{name}" for name, power in self.parts for _ in range(-power))

    def text(self) -> str:
        """The unit as one writes it behind a figure."""
        return "·".join(name for name, power in self.parts for _ in range(power)) + self.over


def exchange(unit: str) -> tuple[str, str] | None:
    """The two currencies of an exchange rate, `元/美元`, `元/100美元`, as they are written; None for any other unit."""
    found = _EXCHANGE.fullmatch(unit.strip())
    return None if found is None else (found[1], found[2].replace(" ", ""))


def price_currency(unit: str) -> str:
    """The currency that a price is in, by its code: `USD` of `美元/平方米`."""
    found = _OF_PRICE.match(unit.strip())
    return "" if found is None else _CODES[found[1]]


def declared(unit: str) -> Measure:
    """The measure of a unit as a policy writes it; money itself is no unit."""
    currencies = exchange(unit)
    if currencies is not None:
        return Measure(((currencies[0], 1), (currencies[1], -1)))
    over = _OVER.split(unit.strip().strip("()（）"))
    powers: list[tuple[str, int]] = []
    for at, side in enumerate(over):
        names = [name.strip() for name in _TIMES.split(side.strip("()（） "))]
        powers += [(name, -1 if at else 1) for name in names if name and not _MONEY.fullmatch(name)]
    return Measure(_summed(powers))


def is_price(unit: str) -> bool:
    """Whether a unit is one of money per something, as `元/平方米`."""
    over = _OVER.split(unit.strip())
    if exchange(unit) is not None or not all(one.strip() for one in over[1:]):
        return False
    return len(over) > 1 and _MONEY.fullmatch(over[0].strip()) is not None


def is_money(unit: str) -> bool:
    """Whether a unit begins with one of money: `万元`, `元/人`."""
    return exchange(unit) is None and _MONEY.fullmatch(_OVER.split(unit.strip())[0].strip()) is not None


def with_unit(figure: str, unit: str, lang: Lang) -> str:
    """A figure as a policy writes it, with its unit behind: `30元/平方米`, `500平方米`."""
    if not unit or figure.endswith(unit):
        return figure
    if is_price(unit):
        return figure + declared(unit).over
    return figure + (unit if lang == "zh" else f" {unit}")


def times(left: Measure | None, right: Measure | None, *, over: bool = False) -> Measure | None:
    """The measure of a product, or of a quotient; None where a factor may have a unit that nobody said."""
    if left is None or right is None:
        return None
    for one, other, turned in ((right, left, False), (left, right, over)):
        if one.kind == "literal":
            if turned and other.parts:
                return None  # 100 ÷ 人
            return other
    if "plain" in (left.kind, right.kind) and (left.parts or right.parts):
        return None
    parts = _summed([*left.parts, *((name, -power if over else power) for name, power in right.parts)])
    return Measure(parts, "declared" if parts or left.kind == right.kind == "declared" else "plain")


def together(measures: Iterable[Measure | None]) -> Measure | None:
    """The measure of what is added, compared or chosen between: the first that says something."""
    known = [one for one in measures if one is not None]
    return next((one for one in known if one.kind == "declared"), None) or next(
        (one for one in known if one.kind != "literal"), known[0] if known else None
    )


def differ(left: Measure | None, right: Measure | None) -> bool:
    """Whether two figures surely count different things."""
    if left is None or right is None or "literal" in (left.kind, right.kind):
        return False
    return left.parts != right.parts and canonical(left) != canonical(right)


def canonical(measure: Measure) -> tuple[tuple[str, int], ...]:
    """The parts with one word for each unit."""
    return tuple(sorted((_SAME.get(name, name), power) for name, power in measure.parts))


def _summed(powers: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Each unit once."""
    sums: dict[str, int] = {}
    named: dict[str, str] = {}
    for name, power in powers:
        key = _SAME.get(name, name)
        named.setdefault(key, name)
        sums[key] = sums.get(key, 0) + power
    return tuple((named[key], power) for key, power in sums.items() if power)
