"""A command made of commands, each loaded when it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from policydsl.cli.console import CANNOT_RUN, Console
from policydsl.cli.help import help_page
from policydsl.cli.language import lang_of
from policydsl.cli.params import LANG, Example, language, with_about
from policydsl.cli.problems import UnknownCommandError
from policydsl.source import Text


class Group(click.Group):
    """Commands by name; that of a name is `command` in the module `modules` + name."""

    def __init__(
        self,
        *args: Any,
        about: Text,
        examples: Sequence[Example] = (),
        known: Mapping[str, Text],
        modules: str,
        **attributes: Any,
    ) -> None:
        super().__init__(*args, **attributes)
        self.about, self.examples, self.known, self.modules = about, tuple(examples), known, modules

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names, those used most first."""
        return list(self.known)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from the module of its name."""
        if cmd_name not in self.known:
            return None
        found: click.Command = import_module(self.modules + cmd_name).command
        return found

    def get_help(self, ctx: click.Context) -> str:
        """The whole page."""
        return help_page(ctx, self.about, self.examples, language(ctx), self.known)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, said in both languages."""
        found = super().get_help_option(ctx)
        return None if found is None else with_about(found)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the language first: help and errors speak it. Without arguments there is only help to give."""
        if ctx.parent is None:
            ctx.meta[LANG] = lang_of(args)
        if not args and not ctx.resilient_parsing:
            Console(language(ctx)).write(self.get_help(ctx) + "\n")
            ctx.exit(CANNOT_RUN)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the first argument."""
        found = self.get_command(ctx, args[0])
        if found is None and not ctx.resilient_parsing:
            raise UnknownCommandError(args[0], ctx, list(self.known))
        return args[0], found, args[1:]
