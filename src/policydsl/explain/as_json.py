"""An explanation as JSON, for programs that show it their own way.

    {"policydsl": 1, "kind": "explanation", "policy": "…", …, "awards": [{"clause": "…", …}]}

Each object has the names of the fields of the type in `explanation.py` that it stands for. Texts are
`{"zh": "…", "en": "…"}`; sums are strings in the main unit of the currency, all digits, as `"1500000.00"`; days
`"2025-04-21"`; what there is not is null. In `workings`, `"kind"` tells a formula (`"step"`) from a `"table"`.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

from policydsl.explain.explanation import Explanation, Step, TableStep
from policydsl.feel.values import Date
from policydsl.source import Text
from policydsl.source.figures import plain_text

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def explain_json(explanation: Explanation) -> str:
    """The whole explanation; the same explanation gives the same bytes."""
    document = {"policydsl": 1, "kind": "explanation"} | _object(explanation)
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _LONE_SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text) + "\n"


def _object(value: object) -> dict[str, object]:
    names: tuple[str, ...] = type(value).__match_args__  # type: ignore[attr-defined]  # every one is a record
    kind = {Step: "step", TableStep: "table"}.get(type(value))
    found: dict[str, object] = {} if kind is None else {"kind": kind}
    return found | {name: _json(getattr(value, name)) for name in names}


def _json(value: object) -> object:
    match value:
        case None | bool() | str() | int():
            return value
        case Decimal():
            return _sum(value)
        case Text(zh=zh, en=en):
            return {"zh": zh or en, "en": en or zh}
        case Date():
            return value.iso()
        case tuple():
            return [_json(one) for one in value]
        case _:
            return _object(value)


def _sum(value: Decimal) -> str:
    whole, _, fraction = plain_text(value).partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}"
