"""Whether a result document of the engine says what the hand-written judge says, award by award."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.handwritten import Award


def differences(found: Iterable[dict[str, Any]], expected: Iterable[Award]) -> list[str]:
    """One line for each award that differs; `found` are the `awards` of a result document.

    `provisional` must be true where facts left out can change the figure. Where facts are missing the engine may be
    more careful than needed; with all facts given it may not.
    """
    given = {(award["clause"], award["subject"]): award for award in found}
    wanted = {(award.clause, award.subject): award for award in expected}
    undecided = {award.clause for award in wanted.values() if award.status == "undetermined"}
    lines = [f"{right}: not in the result" for right in wanted.keys() - given.keys()]
    lines += [f"{right}: not expected" for right in given.keys() - wanted.keys()]
    for right, award in wanted.items():
        if right in given:
            lines += [f"{right}: {line}" for line in _award_differences(given[right], award)]
            if given[right].get("provisional", False) != award.provisional:
                missing = given[right].get("missing") or award.clause in undecided
                if award.provisional or not missing:
                    lines.append(f"{right}: provisional should be {award.provisional}")
    return sorted(lines)


def _award_differences(found: dict[str, Any], award: Award) -> Iterable[str]:
    expected = {
        "status": award.status,
        "amount": None if award.amount is None else f"{award.amount:.2f}",
        "payable": None if award.payable is None else f"{award.payable:.2f}",
        "term": None if award.term is None else f"P{award.term}M",
    }
    for key, value in expected.items():
        if found.get(key) != value:
            yield f"{key} is {found.get(key)}, the hand-written code says {value}"
    if award.status != "eligible" or award.amount is None:
        return
    if found.get("limited_by") != award.limited_by:
        yield f"limited_by is {found.get('limited_by')}, the hand-written code says {award.limited_by}"
