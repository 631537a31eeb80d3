"""Everything that is wrong with policies and amendments: each file, and every text that they have over time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from policydsl.amend.timeline import Period, fitting
from policydsl.diagnostics import Diagnostic, Reporter, Severity
from policydsl.source.frozen import frozen
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.gathering import (
    AmendmentFile,
    PolicyFile,
    Trouble,
    amendments_of,
    beside,
    read_document,
    read_folder,
)
from policydsl.workspace.loading import LoadedPolicy

File: TypeAlias = PolicyFile | AmendmentFile | Trouble


@frozen(eq=False)
class Checked:
    """What was found about a policy with its amendments, or about a file that belongs to no policy.

    `periods` are the days with one text each, where there are amendments.
    """

    path: str
    loaded: LoadedPolicy | None
    amendments: int
    periods: tuple[Period, ...]
    findings: tuple[Diagnostic, ...]


def check_files(paths: Iterable[str], amend: Sequence[str] = ()) -> list[Checked]:
    """Check policies, amendments and folders of both; `amend` are further amendments.

    An amendment is looked at with the policy that it amends: one of those given, else one in a folder beside it.
    """
    given, troubles = _read(dict.fromkeys(paths), "M024")
    named, others = _read(dict.fromkeys(amend), "M036")
    policies = [one for one in given if isinstance(one, PolicyFile)]
    loose = [one for one in given if isinstance(one, AmendmentFile)]
    rest = [one for one in named if isinstance(one, AmendmentFile)]
    wrong = [one for one in named if isinstance(one, PolicyFile)]
    if len(policies) == 1:  # what `--amend` names is meant for it, whatever it says itself
        mine, rest = rest, []
    else:
        mine = []
    loose += rest
    found: list[Checked] = []
    for policy in policies:
        fit = [one for one in loose if one.amendment.amends == policy.id]
        loose = [one for one in loose if one not in fit]
        found.append(_checked(policy, [*fit, *mine]))
    found += _with_policies_beside(loose)
    found += [Checked(one.path, None, 0, (), one.findings) for one in (*troubles, *others)]
    found += [_no_amendment(one) for one in wrong]
    return sorted(found, key=lambda one: _rank(one, given))


def _read(
    paths: Iterable[str], empty: Literal["M024", "M036"]
) -> tuple[list[PolicyFile | AmendmentFile], list[Trouble]]:
    """What stands in files and folders; `empty` is said of a folder that has nothing of what is looked for."""
    found: list[File] = []
    for path in paths:
        if path != "-" and Path(path).is_dir():
            reporter = Reporter()
            inside = read_folder(path, reporter)
            if empty == "M036":
                inside = [one for one in inside if not isinstance(one, PolicyFile)]
            if not inside:
                reporter.add(Diagnostic(empty, args={"path": path}))
            found += inside
            found += [Trouble(path, reporter.diagnostics)] if len(reporter) else []
        else:
            found.append(read_document(path))
    return [one for one in found if not isinstance(one, Trouble)], [one for one in found if isinstance(one, Trouble)]


def _checked(policy: PolicyFile, files: Sequence[AmendmentFile]) -> Checked:
    reporter = Reporter()
    reporter.extend(policy.findings)
    for one in files:
        reporter.extend(one.findings)
    if policy.loaded is None or not files:
        return Checked(policy.path, policy.loaded, len(files), (), reporter.diagnostics)
    apart = Reporter()
    fit = fitting(amendments_of(files), policy.id, policy.loaded.policy.at, apart)
    faulty = apart.has_errors or any(d.severity is Severity.ERROR for one in files for d in one.findings)
    reporter.extend(apart)
    amended = AmendedPolicy(policy.loaded, policy.findings, fit, is_whole=not faulty)
    periods = amended.check(reporter)
    return Checked(policy.path, policy.loaded, len(fit), periods, reporter.diagnostics)


def _with_policies_beside(loose: Sequence[AmendmentFile]) -> list[Checked]:
    """Amendments of policies that were not given: each with what lies beside it."""
    found: list[Checked] = []
    done: list[AmendmentFile] = []
    for one in loose:
        if any(one is other for other in done):
            continue
        near = [] if one.path == "-" else beside(one.path, one.amendment.amends)
        policy = next((each for each in near if isinstance(each, PolicyFile)), None)
        if policy is None:
            reporter = Reporter()
            reporter.extend(one.findings)
            if one.amendment.amends:
                reporter.report("M002", one.amendment.amends_at, found=one.amendment.amends, name=one.path)
            found.append(Checked(one.path, None, 1, (), reporter.diagnostics))
            continue
        same = [other for other in loose if other.amendment.amends == policy.id]
        known = {os.path.realpath(other.path) for other in same}
        more = [each for each in near if isinstance(each, AmendmentFile) and os.path.realpath(each.path) not in known]
        done += same
        found.append(_checked(policy, [*same, *more]))
    return found


def _no_amendment(one: PolicyFile) -> Checked:
    reporter = Reporter()
    reporter.report("M031", *([one.loaded.policy.at] if one.loaded is not None else []), name=one.path)
    return Checked(one.path, None, 0, (), reporter.diagnostics)


def _rank(one: Checked, given: Sequence[PolicyFile | AmendmentFile]) -> int:
    """In the order in which the files were given."""
    return next((i for i, file in enumerate(given) if file.path == one.path), len(given))
