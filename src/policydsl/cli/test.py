"""`policydsl test`: policy tests, their coverage, and mutations of the policy."""

from __future__ import annotations

import click

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND, Console, write_file
from policydsl.cli.difference import difference
from policydsl.cli.output import deliver
from policydsl.cli.params import (
    Example,
    amend_option,
    argument,
    console,
    define,
    format_option,
    lang_option,
    option,
    output_option,
)
from policydsl.cli.session import exit_code
from policydsl.diagnostics import Reporter
from policydsl.explain import explain, explain_text
from policydsl.render.tests.machine import outcomes_github, outcomes_json, outcomes_junit
from policydsl.render.tests.text import outcomes_text
from policydsl.source import Lang, Text
from policydsl.testing import Difference
from policydsl.testing.outcome import Failure, FileOutcome, TestOutcome
from policydsl.workspace.finding_tests import documents
from policydsl.workspace.testing import FileRun, TestRun, run_file

_ACCEPTED = Text("已按实际结果改写 {} 处预期：{}\n", "expectations written anew: {} in {}\n")


@define(
    Text(
        "运行政策测试：每个测试写明事实和预期，逐分相符才算通过；没有写的不比较。\n"
        "不符时指出位置、应为和实为，并列出那笔数额的计算过程。写文件夹即运行其中全部测试文件，写政策或修订文件即运行旁边用到它的测试。\n"
        "退出码：0 全部通过，1 有失败、文件有错或没有测试，2 无法运行。",
        "Run policy tests: each gives facts and what is expected, which must hold to the last fen; what is not named "
        "is not compared.\nWhere it does not, the place, both values and the derivation of the figure are told. Of a "
        "folder, all documents of tests in it are run; of a policy or an amendment those beside it that use it.\n"
        "Exit code: 0 all passed, 1 failures, mistakes or no tests, 2 cannot run.",
    ),
    Example("policydsl test policies/tests", Text("运行文件夹里的全部测试", "run all tests of a folder")),
    Example(
        "policydsl test -k 边界 policies/tests", Text("只运行名称含“边界”的", "only those with this in their name")
    ),
    Example(
        "policydsl test tests.yaml --accept", Text("看过差异后，按实际结果改写预期", "write what was found as expected")
    ),
    Example("policydsl test policies/tests --format junit -o report.xml", Text("供 CI 使用", "for CI")),
    name="test",
)
@argument(
    "paths",
    nargs=-1,
    metavar="[FILE...]",
    about=Text("测试文件、文件夹，或者政策、修订文件", "documents of tests, folders, or a policy or amendment"),
)
@option(
    "-k",
    "wanted",
    multiple=True,
    metavar="TEXT",
    about=Text("只运行名称含这段文字的", "only tests with this in their name"),
)
@option(
    "--policy", metavar="FILE", about=Text("用这份政策代替测试写明的", "use this policy instead of the one they name")
)
@amend_option()
@option(
    "--accept",
    is_flag=True,
    about=Text("显示差异，再按实际结果改写预期", "show the differences, then write what was found"),
)
@option(
    "--coverage", is_flag=True, about=Text("列出测试覆盖了政策的哪些部分", "tell what of the policy the tests reach")
)
@option(
    "--coverage-report",
    metavar="FILE",
    about=Text("把覆盖情况写成 .html 或 .json 文件", "write the coverage to a file, .html or .json"),
)
@option(
    "--fail-under",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    about=Text("覆盖低于它就失败", "fail if less is reached"),
)
@option(
    "--mutate",
    is_flag=True,
    about=Text("逐处改动政策，看测试能否发现", "change the policy place by place: do the tests notice?"),
)
@option("--verbose", "-v", is_flag=True, about=Text("也列出通过的测试", "list the tests that passed, too"))
@format_option("text", "json", "junit", "github")
@lang_option()
@output_option()
def command(  # noqa: PLR0913  (its options)
    *,
    paths: tuple[str, ...],
    wanted: tuple[str, ...],
    policy: str | None,
    amendments: tuple[str, ...],
    accept: bool,
    coverage: bool,
    coverage_report: str | None,
    fail_under: int | None,
    mutate: bool,
    verbose: bool,
    format_: str,
    output: str | None,
) -> int:
    """Run; the exit code."""
    if not paths:
        ctx = click.get_current_context()
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    out, reporter = console(), Reporter()
    runs = [run_file(name, policy, amendments, wanted) for name in dict.fromkeys(documents(paths, reporter))]
    if runs and wanted and not reporter.has_errors and not any(one.runs or one.findings for one in runs):
        reporter.report("F062", text=" ".join(wanted))
    out.report(reporter)
    outcomes = [_outcome(one, out.lang) for one in runs]
    text = _rendered(outcomes, format_, out, verbose=verbose, plain=output is not None)
    if runs and not deliver(text, output, out):
        return CANNOT_RUN
    codes = [exit_code(reporter)]
    for one in runs:
        of_file = Reporter()
        of_file.extend(one.findings)
        codes += [exit_code(of_file), FINE if one.passed else FOUND]
    if accept and not all(_accept(one, out) for one in runs):
        return CANNOT_RUN
    if (coverage or coverage_report or fail_under is not None or mutate) and max(codes) == FINE:
        from policydsl.cli.testing import Beyond, beyond  # noqa: PLC0415  (only on demand)

        codes.append(beyond(runs, out, Beyond(coverage, coverage_report, fail_under, mutate)))
    return max(codes)


def _outcome(one: FileRun, lang: Lang) -> FileOutcome:
    tests = tuple(
        TestOutcome(
            run.test.name,
            run.test.at,
            tuple(Failure(d, _derivation(run, d, lang)) for d in run.differences),
            run.findings,
        )
        for run in one.runs
    )
    return FileOutcome(one.name, tests, one.findings)


def _derivation(run: TestRun, one: Difference, lang: Lang) -> str:
    """How the award that differs came about."""
    if run.evaluation is None or one.award is None:
        return ""
    explanation = explain(run.evaluation, clauses=(one.award.clause.id,), subjects=(one.award.subject,))
    return explain_text(explanation, lang, 76).partition("\n\n")[2].rstrip()


def _rendered(outcomes: list[FileOutcome], format_: str, out: Console, *, verbose: bool, plain: bool) -> str:
    match format_:
        case "json":
            return outcomes_json(outcomes, out.lang)
        case "junit":
            return outcomes_junit(outcomes, out.lang)
        case "github":
            return outcomes_github(outcomes, out.lang)
        case _:
            return outcomes_text(outcomes, out.lang, color=not plain and out.color, names=verbose)


def _accept(one: FileRun, out: Console) -> bool:
    """Write the expectations of a file anew, after showing what changes."""
    from policydsl.testing.accept import Outcome, accept  # noqa: PLC0415  (only on demand)

    if one.source is None:
        return True
    reporter = Reporter()
    outcomes = [Outcome(run.test, run.evaluation, run.differences) for run in one.runs if run.evaluation is not None]
    accepted = accept(one.source, outcomes, reporter)
    if accepted.count:
        out.say(difference(one.source.name, one.source.text, accepted.text))
        if write_file(one.name, ("\ufeff" if one.source.has_mark else "") + accepted.text, reporter):
            out.say(_ACCEPTED.pick(out.lang).format(accepted.count, one.source.name))
    out.report(reporter)
    return exit_code(reporter) != CANNOT_RUN
