"""Quotients in SQL: what is told of them is what numbers of 34 digits give, wherever these were rounded on the way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    DivisionByZero,
    InvalidOperation,
)
from operator import eq, ge, gt, le, lt, ne

import duckdb
import pytest

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.figure import Arithmetic, Figure, Mode
from policydsl.cohort.sql.ratio import Quantity, Ratio
from policydsl.cohort.sql.ratios import Ratios
from policydsl.feel.ops import DECIMAL128

NAMES = ("a", "b", "c", "d")
SCALES = {"a": 2, "b": 2, "c": 6, "d": 0}
LARGEST = 10**15
SMALL = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 14, 21, 30, 33, 42, 49, 63, 70, 99, 100, 150, 300, 700, 1050, 2100]
FINE = [1_000_000, 3_000_000, 333_333, 7_000_000, 500_000, 1, 2_100_000, 12_000_000, 1_500_000]
WIDE = [*SMALL, 10**9, 3 * 10**9, 999_999_999_999, LARGEST, LARGEST - 1]
CONSTANTS = ["3", "7", "0.3", "2", "100", "12", "-3", "0.07", "21"]
MODES: dict[Mode, str] = {
    "floor": ROUND_FLOOR, "ceiling": ROUND_CEILING, "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN,
}  # fmt: skip
SIGNS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne}
WIDEST = DECIMAL128.copy()
WIDEST.prec = 200
Tree = tuple[object, ...] | str


@dataclass(frozen=True)
class Rounded:
    mode: Mode
    places: int

    def of(self, found: Decimal, row: dict[str, Decimal]) -> int:
        del row
        unit = Decimal(1).scaleb(-self.places)
        rounded = found.quantize(unit, rounding=MODES[self.mode], context=WIDEST)
        return int(rounded.scaleb(self.places, context=WIDEST))


@dataclass(frozen=True)
class Compared:
    sign: str
    other: str

    def of(self, found: Decimal, row: dict[str, Decimal]) -> bool:
        other = value(self.other, row)
        assert other is not None
        return bool(SIGNS[self.sign](found, other))


Asked = Rounded | Compared


def tree(rng: random.Random, depth: int) -> Tree:
    if depth == 0 or rng.random() < 0.15:
        return rng.choice([*NAMES, *NAMES, rng.choice(CONSTANTS)])
    return rng.choice("//**+-"), tree(rng, depth - 1), tree(rng, depth - 1)


def lowered(one: Tree, ratios: Ratios) -> Quantity | None:
    if isinstance(one, str):
        if one not in NAMES:
            return fig.constant(Decimal(one))
        return Figure(sql.column(one), SCALES[one], -LARGEST, LARGEST)
    left, right = (lowered(part, ratios) for part in one[1:])  # type: ignore[arg-type]
    if left is None or right is None:
        return None
    both = isinstance(left, Figure) and isinstance(right, Figure)
    if one[0] == "/":
        whole = ratios.arithmetic.divide(left, right) if both else None  # type: ignore[arg-type]
        return ratios.divide(left, right) if whole is None else whole
    if one[0] == "*":
        if both:
            return ratios.product(left, right)  # type: ignore[arg-type]
        return ratios.times(left, right) if isinstance(left, Ratio) else ratios.times(right, left)  # type: ignore[arg-type]
    sign: fig.Sign = "+" if one[0] == "+" else "-"
    if both:
        return ratios.arithmetic.add(left, right, sign)  # type: ignore[arg-type]
    if isinstance(left, Ratio):
        return ratios.add(left, right, sign)
    return ratios.add(ratios.negate(right) if sign == "-" else right, left, "+")  # type: ignore[arg-type]


def value(one: Tree, row: dict[str, Decimal]) -> Decimal | None:
    """As the interpreter has it; None where it fails."""
    if isinstance(one, str):
        return row[one] if one in NAMES else Decimal(one)
    left, right = (value(part, row) for part in one[1:])  # type: ignore[arg-type]
    if left is None or right is None:
        return None
    name = {"/": "divide", "*": "multiply", "+": "add", "-": "subtract"}[str(one[0])]
    try:
        found: Decimal = getattr(DECIMAL128, name)(left, right)
    except (DivisionByZero, InvalidOperation):
        return None
    return found


def rows(rng: random.Random, count: int) -> list[dict[str, int]]:
    found = []
    for _ in range(count):
        pools = [SMALL, FINE, WIDE]
        row = {name: rng.choice(rng.choice(pools)) * rng.choice((1, 1, 1, -1)) for name in NAMES}
        if rng.random() < 0.5:
            row["c"] = rng.choice(FINE) * rng.choice((1, 1, 3, 7))
        found.append(row)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_what_is_told_of_a_quotient_is_right(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  (cases that come back the same)
    ratios = Ratios(Arithmetic("duckdb"), lambda one: one)
    columns: list[sql.Sql] = []
    asked: list[tuple[Tree, Asked]] = []
    for _ in range(30):
        one = tree(rng, rng.choice((2, 2, 3)))
        found = lowered(one, ratios)
        if not isinstance(found, Ratio):
            continue
        for mode in MODES:
            places = rng.choice((0, 1, 2, 4))
            figure = ratios.to_places(found, places, mode)
            if figure is not None:
                columns.append(ratios.arithmetic.source(fig.at_scale(figure, max(places, figure.scale))))
                asked.append((one, Rounded(mode, places)))
        for sign in SIGNS:
            other = rng.choice([*CONSTANTS, *NAMES, "1"])
            right = lowered(other, ratios)
            assert right is not None
            test = ratios.compare(found, sign, right)
            if test is not None:
                columns.append(test)
                asked.append((one, Compared(sign, other)))
    assert len(asked) > 100
    given = rows(rng, 80)
    answers = run(columns, given)
    told = 0
    for row, answer in zip(given, answers, strict=True):
        exact = {name: Decimal(number).scaleb(-SCALES[name]) for name, number in row.items()}
        for (one, how), got in zip(asked, answer, strict=True):
            if got is None:
                continue
            told += 1
            expected = value(one, exact)
            assert expected is not None, (one, row)
            assert got == how.of(expected, exact), (one, how, row, expected)
    assert told > len(asked) * len(given) * 0.5


def run(columns: Sequence[sql.Sql], given: Sequence[dict[str, int]]) -> list[tuple[object, ...]]:
    db = duckdb.connect()
    db.execute("CREATE TABLE t (i INTEGER, a BIGINT, b BIGINT, c BIGINT, d BIGINT)")
    db.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", [[i, *row.values()] for i, row in enumerate(given)])
    found: list[list[object]] = [[] for _ in given]
    for first in range(0, len(columns), 40):
        part = [(column, f"c{i}") for i, column in enumerate(columns[first : first + 40])]
        query = sql.select(part, sql.table("t")).order_by(sql.column("i"))
        for gathered, answer in zip(found, db.execute(query.sql("duckdb")).fetchall(), strict=True):
            gathered.extend(answer)
    return [tuple(row) for row in found]
