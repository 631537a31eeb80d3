"""Every figure and operator of the shipped policy changed, one at a time: what notices it?

    POLICYDSL_SHARED=… python -m tests.corpus.mutate

prints how many of the changes `check`, the audit against the official text and the policy's own cases notice, each the
first of them that does, and lists what none of them notices. `survivors.txt` holds that list; a test keeps it true.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from tests.audit.mutations import Mutation, mutations
from tests.corpus.edits import HERE, TEXT
from tests.evaluate.support import awards
from tests.xiamen.shipped import Case, cases
from tests.xiamen.test_cases import differences, sums, yuan

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import read_source
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.auditing import audit_sources
from policydsl.workspace.loading import load_policy_source

Noticed = Literal["check", "audit", "cases", ""]
RECORD = HERE / "survivors.txt"
_KINDS = ("figure", "operator", "day", "bound")


@cache
def all_mutations() -> list[Mutation]:
    """Those of figures, operators, days and bounds; labels are the audit's own matter."""
    return [one for one in mutations(TEXT) if one.kind in _KINDS]


def noticed(one: Mutation, official: SourceFile | None) -> Noticed:
    """What notices a change first."""
    source, found = SourceFile("policy.yaml", one.of(TEXT)), Reporter()
    loaded = load_policy_source(source, found)
    if loaded is None or any(finding.severity.counts for finding in found):
        return "check"
    if official is not None:
        audited = Reporter()
        audit_sources(source, official, audited)
        if any(finding.severity.counts for finding in audited):
            return "audit"
    return "cases" if any(_fails(case, loaded) for case in _cases()) else ""


@cache
def _cases() -> list[Case]:
    return cases()


def _fails(case: Case, loaded: LoadedPolicy) -> bool:
    try:
        found = awards(loaded, case.facts, case.readings)
    except AssertionError:  # the facts no longer fit
        return True
    for clause, subjects in case.expect.get("awards", {}).items():
        for subject, expected in subjects.items():
            if (clause, subject) not in found or list(differences(found[clause, subject], expected)):
                return True
    totals = sums(found.values())
    wanted: dict[str, str | int | Decimal] = dict(case.expect.get("totals", {}))
    if "total" in case.expect:
        wanted["payable"] = case.expect["total"]
    return any(totals[key] != yuan(value) for key, value in wanted.items())


def official_text() -> SourceFile | None:
    """The official text beside the repository, if it is there."""
    place = os.environ.get("POLICYDSL_SHARED")
    return None if not place else read_source(str(Path(place) / "source" / "xiamen_ai_2025.txt"), Reporter())


def record(lines: Iterable[str], total: int) -> str:
    """The text of `survivors.txt`."""
    survivors = list(lines)
    return f"{len(survivors)}/{total}\n" + "".join(f"{line}\n" for line in survivors)


def main() -> int:
    """Run all; print the figures and write the list."""
    official = official_text()
    if official is None:
        sys.stderr.write("POLICYDSL_SHARED is not set: the audit needs the official text\n")
        return 2
    counts: Counter[str] = Counter()
    survivors: list[str] = []
    for one in all_mutations():
        by = noticed(one, official)
        counts[by or "nothing"] += 1
        if not by:
            survivors.append(one.shown(TEXT))
    total = len(all_mutations())
    figures = "  ".join(f"{name}: {counts[name]}" for name in ("check", "audit", "cases", "nothing"))
    sys.stdout.write("\n".join([f"{figures}  of {total}", *survivors, ""]))
    RECORD.write_text(record(survivors, total), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
