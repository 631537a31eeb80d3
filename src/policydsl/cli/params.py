"""Commands, options and arguments that speak Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from policydsl.cli.console import Console, StoppedError
from policydsl.cli.help import help_page
from policydsl.cli.language import lang_of
from policydsl.cli.problems import Choice, TooManyArgumentsError
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen

F = TypeVar("F", bound=Callable[..., Any])
LANG = "policydsl.lang"
_FIGURE = re.compile(r"-[^-A-Za-z]")
AS_OF = Text(
    "按哪一天评定，如 2025-10-01；默认用事实文件的 as_of",
    "the day to evaluate for, as 2025-10-01; by default the facts' as_of",
)


@frozen
class Example:
    """A line to type, and what it does."""

    line: str
    about: Text


class Option(click.Option):
    """An option with its description in both languages."""

    def __init__(self, *args: Any, about: Text, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.about = about


class Argument(click.Argument):
    """An argument with its description in both languages."""

    def __init__(self, *args: Any, about: Text, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.about = about


class Command(click.Command):
    """A command with its help page in both languages."""

    def __init__(self, *args: Any, about: Text, examples: tuple[Example, ...] = (), **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.about, self.examples = about, examples

    def get_help(self, ctx: click.Context) -> str:
        """The whole page."""
        return help_page(ctx, self.about, self.examples, language(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with an error of our own for what is too much."""
        ctx.allow_extra_args = True
        figures = [] if "--" in args else [one for one in args if _FIGURE.match(one)]
        if figures:  # a formula may begin with a minus sign, no option is a figure
            args = [*(one for one in args if one not in figures), "--", *figures]
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # some of click's own errors do not say where
            raise
        if rest and not ctx.resilient_parsing:
            raise TooManyArgumentsError(rest, ctx)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """As click does; a command that cannot go on has its exit code."""
        try:
            return super().invoke(ctx)
        except StoppedError as stopped:
            return stopped.code

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, said in both languages."""
        found = super().get_help_option(ctx)
        return None if found is None else with_about(found)


def with_about(found: click.Option) -> click.Option:
    """The `--help` of click with a description in both languages."""
    vars(found).setdefault("about", Text("显示这一页", "show this page"))
    return found


def language(ctx: click.Context) -> Lang:
    """The language of the run."""
    found: Lang = ctx.meta.get(LANG) or lang_of(())
    return found


def console() -> Console:
    """The streams of the running command."""
    return Console(language(click.get_current_context()))


def define(about: Text, *examples: Example, name: str) -> Callable[[Callable[..., int]], Command]:
    """Make a function a command; it gives the exit code."""

    def make(function: Callable[..., int]) -> Command:
        return click.command(name, cls=Command, about=about, examples=examples)(function)

    return make


def option(*names: str, about: Text, **attributes: Any) -> Callable[[F], F]:
    """An option."""
    return click.option(*names, cls=Option, about=about, **attributes)


def argument(name: str, *, about: Text, **attributes: Any) -> Callable[[F], F]:
    """An argument."""
    return click.argument(name, cls=Argument, about=about, **{"metavar": name.upper(), **attributes})


def lang_option() -> Callable[[F], F]:
    """`--lang`; its value is read from the arguments before they are parsed."""
    return option(
        "--lang",
        type=Choice(["zh", "en"]),
        expose_value=False,
        about=Text("输出语言；默认随系统语言，否则中文", "language; by default that of the locale, else Chinese"),
    )


def format_option(*formats: str) -> Callable[[F], F]:
    """`--format`; the first one is the default."""
    return option(
        "--format",
        "format_",
        type=Choice(formats),
        default=formats[0],
        about=Text("输出格式", "output format"),
    )


def result_options(*formats: str) -> Callable[[F], F]:
    """`--format` (where there are several), `--lang` and `--output`."""

    def make(function: F) -> F:
        found = lang_option()(output_option()(function))
        return format_option(*formats)(found) if formats else found

    return make


def output_option() -> Callable[[F], F]:
    """`--output`."""
    return option(
        "--output",
        "-o",
        metavar="FILE",
        about=Text("写入文件（完整写成才替换），不写到屏幕", "write to a file, replaced only when complete"),
    )


def as_of_option(about: Text = AS_OF, *, required: bool = False) -> Callable[[F], F]:
    """`--as-of`."""
    return option("--as-of", metavar="DATE", required=required, about=about)


def amend_option() -> Callable[[F], F]:
    """`--amend`."""
    return option(
        "--amend",
        "amendments",
        metavar="FILE",
        multiple=True,
        about=Text(
            "修订文件或放有修订的文件夹，可写多次；生效的才适用",
            "an amendment, or a folder of them; repeat for more; applied on the days on which it holds",
        ),
    )


def reading_option() -> Callable[[F], F]:
    """`--reading`."""
    return option(
        "--reading",
        "readings",
        metavar="READING=OPTION",
        multiple=True,
        about=Text(
            "选用一种读法，可写多次；默认用政策规定的",
            "take a reading; repeat for more; by default the policy's",
        ),
    )
