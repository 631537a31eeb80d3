"""How sums are rounded, and the least sum of an award."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, cast

from policydsl.diagnostics import Reporter
from policydsl.model import reading as read
from policydsl.model.policy import Minimum, Rounding
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES, plain_text
from policydsl.syntax.tree import Mapping, Node, Scalar

FEN_PLACES: Final = 2
_KINDS: Final = ("at_least", "else_nothing")


def rounding(node: Node | None, currency: str, reporter: Reporter) -> Rounding:
    """A rounding; a unit that cannot be one is reported, and fen assumed."""
    to_node = read.get(node, "to")
    to = read.figure(to_node, currency)
    if to_node is not None and read.string(to_node) is not None and (to is None or to <= 0):
        help_ = read.other_currency(to_node, currency)
        reporter.report("P002", read.label_of(to_node), help=help_, text=read.string(to_node) or "")
        to = None
    elif to_node is not None and to is not None and len(plain_text(to).partition(".")[2]) > FEN_PLACES:
        unit = f"0.01{CURRENCIES[currency]}"
        help_ = Text(f"取整单位须是分（{unit}）的整数倍", f"a rounding unit is a whole number of fen ({unit})")
        reporter.report("P002", read.label_of(to_node), help=help_, text=read.string(to_node) or "")
        to = None
    return Rounding(to or Decimal("0.01"), cast(Any, read.string(read.get(node, "mode")) or "down"))


def minimum(key: Scalar | None, body: Node | None, reporter: Reporter) -> Minimum | None:
    """The least sum of a clause; both kinds of it, or neither, are reported."""
    if key is None or not isinstance(body, Mapping):
        return None
    keys = [one for kind in _KINDS if (one := body.key(kind)) is not None]
    if len(keys) != 1:
        reporter.report("P090", read.label_of(keys[1] if keys else key))
    value = read.formula(body.get(keys[0].text), reporter) if keys else None
    return None if value is None else Minimum(cast(Any, keys[0].text), value, read.label_of(key))
