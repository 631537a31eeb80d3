"""`policydsl new cohort`: made-up applicants."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Final

from policydsl.cli.console import FINE, Console
from policydsl.cli.making.packages import package_wanted
from policydsl.cli.params import Example, console, define, lang_option, option
from policydsl.cli.problems import Choice
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.cohort.shape import told_apart
from policydsl.cohort.synthetic import FORMATS, Format, OccupiedError, Shares, share_of, write_cohort
from policydsl.diagnostics import Reporter
from policydsl.source import Text
from policydsl.source.figures import counted

_SIZE: Final = re.compile(r"([0-9]{1,3}(?:[,_]?[0-9]{3})*|[0-9]{1,10})(万?)")
_MOST: Final = 10**9
_DONE: Final = Text(
    "已写入 {count} 家申报主体：{path}；评定时用 --as-of {day}\n",
    "{counted} written to {path}; evaluate them with --as-of {day}\n",
)
_PART: Final = Text("已生成 {done} / {count} 家", "{done} of {counted} made")


@define(
    Text(
        "按政策声明的事实和公式，生成虚构的申报主体，供试算、测试和测速：金额有大有小、精确到分，各门槛和限额上及"
        "相差一分处都有，名下事项多少不一，缺事实、以前的奖补和其他政策的奖补各占一部分。\n"
        "政策、家数、种子相同，结果一字不差；家数少的一批，是家数多的一批的开头。",
        "Make up applicants from the facts that a policy declares and from its formulas, for trials, tests and "
        "benchmarks: skewed money to the fen, figures on and one fen beside every threshold and cap, few and many "
        "items, missing facts, awards granted before under this and other policies.\n"
        "The same policy, size and seed give the same bytes; a smaller cohort is the beginning of a larger one.",
    ),
    Example(
        "policydsl new cohort policies/xiamen_ai_2025.yaml --size 1000 -o cohort",
        Text("一个文件夹，每类事项一张 CSV 表", "a folder with a CSV table for each list"),
    ),
    Example(
        "policydsl new cohort policies/xiamen_ai_2025.yaml --size 1000000 --format parquet --missing 1% -o cohort",
        Text("一百万家，Parquet，缺 1% 的事实", "a million, Parquet, one fact in a hundred left out"),
    ),
    Example(
        "policydsl new cohort policies/xiamen_ai_2025.yaml --size 100 --format jsonl -o cohort.jsonl",
        Text("每行一份事实文件", "a fact file a line"),
    ),
    name="cohort",
)
@policy_argument(stdin=True)
@option("--size", "-n", default="1000", metavar="N", about=Text("多少家，默认 1000", "how many, by default 1000"))
@option("--seed", default="1", metavar="S", about=Text("随机种子，默认 1", "seed, by default 1"))
@option(
    "--output",
    "-o",
    metavar="PATH",
    about=Text(
        "写到哪个文件夹（jsonl：文件），默认 政策标识_cohort；完整写成才出现",
        "folder, for jsonl the file, by default POLICY_cohort; there only when complete",
    ),
)
@option("--format", "format_", type=Choice(FORMATS), default=FORMATS[0], about=Text("表的格式", "format of the tables"))
@option("--missing", default="3%", metavar="SHARE", about=Text("缺失的事实占多少，默认 3%", "facts left out: 3%"))
@option(
    "--prior",
    default="5%",
    metavar="SHARE",
    about=Text("以前得过本政策奖补的占多少，默认 5%", "applicants with earlier awards of this policy: 5%"),
)
@option(
    "--other",
    default="3%",
    metavar="SHARE",
    about=Text("得过其他政策奖补的占多少，默认 3%", "applicants with awards of other policies: 3%"),
)
@option(
    "--edges",
    default="10%",
    metavar="SHARE",
    about=Text("门槛上和相差一分的数占多少，默认 10%", "figures on a threshold or one fen beside it: 10%"),
)
@option(
    "--force",
    is_flag=True,
    about=Text("文件夹里有别的文件也替换", "replace a folder that holds other files too"),
)
@wanted_options(
    Text(
        "按哪一天编造，如 2026-04-21；默认施行一年后，政策先到期的用到期日",
        "the day that they are made for; by default a year after the policy began, or its last day",
    ),
    readings=False,
)
@lang_option()
def command(  # noqa: PLR0913  (one argument an option)
    *,
    wanted: Wanted,
    size: str,
    seed: str,
    output: str | None,
    format_: Format,
    missing: str,
    prior: str,
    other: str,
    edges: str,
    force: bool,
) -> int:
    """Write the cohort; the exit code."""
    out, reporter = console(), Reporter()
    count = _count(size, reporter)
    written = {"--missing": missing, "--prior": prior, "--other": other, "--edges": edges}
    found = {name: _share(name, text, reporter) for name, text in written.items()}
    loaded = wanted.loaded(out, reporter)
    shares = Shares(missing=found["--missing"], prior=found["--prior"], other=found["--other"], edges=found["--edges"])
    place = output or f"{loaded.policy.id}_cohort" + (".jsonl" if format_ == "jsonl" else "")
    if format_ != "jsonl" and not told_apart(loaded.policy, reporter):
        out.stop(reporter)
    progress = _progress(count, out)
    day, made = wanted.day(reporter), None
    try:
        made = write_cohort(
            loaded,
            place,
            count,
            seed,
            format_=format_,
            shares=shares,
            as_of=day,
            force=force,
            progress=progress,
        )
    except OccupiedError:
        reporter.report("U162", path=place)
    except ModuleNotFoundError as error:
        reporter.report("U116", path=place, reason=package_wanted(error, "batch"))
    except OSError as error:
        reporter.report("U116", path=place, reason=error.strerror or str(error))
    if made is None:
        out.stop(reporter)
    out.say(
        _DONE.pick(out.lang).format(count=f"{count:,}", counted=counted(count, "applicant"), path=place, day=made.iso())
    )
    return FINE


def _count(text: str, reporter: Reporter) -> int:
    found = _SIZE.fullmatch(text.strip())
    count = 0 if found is None else int(re.sub(r"[,_]", "", found[1])) * (10_000 if found[2] else 1)
    if not 1 <= count <= _MOST:
        reporter.report("U161", text=text)
    return count


def _share(name: str, text: str, reporter: Reporter) -> int:
    found = share_of(text)
    if found is None:
        reporter.report("U160", name=name, text=text)
    return found or 0


def _progress(count: int, out: Console) -> Callable[[int], None] | None:
    """Says how far it is, where somebody watches."""
    if not sys.stderr.isatty():
        return None

    def say(done: int) -> None:
        end = "\n" if done == count else ""
        out.say(
            "\r"
            + _PART.pick(out.lang).format(done=f"{done:,}", count=f"{count:,}", counted=counted(count, "applicant"))
            + end
        )

    return say
