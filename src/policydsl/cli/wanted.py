"""The text of a policy that a run is about: the options that choose it, and its loading, the same for all commands."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from policydsl.cli.console import Console
from policydsl.cli.params import AS_OF, amend_option, argument, as_of_option, reading_option
from policydsl.cli.session import Session, exit_code
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.workspace import LoadedPolicy, choose_day, did_you_mean, load_policy

F = TypeVar("F", bound=Callable[..., Any])
_POLICY: Final = Text("政策文件", "the policy")
_FOLDER: Final = Text("，或放有政策和修订的文件夹", ", or a folder of policies and amendments")
_STDIN: Final = Text("；- 表示标准输入", "; - is standard input")


@frozen
class Wanted:
    """The policy, its amendments, the day and the readings, as they were written."""

    policy: str
    amendments: tuple[str, ...] = ()
    as_of: str | None = None
    readings: tuple[str, ...] = ()

    def session(self, out: Console, *files: str) -> Session:
        """The policies, for facts that say which one; `files`: what else the run reads."""
        return Session.open(
            self.policy, out, amendments=self.amendments, as_of=self.as_of, readings=self.readings,
            inputs=(self.policy, *files),
        )  # fmt: skip

    def check_inputs(self, reporter: Reporter, *files: str) -> None:
        """Report where more than one thing is to come from standard input."""
        if [self.policy, *self.amendments, *files].count("-") > 1:
            reporter.report("U115")

    def day(self, reporter: Reporter) -> Date | None:
        """The day; None where none is written, or after a report."""
        return None if self.as_of is None else choose_day(self.as_of, reporter)

    def loaded(self, out: Console, reporter: Reporter, *, least: int = 0) -> LoadedPolicy:
        """The policy on the day, without one its last text. Ends the command where there is none, with `least` code."""
        day = self.day(reporter)
        if reporter.has_errors:
            out.stop(reporter)
        return self._on(day, out, reporter, least)

    def loaded_of_today(self, out: Console, reporter: Reporter) -> tuple[LoadedPolicy, Date]:
        """The policy on the day, and that day; without one today, or the nearest day on which it is in force."""
        from policydsl.render.facts_template import day_in_force  # noqa: PLC0415  (only for templates)

        day = self.day(reporter)
        if reporter.has_errors:
            out.stop(reporter)
        now = time.localtime()
        today = Date(now.tm_year, now.tm_mon, now.tm_mday)
        loaded = self._on(today if day is None else day, out, reporter)
        return loaded, day_in_force(loaded.policy.in_force, today) if day is None else day

    def _on(self, day: Date | None, out: Console, reporter: Reporter, least: int = 0) -> LoadedPolicy:
        loaded = load_policy(self.policy, reporter, amendments=self.amendments, as_of=day)
        if loaded is None:
            out.stop(reporter, max(exit_code(reporter), least))
        return loaded


def policy_argument(*, folder: bool = False, stdin: bool = False) -> Callable[[F], F]:
    """The policy; `folder`: or a folder of policies, `stdin`: or standard input."""
    parts = [_POLICY, *[_FOLDER] * folder, *[_STDIN] * stdin]
    return argument("policy", about=Text("".join(one.zh for one in parts), "".join(one.pick("en") for one in parts)))


def wanted_options(
    day: Text = AS_OF, *, readings: bool = True, amendments: bool = True, required: bool = False
) -> Callable[[F], F]:
    """`--amend`, `--as-of` and `--reading`; with the argument `policy` they reach the command as one, `wanted`.

    `day`: what the day is for.
    """

    def make(function: F) -> F:
        @functools.wraps(function)
        def command(*, policy: str | None, **rest: Any) -> Any:
            written = {name: rest.pop(name) for name in ("amendments", "as_of", "readings") if name in rest}
            return function(wanted=Wanted(policy or "", **written), **rest)

        found: Any = command
        if readings:
            found = reading_option()(found)
        found = as_of_option(day, required=required)(found)
        made: F = amend_option()(found) if amendments else found
        return made

    return make


def check_clauses(names: Iterable[str], known: list[str], reporter: Reporter) -> None:
    """Report names of clauses that there are not."""
    for name in names:
        if name not in known:
            reporter.report("U117", name=name, known=", ".join(known), help=did_you_mean(name, known))
