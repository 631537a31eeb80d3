"""Budgets and splits as people write them: `5亿元`, `clauses.rd_national=1000万元`, `市=60%,区=40%`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Final
from unicodedata import normalize

from policydsl.diagnostics import Reporter
from policydsl.model.policy import Policy
from policydsl.model.reading import sum_in
from policydsl.render.money import added, difference
from policydsl.source import Text
from policydsl.source.figures import percent_text
from policydsl.syntax.names import closest, listed

_CLAUSES: Final = "clauses."
_FEN: Final = Decimal("0.01")
_WIDE: Final = Context(prec=60)
_SHARE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_MOST: Final = Decimal(10**18)  # yuan; what is more is no budget
WHOLE: Final = ""  # the budget of everything


def read_budgets(written: Iterable[str], policy: Policy, reporter: Reporter) -> dict[str, Decimal]:
    """Budgets by clause; that of everything has an empty name."""
    found: dict[str, Decimal] = {}
    known = [clause.id for clause in policy.clauses]
    for text in written:
        name, sign, figure = (part.strip() for part in text.replace("＝", "=").rpartition("="))
        value = sum_in(policy.currency, normalize("NFKC", figure))
        clause = name.removeprefix(_CLAUSES) if sign else WHOLE
        if value is None or not 0 <= value < _MOST or (sign and not clause) or value % _FEN:
            reporter.report("B142", text=text)
            continue
        if clause and clause not in known:
            titles = {title: c.id for c in policy.clauses for title in (c.title.zh, c.title.en)}
            guess = titles.get(clause) or closest(clause, known)
            help_ = Text(f"是不是想写 `clauses.{guess}`？", f"did you mean `clauses.{guess}`?") if guess else None
            reporter.report("B143", name=name, known=listed(known), help=help_)
        elif clause in found:
            reporter.report("B144", name=name or text)
        else:
            found[clause] = value
    return found


def read_split(written: str | None, reporter: Reporter) -> tuple[tuple[str, Decimal], ...]:
    """The names and their shares of one, in the order written; none where no split is asked for."""
    if written is None:
        return ()
    parts: dict[str, Decimal] = {}
    for part in written.replace("＝", "=").replace("，", ",").split(","):
        name, _, figure = (one.strip() for one in part.partition("="))
        number = _SHARE.fullmatch(normalize("NFKC", figure))
        if not name or number is None or name in parts:
            reporter.report("B145", text=part.strip() or written)
            return ()
        parts[name] = Decimal(number[1]) / 100
    total = added(parts.values())
    if total != 1:
        reporter.report("B146", total=percent_text(total))
        return ()
    return tuple(parts.items())


def divided(total: Decimal, split: Iterable[tuple[str, Decimal]]) -> list[tuple[str, Decimal, Decimal]]:
    """Name, share and sum: each but the first down to the fen, the first gets the rest."""
    parts = list(split)
    later = [_WIDE.multiply(total, share).quantize(_FEN, ROUND_FLOOR, _WIDE) for _, share in parts[1:]]
    sums = [difference(total, added(later)), *later]
    return [(name, share, sum_) for (name, share), sum_ in zip(parts, sums, strict=True)]


def share_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """A ratio to four digits, which reads as a percentage with two; None where there is no whole."""
    return None if not whole else _WIDE.divide(part, whole).quantize(Decimal("0.0001"), ROUND_HALF_EVEN, _WIDE)


def titles(policy: Policy) -> Mapping[str, Text]:
    """What clauses are called."""
    return {clause.id: clause.title for clause in policy.clauses}
