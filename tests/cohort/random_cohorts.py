"""Cohorts of random applicants for a random policy: most cells as SQL reads them, some that are for the fact reader."""

from __future__ import annotations

import random
from typing import Any

from tests.evaluate.random_policies import add_awards, elect, random_facts, with_figures

from policydsl.model.policy import Policy

Document = dict[str, Any]
PLAIN = {  # sums of whole fen, months as months
    "0.005元": "0.01元", "123.4567元": "123.45元", "99999999999999.9999元": "9999999999999.99元", "1年": "P12M",
    "P1Y1M": "P13M",
}  # fmt: skip


def random_cohort(
    rng: random.Random, policy: Policy, size: int, *, odd: float = 0.05, by_period: str = ""
) -> list[Document]:
    """Fact files of one day; `odd`: the share of applicants whose cells are left as people write them.

    `by_period`: the day up to which there are figures by period, too.
    """
    found = []
    for i in range(size):
        document = random_facts(rng, rng.choice((0.0, 0.0, 0.03, 0.1, 0.3, 0.6)))
        if by_period:
            document["as_of"] = by_period
            document = with_figures(rng, document, rng.choice((1, 1, 0.97, 0.8, 0.3)))
        if rng.random() < 0.4:
            add_awards(rng, document, policy)
            if rng.random() < 0.5:
                del document["other_policy_awards"]
        if rng.random() < 0.7:
            document = elect(rng, document, policy)
            if not document["elections"]:
                del document["elections"]
        if rng.random() >= odd:
            document["applicant"] = _plain(document["applicant"])
            for key in ("xs", "prior_awards", "other_policy_awards"):
                if key in document:
                    document[key] = [_plain(one) for one in document[key]]
        for one in (*document.get("prior_awards", ()), *document.get("other_policy_awards", ())):
            if one["subject"] == "A":
                one["subject"] = f"A{i}"
        document["applicant"]["id"] = f"A{i}"
        found.append(document)
    return found


def _plain(item: Document) -> Document:
    return {key: _plain(value) if isinstance(value, dict) else _cell(value) for key, value in item.items()}


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.endswith("个月"):
        return f"P{value[:-2]}M"
    return PLAIN.get(value, value)
