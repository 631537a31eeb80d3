"""A policy with a day and readings, ready for fact files; shared by the commands that evaluate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from policydsl.cli.console import Console
from policydsl.diagnostics import Reporter, Severity
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.workspace import LoadedPolicy, choose_day, choose_readings, evaluate, load_facts, load_policy

if TYPE_CHECKING:
    from policydsl.award import Evaluation
    from policydsl.feel.values import Date

FINE: Final = 0
FOUND: Final = 1
CANNOT_RUN: Final = 2
_WARNED: Final = Text(
    "政策有 {count} 处警告，运行 `policydsl check {path}` 查看\n",
    "the policy has {count} warnings: see `policydsl check {path}`\n",
)


@frozen
class Session:
    """What a run fixes for all fact files."""

    loaded: LoadedPolicy
    day: Date | None
    readings: dict[str, str]

    @classmethod
    def open(
        cls, path: str, out: Console, *, as_of: str | None, readings: Sequence[str], inputs: Sequence[str]
    ) -> Session | int:
        """Load the policy and read the choices; an exit code if that fails."""
        reporter = Reporter()
        if inputs.count("-") > 1:
            reporter.report("U115")
        day = choose_day(as_of, reporter) if as_of is not None else None
        if reporter.has_errors:
            out.report(reporter)
            return CANNOT_RUN
        loaded = load_policy(path, reporter)
        if loaded is None:
            out.report(reporter)
            return exit_code(reporter)
        warnings = sum(d.severity is Severity.WARNING for d in reporter)
        if warnings:
            out.say(_WARNED.pick(out.lang).format(count=warnings, path=path))
        choices = Reporter()
        chosen = choose_readings(readings, loaded.policy, choices)
        if choices.has_errors:
            out.report(choices)
            return CANNOT_RUN
        return cls(loaded, day, chosen)

    def evaluate(self, path: str, reporter: Reporter) -> Evaluation | None:
        """One fact file."""
        facts = load_facts(path, self.loaded.policy, reporter)
        if facts is None:
            return None
        return evaluate(self.loaded, facts, reporter, as_of=self.day, readings=self.readings)


def exit_code(reporter: Reporter) -> int:
    """2 where a file could not be read at all, 1 where there are other errors or warnings, else 0."""
    found = [d for d in reporter if d.severity.counts]
    if any(d.code.startswith("U") for d in found):
        return CANNOT_RUN
    return FOUND if found else FINE
