"""Amendments of the common block, by its ids; every clause that it holds for is told to be amended."""

from __future__ import annotations

from pathlib import Path

from tests.amend.support import ROOT, amendment, opened, write

from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date

COMMON = str(ROOT / "docs" / "policy" / "examples" / "common.yaml")
CHANGES = """
- {set: common.let.domestic.value, was: applicant.revenue - applicant.exported, to: applicant.revenue}
- {add: common.eligibility, value: {id: size, test: domestic >= 100万元, label: 规模达标}}
- {remove: common.eligibility.not_listed, was_title: 未列入失信名单}
"""


def test_the_common_block_is_amended_by_its_ids(tmp_path: Path) -> None:
    (path,) = write(tmp_path, amd=amendment(CHANGES, amends="common"))
    library = opened(COMMON, [path])
    loaded = library.on(Date(2026, 1, 1), Reporter())
    assert loaded is not None
    policy = loaded.policy
    assert policy.common is not None
    assert [one.id for one in policy.common.body.eligibility] == ["size"]
    growth, training = policy.clause("growth"), policy.clause("training")
    assert growth is not None
    assert training is not None
    assert [one.id for one in growth.eligibility] == ["size"]
    assert [one.value.text for one in growth.lets] == ["applicant.revenue"]
    assert [one.id for one in policy.amended_by("growth")] == ["amd"]
    assert policy.amended_by("training") == ()
