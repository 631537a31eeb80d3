"""The policies of a run with a day and readings, ready for fact files; shared by the commands that evaluate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND, Console, StoppedError
from policydsl.diagnostics import Reporter, Severity
from policydsl.source import Text
from policydsl.source.figures import counted
from policydsl.workspace import LoadedPolicy, choose_day, choose_readings, evaluate
from policydsl.workspace.library import Library, facts_in, open_library

if TYPE_CHECKING:
    from policydsl.award import Evaluation
    from policydsl.feel.values import Date

_WARNED: Final = Text(
    "政策有 {count} 处警告，运行 `policydsl check {path}` 查看\n",
    "the policy has {counted}: see `policydsl check {path}`\n",
)


class Session:
    """What a run fixes for all fact files; a policy in force is asked for when the first facts of its days come."""

    def __init__(
        self, library: Library, out: Console, *, inputs: Sequence[str], day: Date | None, readings: Sequence[str]
    ) -> None:
        self.library, self.out, self.inputs, self.day, self.written = library, out, tuple(inputs), day, tuple(readings)
        self._readings: dict[int, dict[str, str] | None] = {}
        self._policies: list[LoadedPolicy] = []  # so that none is taken for another one

    @classmethod
    def open(
        cls,
        path: str,
        out: Console,
        *,
        amendments: Sequence[str],
        as_of: str | None,
        readings: Sequence[str],
        inputs: Sequence[str],
    ) -> Session:
        """Load the policies and read the choices; the command ends where that fails."""
        reporter = Reporter()
        if [*inputs, *amendments].count("-") > 1:
            reporter.report("U115")
        day = choose_day(as_of, reporter) if as_of is not None else None
        if reporter.has_errors:
            out.stop(reporter)
        library = open_library(path, reporter, amendments)
        if library is None:
            out.stop(reporter, exit_code(reporter))
        session = cls(library, out, inputs=(path, *amendments), day=day, readings=readings)
        session._warn(sum(d.severity is Severity.WARNING for d in reporter))
        only = library.single
        if only is None or only.amendments:
            return session
        if session.readings_for(only.base) is None:
            raise StoppedError(CANNOT_RUN)
        return session

    def evaluate(self, path: str, reporter: Reporter) -> Evaluation | None:
        """One fact file."""
        found = facts_in(path, self.library, reporter, self.day)
        if found is None:
            return None
        loaded, facts = found
        readings = self.readings_for(loaded, reporter)
        if readings is None:
            return None
        return evaluate(loaded, facts, reporter, as_of=self.day, readings=readings)

    def readings_for(self, loaded: LoadedPolicy, reporter: Reporter | None = None) -> dict[str, str] | None:
        """The readings asked for, which the text in force must have; None after a report."""
        if id(loaded) not in self._readings:
            self._policies.append(loaded)
            self._warn(sum(d.severity is Severity.WARNING for d in loaded.findings))
            choices = Reporter()
            chosen = choose_readings(self.written, loaded.policy, choices)
            if reporter is None:
                self.out.report(choices)
            else:
                reporter.extend(choices)
            self._readings[id(loaded)] = None if choices.has_errors else chosen
        return self._readings[id(loaded)]

    def _warn(self, count: int) -> None:
        if count:
            path, *amendments = self.inputs
            command = " ".join([path, *(f"--amend {name}" for name in amendments)])
            self.out.say(
                _WARNED.pick(self.out.lang).format(count=count, counted=counted(count, "warning"), path=command)
            )


def exit_code(reporter: Reporter) -> int:
    """2 where a file could not be read at all, 1 where there are other errors or warnings, else 0."""
    found = [d for d in reporter if d.severity.counts]
    if any(d.code.startswith("U") for d in found):
        return CANNOT_RUN
    return FOUND if found else FINE
