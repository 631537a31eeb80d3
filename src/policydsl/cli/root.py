"""The program: its commands, each loaded when it is called, and what becomes of exceptions."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

from policydsl import __version__
from policydsl.cli.console import CANNOT_RUN, Console, OutputError, PipeClosedError, prepare_streams, silence
from policydsl.cli.group import Group
from policydsl.cli.language import lang_of
from policydsl.cli.params import Example, Option, language
from policydsl.cli.problems import Choice, diagnostic_of
from policydsl.diagnostics import Reporter
from policydsl.source import Lang, Text

COMMANDS: Final[Mapping[str, Text]] = {
    "eval": Text("按政策评定申报主体：得到什么、多少、缺什么", "evaluate applicants against a policy"),
    "explain": Text("逐步说明每一笔数额的由来", "show step by step where every figure comes from"),
    "batch": Text("一次评定全部申报主体", "evaluate a whole cohort of applicants"),
    "simulate": Text(
        "全部申报主体要花多少，改动以后差多少", "what a policy costs for a cohort, and what changes make of it"
    ),
    "curve": Text("一个事实变动时所得怎样变，断崖在哪里", "how awards move with one fact, and where the cliffs are"),
    "check": Text("检查政策文件，指出错误和改法", "check policies: what is wrong, and how to mend it"),
    "audit": Text("对照政策原文，找出不一致之处", "compare a policy with its official text"),
    "diff": Text("比较两份政策：改了什么，影响谁", "compare two policies: what changed, and whom it concerns"),
    "test": Text("运行政策测试", "run policy tests"),
    "fmt": Text("按统一的版式整理文件", "lay documents out the one way"),
    "amend": Text("修订政策：起草、看合并后的文本、写入", "amend a policy: begin, see the amended text, write it"),
    "docs": Text("把政策印成办事手册", "print a policy as a handbook"),
    "new": Text("生成填写用的模板", "make a template to fill in"),
    "schema": Text("打印文件格式（JSON Schema）", "print a document's JSON Schema"),
    "rule": Text("说明每个代码的含义、例子和改法", "what the codes of findings mean, with examples"),
    "feel": Text("计算一个 FEEL 公式", "compute one FEEL formula"),
}
BUG: Final = 70  # EX_SOFTWARE
INTERRUPTED: Final = 130  # as shells say it: 128 + SIGINT
PIPE_CLOSED: Final = 141  # 128 + SIGPIPE

_ABOUT = Text(
    "把政府扶持政策写成 YAML（公式用 FEEL），精确计算每个主体可得的支持。",
    "Government support measures as YAML policies with FEEL formulas, evaluated exactly.",
)
_EXAMPLES = (
    Example(
        "policydsl eval policies/xiamen_ai_2025.yaml examples/ai_startup.yaml",
        Text("一家企业按这份政策能得到什么", "what one company gets under this policy"),
    ),
    Example(
        "policydsl new facts policies/xiamen_ai_2025.yaml -o facts.yaml",
        Text("生成一份待填写的事实文件", "a fact file to fill in"),
    ),
)
_BUG = Text(
    "policydsl 内部出错：{error}\n这是程序的缺陷，不是您的文件的问题，请把这一行和所用的文件报告给维护者；"
    "设 POLICYDSL_DEBUG=1 再运行可看到详情。\n",
    "policydsl failed inside: {error}\nThis is a bug of the program, not a mistake of yours: please report this line "
    "with your files. POLICYDSL_DEBUG=1 shows the details.\n",
)


class Root(Group):
    """All commands by name; no exception leaves it."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT002  (click's own signature)
        **extra: Any,
    ) -> Any:
        """Run; the exit code. No exception leaves this."""
        prepare_streams()
        given = list(sys.argv[1:] if args is None else args)
        code = self._guarded(given, prog_name or "policydsl", complete_var, extra)
        if standalone_mode:
            sys.exit(code)
        return code

    def _guarded(self, given: list[str], prog_name: str, complete_var: str | None, extra: dict[str, Any]) -> int:
        lang = lang_of(given)
        try:
            result = super().main(given, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            return self._usage(error, lang)
        except (click.Abort, KeyboardInterrupt):
            return INTERRUPTED
        except PipeClosedError:
            silence()
            return PIPE_CLOSED
        except OutputError as error:
            silence()
            reporter = Reporter()
            reporter.report("U116", path="<stdout>", reason=str(error))
            Console(lang).report(reporter)
            return CANNOT_RUN
        except Exception as error:  # noqa: BLE001  (a bug of ours, whatever it is)
            return self._bug(error, lang)
        return result if isinstance(result, int) else 0

    def _usage(self, error: click.ClickException, lang: Lang) -> int:
        reporter = Reporter()
        reporter.add(diagnostic_of(error))
        Console(lang).report(reporter)
        return CANNOT_RUN

    def _bug(self, error: Exception, lang: Lang) -> int:
        if os.environ.get("POLICYDSL_DEBUG"):
            raise error
        Console(lang).say(_BUG.pick(lang).format(error=f"{type(error).__name__}: {error}"))
        return BUG


def _print_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        Console(language(ctx)).write(f"policydsl {__version__}\n")
        ctx.exit()


root = Root(
    "policydsl",
    about=_ABOUT,
    examples=_EXAMPLES,
    known=COMMANDS,
    modules="policydsl.cli.",
    params=[
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            about=Text("显示版本", "show the version"),
        ),
        Option(
            ["--lang"],
            type=Choice(["zh", "en"]),
            expose_value=False,
            about=Text("输出语言；默认随系统语言，否则中文", "language; by default that of the locale, else Chinese"),
        ),
    ],
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 80},
)
