"""A policy with its amendments and the text that is asked for; shared by the commands that show and write it."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.amend.consolidate import Consolidation
from policydsl.amend.timeline import Period
from policydsl.cli.console import FOUND, Console, StoppedError
from policydsl.cli.session import exit_code
from policydsl.cli.wanted import Wanted
from policydsl.diagnostics import Reporter, Severity
from policydsl.feel.values import Date
from policydsl.source.frozen import frozen
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.library import open_library


@frozen(eq=False)
class Shown:
    """The text of a day (without one, the last), the days on which it holds, and whether it may be used."""

    policy: AmendedPolicy
    text: Consolidation
    periods: tuple[Period, ...]
    period: Period
    code: int


def text_of(wanted: Wanted, out: Console) -> Shown:
    """The text; the command ends where there is none. What is wrong with it is reported."""
    reporter = Reporter()
    wanted.check_inputs(reporter)
    day = wanted.day(reporter)
    if reporter.has_errors:
        out.stop(reporter)
    library = open_library(wanted.policy, reporter, wanted.amendments)
    policy = None if library is None else library.policy_on(day, reporter)
    if policy is None:
        out.stop(reporter, exit_code(reporter))
    periods = policy.history.periods()
    period = _period(policy, periods, day)
    found = Reporter()
    policy.of(period.amendments, found, day if day is not None else period.start)
    out.report(found)
    if any(one.code.startswith("M") and one.severity is Severity.ERROR for one in found):
        raise StoppedError(FOUND)
    text = policy.history.of(period.amendments)
    return Shown(policy, text, periods, period, exit_code(found))


def _period(policy: AmendedPolicy, periods: Sequence[Period], day: Date | None) -> Period:
    if day is None:
        return periods[-1] if periods else Period(None, None, ())
    amendments = policy.active(day)
    return next(
        (one for one in periods if one.amendments == amendments and _covers(one, day)), Period(day, day, amendments)
    )


def _covers(period: Period, day: Date) -> bool:
    return (period.start is None or period.start <= day) and (period.end is None or day <= period.end)
