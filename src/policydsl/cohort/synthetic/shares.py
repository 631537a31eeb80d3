"""How much of a cohort is out of the ordinary, as shares of 65,536."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final
from unicodedata import normalize

from policydsl.source.frozen import frozen

WHOLE: Final = 1 << 16
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_PART: Final = re.compile(r"0?(?:\.[0-9]{1,8})|0")  # below one: a bare 1 may be meant as either


@frozen
class Shares:
    """`missing`: facts left out, `assessed`: of those for the department to assess; `edges`: figures on a threshold.

    `prior`, `other`: applicants with awards granted before, under this policy and under others.
    """

    missing: int = WHOLE * 3 // 100
    assessed: int = WHOLE * 70 // 100
    prior: int = WHOLE * 5 // 100
    other: int = WHOLE * 3 // 100
    edges: int = WHOLE * 10 // 100


def share_of(text: str) -> int | None:
    """A share that people write: `3%`, `0.03`, `0`; None where it is none. Any above zero is at least one of 65,536."""
    written = normalize("NFKC", text).strip()
    found = _PERCENT.fullmatch(written)
    if found is None and _PART.fullmatch(written) is None:
        return None
    share = Decimal(written) if found is None else Decimal(found[1]) / 100
    if share > 1:
        return None
    exact = share * WHOLE
    return int(exact) if exact == 0 or exact >= 1 else 1
