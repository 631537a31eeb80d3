"""Each figure and comparison of the shipped policy, changed alone: how many the audit notices, and why not the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.audit.mutations import Mutation, mutations
from tests.audit.notices import Notice, audited, line_of, own, xiamen

from policydsl.diagnostics import Diagnostic

Golden = Callable[[Path, str], None]

ASSESSED = "`check` refuses it (T009): what is not assessed cannot be computed with"
READING = "the text can be read in two ways, and says nothing of the readings that the policy names"
ONE = "a count of months may begin at 1 as well as at 0"
EXPLAINED = {
    "amount: if innovation_platform.assessed_support = null then 1000万元 else innovation_platform.assessed_support"
    " | = → !=": ASSESSED,
    "amount: if talent.assessed_support = null then 500万元 else talent.assessed_support | = → !=": ASSESSED,
    "amount: if talent.assessed_support = null then 80万元 else talent.assessed_support | = → !=": ASSESSED,
    'if reading.hit_product_steps = "whole_units" | = → !=': READING,
    'when: reading.incubation_cap_unit = "platform" | = → !=': READING,
    'when: reading.incubation_cap_unit = "applicant" | = → !=': READING,
    "min: 0 | 0 → 1": ONE,
}


def noticed(notice: Notice, mutation: Mutation) -> list[Diagnostic]:
    made = Notice(mutation.of(notice.policy), notice.text, notice.name)
    return [one for one in audited(made)[0] if one.severity.counts]


@pytest.mark.slow  # some 160 audits
def test_every_figure_and_comparison_of_the_shipped_policy(root: Path, shared: Path, golden: Golden) -> None:
    notice = xiamen(root, shared)
    made, found = Counter[str](), Counter[str]()
    unexplained, several, elsewhere = [], [], []
    for mutation in mutations(notice.policy):
        made[mutation.kind] += 1
        told = noticed(notice, mutation)
        found[mutation.kind] += bool(told)
        shown = mutation.shown(notice.policy)
        if not told and shown not in EXPLAINED:
            unexplained.append(shown)
        if told and shown in EXPLAINED:
            unexplained.append(f"is noticed after all: {shown}")
        if len([one for one in told if one.code.startswith("A")]) > 1:
            several.append(f"{shown}: {[one.code for one in told]}")
        line = notice.policy.count("\n", 0, mutation.span.start) + 1
        if told and not any(label.file.name == "policy.yaml" and line_of(label) == line for label in told[0].labels):
            elsewhere.append(f"{shown}: {told[0].code}")
    assert unexplained == []
    lines = [f"{kind}: {found[kind]} of {made[kind]}" for kind in made]
    lines += ["", "not noticed:", *(f"{line}\n    {why}" for line, why in EXPLAINED.items())]
    lines += ["", "told elsewhere than on its line, or more than once:", *elsewhere, *several]
    golden(Path(__file__).parent / "mutations.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", ["chenghu", "lantian", "qingyan"])
def test_every_figure_and_comparison_of_our_own_notices(name: str) -> None:
    notice = own(name)
    made = mutations(notice.policy)
    missed = [one.shown(notice.policy) for one in made if one.kind != "label" and not noticed(notice, one)]
    assert len(made) >= 40
    assert [line for line in missed if "whole: true" not in line] == []  # a count may begin at 1
