"""What the commands that compute whole cohorts share: their options, what a run may use, and what it is doing."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar
from unicodedata import normalize

import click

from policydsl.cli.console import Console
from policydsl.cli.params import argument, option
from policydsl.cli.problems import Choice
from policydsl.diagnostics import Reporter
from policydsl.source import Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.cohort.run.whole import Resources

F = TypeVar("F", bound=Callable[..., Any])
DAY: Final = Text("按哪一天评定，如 2025-10-01", "the day to evaluate for, as 2025-10-01")
_BAR: Final = 24
_STEPS: Final = {
    "load": Text("读入各表", "reading the tables"),
    "typed": Text("核对各列", "checking the columns"),
    "queries": Text("计算", "computing"),
    "chosen": Text("找出要逐个计算的主体", "finding who needs the interpreter"),
    "slow": Text("逐个计算", "evaluating one by one"),
    "shared": Text("分配名额和总额", "sharing quotas and pots"),
    "write": Text("写出结果", "writing the results"),
    "count": Text("汇总", "adding up"),
    "caps": Text("计算限额减少多少", "computing what caps take away"),
    "compare": Text("比较各方案", "comparing the scenarios"),
}


@frozen
class Power:
    """What a run may use, as it was written."""

    memory: str | None
    threads: int | None
    engine: str
    master: str | None

    def resources(self, reporter: Reporter, *, only_queries: bool = False) -> Resources | None:
        """The same for the run; None after a report that something is lacking for it."""
        from policydsl.cohort.run.needs import lacking  # noqa: PLC0415  (the rest needs what may be lacking)

        spark = self.engine == "spark"
        if self.master is not None and not spark:
            reporter.report("B183")
        memory = _size(self.memory, reporter)
        if reporter.has_errors or lacking(reporter, spark=spark):
            return None
        from policydsl.cohort.run.whole import Resources  # noqa: PLC0415

        return Resources(memory, self.threads, spark, only_queries, self.master)


_SIZE: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([kmgt])(i?)b?", re.IGNORECASE)


def _size(written: str | None, reporter: Reporter) -> str | None:
    """A limit of memory as all that use it read it; one that cannot be read is reported."""
    if written is None:
        return None
    match = _SIZE.fullmatch(normalize("NFKC", written).strip())
    if match is None or not Decimal(match[1]):
        reporter.report("B137", text=written)
        return None
    return f"{match[1]}{match[2].upper()}{match[3].lower()}B"


def cohort_argument() -> Callable[[F], F]:
    """`IN`."""
    return argument(
        "source",
        metavar="IN",
        about=Text("各表的文件夹，或 .jsonl、.xlsx、.duckdb", "a directory, .jsonl, .xlsx or .duckdb"),
    )


def power_options() -> Callable[[F], F]:
    """`--memory`, `--threads`, `--engine` and `--master`; they reach the command as one, `power`."""

    def make(function: F) -> F:
        @functools.wraps(function)
        def command(*, memory: str | None, threads: int | None, engine: str, master: str | None, **rest: Any) -> Any:
            return function(power=Power(memory, threads, engine, master), **rest)

        made: Any = command
        for one in reversed(_POWER):
            made = one(made)
        found: F = made
        return found

    return make


_POWER: Final = (
    option(
        "--memory",
        metavar="SIZE",
        about=Text(
            "整个运行的内存上限，如 2GB；超出的部分放到磁盘", "most memory of the run, as 2GB; the rest goes to disk"
        ),
    ),
    option(
        "--threads", type=click.IntRange(1, 1024), metavar="N", about=Text("最多用几个线程", "the most threads to use")
    ),
    option(
        "--engine",
        type=Choice(["duckdb", "spark"]),
        default="duckdb",
        about=Text(
            "计算引擎：duckdb 在本进程内；spark 需要 `policydsl[spark]` 和 Java，结果相同",
            "where queries run: duckdb in this process; spark needs `policydsl[spark]` and Java; the results are the "
            "same",
        ),
    ),
    option(
        "--master",
        metavar="URL",
        about=Text(
            "Spark 的主节点，如 spark://host:7077；默认本机。各节点要能读写结果所在的文件夹",
            "the master of Spark, as spark://host:7077; by default this machine. All nodes must see the folder of the "
            "results",
        ),
    ),
)


class Progress:
    """One line on a terminal that says what is being done, with a bar while applicants are counted."""

    def __init__(self, out: Console) -> None:
        self.out = out
        self.name = ""

    def step(self, name: str) -> None:
        """The next step begins."""
        self.name = name
        self._show(" …")

    def count(self, done: int, total: int) -> None:
        """So many of so many applicants are done."""
        full = _BAR * done // max(total, 1)
        self._show(f" {'█' * full}{'░' * (_BAR - full)} {done:,} / {total:,}")

    def end(self) -> None:
        """The line goes away."""
        self._say("\r\x1b[K")

    def _show(self, rest: str) -> None:
        step = _STEPS.get(self.name)
        if step is not None:
            self._say(f"\r\x1b[K{step.pick(self.out.lang)}{rest}")

    def _say(self, text: str) -> None:
        if sys.stderr.isatty():
            self.out.say(text)
