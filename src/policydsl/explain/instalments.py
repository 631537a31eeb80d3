"""What an explanation says of instalments and obligations, apart from any language and layout."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from policydsl.explain.explanation import Step
from policydsl.feel.values import Date
from policydsl.source import Text
from policydsl.source.frozen import frozen


@frozen
class InstalmentExplained:
    """A part of what is payable: its share, its sum, the day and condition for it."""

    id: str
    label: Text
    share: Step
    amount: Decimal
    due: Date | None
    status: Literal["due", "later", "open", "lapsed"]
    words: Text
    when: Step | None
    due_step: Step | None
    missing: tuple[str, ...]
    note: Text


@frozen
class ObligationExplained:
    """A promise of the recipient with its days; `steps`: how these came about."""

    id: str
    text: Text
    start: Date | None
    until: Date | None
    words: Text
    steps: tuple[Step, ...]
    missing: tuple[str, ...]
    note: Text
