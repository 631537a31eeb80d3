"""Verdicts and totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

from policydsl.diagnostics import Reporter
from policydsl.feel.compiler import Outcome
from policydsl.feel.conformance.cases import Case, read_cases
from policydsl.feel.conformance.evaluate import evaluate
from policydsl.feel.failure import FeelFailure
from policydsl.feel.ops import is_, show
from policydsl.feel.values import Value
from policydsl.source.frozen import frozen

_TOLERANCE = Decimal("1E-8")  # the kit's own runner compares numbers so


@frozen
class Verdict:
    """How a case went."""

    case: Case
    passed: bool
    got: str  # FEEL text, for people
    wanted: str
    reasons: tuple[str, ...]  # of the failed operations, in English
    recorded: bool  # whether an error that was expected came with a reason


@frozen
class Total:
    """So many of so many cases."""

    passed: int
    count: int

    @property
    def percent(self) -> Decimal:
        """In percent, cut to one decimal, so that 100.0 means all; of no cases at all, 0."""
        return (Decimal(100 * self.passed) / max(self.count, 1)).quantize(Decimal("0.1"), ROUND_DOWN)

    def __str__(self) -> str:
        return f"{self.passed}/{self.count} ({self.percent}%)"


@frozen
class Report:
    """The verdicts of a kit, and what they add up to."""

    verdicts: tuple[Verdict, ...]

    @property
    def all(self) -> Total:
        """Over all cases."""
        return self.where(lambda _: True)

    @property
    def not_null(self) -> Total:
        """Over the cases that expect a value: an engine that always says null has none of these."""
        return self.where(lambda verdict: verdict.case.expected is not None)

    @property
    def recorded(self) -> Total:
        """Of the cases that expect an error, how many came with a reason."""
        expected = [verdict for verdict in self.verdicts if verdict.case.fails]
        return Total(sum(verdict.recorded for verdict in expected), len(expected))

    @property
    def folders(self) -> dict[str, Total]:
        """Folder by folder, in the order of the kit."""
        names = dict.fromkeys(verdict.case.folder for verdict in self.verdicts)
        return {name: self.where(lambda verdict, name=name: verdict.case.folder == name) for name in names}  # type: ignore[misc]

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The cases that did not pass."""
        return tuple(verdict for verdict in self.verdicts if not verdict.passed)

    def where(self, chosen: Callable[[Verdict], bool]) -> Total:
        """Over the cases that `chosen` is true of."""
        some = [verdict for verdict in self.verdicts if chosen(verdict)]
        return Total(sum(verdict.passed for verdict in some), len(some))


def run_kit(folder: Path, reporter: Reporter) -> Report:
    """Run every case in the folder."""
    return judge(read_cases(folder, reporter))


def judge(cases: Iterable[Case]) -> Report:
    """Run these cases."""
    return Report(tuple(_verdict(case) for case in cases))


def _verdict(case: Case) -> Verdict:
    try:
        outcome = evaluate(case)
    except FeelFailure as error:
        outcome = Outcome(None)
        reasons: tuple[str, ...] = (error.reason.en,)
    else:
        reasons = tuple(failure.reason.en for failure in outcome.failures)
    passed = same(outcome.value, case.expected)
    recorded = case.fails and outcome.value is None and bool(reasons)
    return Verdict(case, passed, show(outcome.value, 200), show(case.expected, 200), reasons, recorded)


def same(got: Value, wanted: Value) -> bool:
    """Numbers within the kit's tolerance, everything else exactly."""
    if isinstance(got, Decimal) and isinstance(wanted, Decimal):
        return abs(got - wanted) <= _TOLERANCE * max(Decimal(1), abs(wanted))
    if isinstance(got, list) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(same(one, other) for one, other in zip(got, wanted, strict=True))
    if isinstance(got, dict) and isinstance(wanted, dict):
        return got.keys() == wanted.keys() and all(same(item, wanted[key]) for key, item in got.items())
    return is_(got, wanted)
