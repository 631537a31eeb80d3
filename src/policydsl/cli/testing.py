"""What `policydsl test` looks at beside the tests themselves: coverage, and mutations of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND, Console, write_file
from policydsl.diagnostics import Reporter
from policydsl.render.tests.coverage import coverage_html, coverage_json, coverage_text
from policydsl.render.tests.mutants import mutants_text
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.testing.coverage import coverage_of
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.mutating import mutate
from policydsl.workspace.testing import FileRun, TestRun

_UNDER = Text("覆盖 {percent}% 低于要求的 {least}%\n", "coverage {percent}% is below {least}%\n")
_PROGRESS = Text("\r改动 {done}/{total}", "\rmutation {done}/{total}")
_STEP = 10


@frozen
class Beyond:
    """What is asked for."""

    coverage: bool
    report: str | None
    fail_under: int | None
    mutate: bool


def beyond(runs: Sequence[FileRun], out: Console, asked: Beyond) -> int:
    """Coverage and mutations of each policy that the tests are of; the exit code. Amended texts are left out."""
    codes = [FINE]
    for loaded, mine in _by_policy(runs):
        codes += [_coverage(loaded, mine, out, asked)]
        if asked.mutate:
            codes.append(_mutations(loaded, mine, out))
    return max(codes)


def _by_policy(files: Sequence[FileRun]) -> Iterator[tuple[LoadedPolicy, list[TestRun]]]:
    """The policies with the runs of tests of each; the same policy under two paths is one."""
    found: dict[str, tuple[LoadedPolicy, list[TestRun]]] = {}
    for run in (run for file in files for run in file.runs):
        only = run.library.single
        if only is not None and not only.amendments:
            found.setdefault(only.base.policy.sha256, (only.base, []))[1].append(run)
    yield from found.values()


def _coverage(loaded: LoadedPolicy, runs: list[TestRun], out: Console, asked: Beyond) -> int:
    done = [(run.test.name, run.evaluation) for run in runs if run.evaluation is not None]
    coverage = coverage_of(loaded.policy, done)
    if asked.coverage:
        out.write(coverage_text(coverage, out.lang))
    if asked.report is not None:
        html = not asked.report.endswith(".json")
        text = coverage_html(loaded.policy, coverage, out.lang) if html else coverage_json(loaded.policy, coverage)
        reporter = Reporter()
        written = write_file(asked.report, text, reporter)
        out.report(reporter)
        if not written:
            return CANNOT_RUN
    if asked.fail_under is not None and Decimal(coverage.percent()) < asked.fail_under:
        out.say(_UNDER.pick(out.lang).format(percent=coverage.percent(), least=asked.fail_under))
        return FOUND
    return FINE


def _mutations(loaded: LoadedPolicy, runs: list[TestRun], out: Console) -> int:
    def told(done: int, total: int) -> None:
        if out.color and (done % _STEP == 0 or done == total):  # a terminal
            out.say(_PROGRESS.pick(out.lang).format(done=done, total=total) + ("\n" if done == total else ""))

    tests = [(run.file, run.test) for run in runs]
    found = mutate(loaded, tests, told)
    counts = {
        "total": found.total, "by_check": found.by_check, "by_tests": found.by_tests,
        "equivalent": len(found.equivalent), "survivors": len(found.survivors),
    }  # fmt: skip
    out.write(mutants_text(counts, found.survivors, found.equivalent, out.lang))
    return FOUND if found.survivors else FINE
