"""Mistakes of a command line, as diagnostics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from policydsl.diagnostics import Diagnostic
from policydsl.source import Text


class UnknownCommandError(click.UsageError):
    """A command that there is not."""

    def __init__(self, name: str, ctx: click.Context, known: Sequence[str]) -> None:
        super().__init__(name, ctx)
        self.name, self.known = name, known


class TooManyArgumentsError(click.UsageError):
    """Arguments that the command does not take."""

    def __init__(self, names: Sequence[str], ctx: click.Context) -> None:
        super().__init__(" ".join(names), ctx)
        self.names = names


class BadChoiceError(click.BadParameter):
    """A value that is not among those offered."""

    def __init__(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> None:
        super().__init__(value, ctx, param)
        self.value = value


class Choice(click.Choice[str]):
    """One of some words; says which was written instead."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The word itself."""
        if value not in self.choices:
            raise BadChoiceError(str(value), param, ctx)
        return value


def name_of(param: click.Parameter) -> str:
    """How usage lines name it: an option's own name, an argument in capitals."""
    return param.opts[-1] if isinstance(param, click.Option) else (param.metavar or str(param.name).upper()).strip("[]")


def usage_of(ctx: click.Context | None) -> Text:
    """The usage line without its first word."""
    if ctx is None:
        return Text("policydsl")
    line = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
    chinese = line.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …")
    return Text(chinese.replace("...", "…"), line.replace("...", "…"))


def diagnostic_of(error: click.ClickException) -> Diagnostic:
    """One finding for one mistake of the command line."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    usage = usage_of(ctx)
    match error:
        case UnknownCommandError(name=name, known=known):
            return Diagnostic("U101", args={"name": name, "known": ", ".join(known)}, help=_meant(name, known))
        case click.NoSuchOption(option_name=name):
            options = [] if ctx is None else [opt for p in ctx.command.get_params(ctx) for opt in p.opts]
            path = ctx.command_path if ctx is not None else "policydsl"
            return Diagnostic("U102", args={"name": name, "usage": path}, help=_meant(name, options))
        case click.BadOptionUsage(option_name=name):
            return Diagnostic("U108" if _is_flag(name, ctx) else "U103", args={"name": name})
        case click.MissingParameter(param=click.Parameter() as param):
            return Diagnostic("U105", args={"name": f"`{name_of(param)}`", "usage": usage})
        case TooManyArgumentsError(names=names):
            return Diagnostic("U106", args={"names": ", ".join(f"`{name}`" for name in names), "usage": usage})
        case BadChoiceError(value=value, param=click.Parameter(type=click.Choice(choices=choices)) as param):
            words = [str(choice) for choice in choices]
            args = {"value": value, "name": name_of(param), "known": ", ".join(words)}
            return Diagnostic("U104", args=args, help=_meant(value, words))
        case click.BadParameter(param=click.Parameter(type=click.IntRange(min=low, max=high)) as param):
            name = name_of(param)
            reason = Text(
                f"`{name}` 要写 {low} 到 {high} 之间的整数", f"`{name}` takes a whole number from {low} to {high}"
            )
            return Diagnostic("U107", args={"reason": reason, "usage": usage})
        case _:
            return Diagnostic("U107", args={"reason": error.format_message(), "usage": usage})


def _is_flag(name: str, ctx: click.Context | None) -> bool:
    params = ctx.command.get_params(ctx) if ctx is not None else ()
    return any(isinstance(p, click.Option) and name in p.opts and p.is_flag for p in params)


def _meant(name: str, known: Sequence[str]) -> Text | None:
    from difflib import get_close_matches  # noqa: PLC0415  (only a mistake pays for it)

    guess = next(iter(get_close_matches(name, known, n=1)), None)
    return None if guess is None else Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?")
