"""No figure or operator of the shipped policy can change without being noticed; the record says so."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.edits import TEXT
from tests.corpus.mutate import RECORD, all_mutations, noticed, official_text

STEP = 7  # of all changes a part is tried anew: `python -m tests.corpus.mutate` tries all


def test_the_record_is_of_this_policy() -> None:
    head, *survivors = RECORD.read_text(encoding="utf-8").splitlines()
    assert head == f"{len(survivors)}/{len(all_mutations())}"
    assert len(all_mutations()) >= 100
    assert survivors == []


def test_a_sample_of_the_changes_is_noticed(shared: Path) -> None:
    assert shared.is_dir()
    official = official_text()
    sample = all_mutations()[::STEP]
    assert [one.shown(TEXT) for one in sample if not noticed(one, official)] == []
