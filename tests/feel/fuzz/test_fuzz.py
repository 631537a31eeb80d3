"""Whatever the text: a value, a null with a failure, or a diagnostic; never an exception, never for long.

A bounded run; `make fuzz` tries 100,000 texts. What was found once is kept in `found.txt`, a text a line.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.feel.fuzz.seeds import own, seeds
from tests.feel.fuzz.texts import Maker
from tests.feel.fuzz.trial import SECONDS, Tally, as_cell, as_formula, tally

COUNT = 2000
FOUND = [json.loads(line) for line in (Path(__file__).parent / "found.txt").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("part", range(4))
def test_random_texts(part: int) -> None:
    found = tally(Maker(20_260 + part, seeds()).texts(COUNT // 4))
    assert found.bugs == []
    assert sum(found.kinds.values()) == COUNT // 4
    assert all(found.kinds[kind] for kind in ("value", "failure", "diagnostic")), "the texts are not mixed any more"


def test_every_text_of_our_own_as_it_is() -> None:
    found = tally(own())
    assert found.bugs == []
    assert found.kinds["value"] > 500


@pytest.mark.parametrize("text", FOUND, ids=range(len(FOUND)))
def test_what_was_found_once(text: str) -> None:
    found = tally([text])
    assert found.bugs == []


def test_the_same_seed_gives_the_same_texts() -> None:
    one, same, other = (list(Maker(seed, list(own())).texts(50)) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_a_bug_would_be_seen() -> None:
    """The judge itself: an exception and a text that takes too long are told."""
    found = Tally()

    def broken(_text: str) -> None:
        raise ZeroDivisionError

    def slow(_text: str) -> None:
        import time  # noqa: PLC0415

        end = time.process_time() + SECONDS + 0.1
        while time.process_time() < end:
            pass

    found.attempt("1", broken)
    found.attempt("2", slow)
    assert [text for text, _ in found.bugs] == ["1", "2"]
    assert "ZeroDivisionError" in found.bugs[0][1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 + 1", "value"),
        ("null", "null"),
        ("1 / 0", "failure"),
        ("1 +", "diagnostic"),
        ("for i in 1..1000000000 return i", "failure"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    as_cell(text)
    assert as_formula(text) == kind
