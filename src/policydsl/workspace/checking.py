"""Policies with their amendments: everything that is wrong with any text that they have over time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from policydsl.amend.timeline import Period, fitting
from policydsl.diagnostics import Reporter, Severity
from policydsl.source.frozen import frozen
from policydsl.workspace.allow import about_entries, split
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


@frozen(eq=False)
class OverTime:
    """What came of a policy with its amendments, besides what each file is told by itself.

    `path` is the policy's file, or that of an amendment without one; `periods` are the days with one text each;
    `amended` is None where the policy has errors or is not found.
    """

    path: str
    id: str
    amended: AmendedPolicy | None
    amendments: tuple[AmendmentFile, ...]
    periods: tuple[Period, ...]
    reporter: Reporter


def check_over_time(
    policies: Sequence[PolicyFile],
    amendments: Sequence[AmendmentFile],
    amend: Iterable[str] = (),
    base: PolicyFile | None = None,
) -> list[OverTime]:
    """Check each policy with the amendments of it.

    `amend` are files or folders of further amendments, whose own findings are told, too. `base` is the policy for
    amendments of none of these; without it, one is looked for in a folder beside the amendment.
    """
    named = [one for path in dict.fromkeys(amend) for one in _named(path)]
    further = [one for one in named if isinstance(one, AmendmentFile)]
    troubles = [one for one in named if isinstance(one, Trouble)]
    # Where there is one policy, what `--amend` names is meant for it, whatever it says itself.
    meant = further if len(policies) == 1 else []
    loose = [*amendments, *(one for one in further if one not in meant)]
    found: list[OverTime] = []
    for policy in policies:
        fit = [one for one in loose if one.amendment.amends == policy.id]
        loose = [one for one in loose if one not in fit]
        if fit or meant:
            found.append(_checked(policy, [*fit, *meant]))
    if base is not None and loose:
        found.append(_checked(base, loose))
    else:
        found += _with_policies_beside(loose)
    for time in found:
        for one in time.amendments:
            if one not in amendments:
                time.reporter.extend(one.findings)
                time.reporter.allow(one.allowed)
    return found + [_trouble(one) for one in troubles]


def _named(path: str) -> list[AmendmentFile | Trouble]:
    """The amendments in a file or folder that `--amend` names."""
    if path == "-" or not Path(path).is_dir():
        one = read_document(path)
        if not isinstance(one, PolicyFile):
            return [one]
        wrong = Reporter()
        wrong.report("M031", *([one.loaded.policy.at] if one.loaded is not None else []), name=path)
        return [Trouble(path, wrong.diagnostics)]
    reporter = Reporter()
    inside = [one for one in read_folder(path, reporter) if not isinstance(one, PolicyFile)]
    if not inside:
        reporter.report("M036", path=path)
    return [*inside, *([Trouble(path, reporter.diagnostics)] if len(reporter) else [])]


def _checked(policy: PolicyFile, files: Sequence[AmendmentFile]) -> OverTime:
    reporter = Reporter()
    own = tuple(files)
    if policy.loaded is None:
        return OverTime(policy.path, policy.id, None, own, (), reporter)
    fit = fitting(amendments_of(files), policy.id, policy.loaded.policy.at, reporter)
    faulty = reporter.has_errors or any(d.severity is Severity.ERROR for one in files for d in one.findings)
    amended = AmendedPolicy(policy.loaded, policy.findings, fit, allowed=policy.allowed, is_whole=not faulty)
    periods = amended.check(reporter)
    reporter.allow(amended.allowed.values())
    if not faulty and not reporter.has_errors:
        from policydsl.workspace.old_rights import check_old_rights  # noqa: PLC0415  (few runs have amendments)

        aside = Reporter()
        check_old_rights(amended, periods, aside)
        told = list(aside.diagnostics)
        for amendment in fit:
            told, allowed_now = split(amendment.root, told)
            reporter.allow(allowed_now)
        reporter.extend(told)
        for one in files:  # now it shows whether what they allow has its use
            allowed = (*one.allowed, *amended.allowed.values())
            reporter.extend(about_entries(one.amendment.root, allowed, stale=True))
    return OverTime(policy.path, policy.id, amended, own, periods, reporter)


def _with_policies_beside(loose: Sequence[AmendmentFile]) -> list[OverTime]:
    """Amendments of policies that were not given: each with what lies beside it."""
    found: list[OverTime] = []
    done: list[AmendmentFile] = []
    for one in loose:
        if one in done:
            continue
        near = [] if one.path == "-" else beside(one.path, one.amendment.amends)
        policy = next((each for each in near if isinstance(each, PolicyFile)), None)
        if policy is None:
            reporter = Reporter()
            if one.amendment.amends:
                reporter.report("M002", one.amendment.amends_at, found=one.amendment.amends, name=one.path)
            found.append(OverTime(one.path, "", None, (one,), (), reporter))
            continue
        same = [other for other in loose if other.amendment.amends == policy.id]
        known = {os.path.realpath(other.path) for other in same}
        more = [each for each in near if isinstance(each, AmendmentFile) and os.path.realpath(each.path) not in known]
        done += same
        time = _checked(policy, [*same, *more])
        time.reporter.extend(policy.findings)
        time.reporter.allow(policy.allowed)
        found.append(time)
    return found


def _trouble(one: Trouble) -> OverTime:
    reporter = Reporter()
    reporter.extend(one.findings)
    return OverTime(one.path, "", None, (), (), reporter)
