"""Help pages, laid out by columns so that Chinese stays aligned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from policydsl.cli.problems import name_of, usage_of
from policydsl.source import Lang, Text
from policydsl.source.width import display_width, pad, wrap

if TYPE_CHECKING:
    from policydsl.cli.params import Example

_WIDTH: Final = 80
_INDENT: Final = 2
_MOST_LEFT: Final = 28  # a longer name gets a line of its own
_HEADS: Final[Mapping[str, Text]] = {
    "usage": Text("用法：", "Usage: "),
    "arguments": Text("参数", "Arguments"),
    "options": Text("选项", "Options"),
    "commands": Text("命令", "Commands"),
    "examples": Text("例", "Examples"),
}


def help_page(
    ctx: click.Context,
    about: Text,
    examples: Sequence[Example],
    lang: Lang,
    commands: Mapping[str, Text] | None = None,
) -> str:
    """The page of a command; `commands` are those of a group."""
    lines = [_HEADS["usage"].pick(lang) + usage_of(ctx).pick(lang), ""]
    lines += [line for paragraph in about.pick(lang).split("\n") for line in wrap(paragraph, _WIDTH)]
    params = ctx.command.get_params(ctx)
    arguments = [(name_of(p).replace("...", "…"), _about(p, lang)) for p in params if isinstance(p, click.Argument)]
    options = [(_option(p), _about(p, lang)) for p in params if isinstance(p, click.Option) and not p.hidden]
    known = [(name, text.pick(lang)) for name, text in (commands or {}).items()]
    for head, rows in (("commands", known), ("arguments", arguments), ("options", options)):
        if rows:
            lines += ["", _HEADS[head].pick(lang), *_rows(rows)]
    if examples:
        lines += ["", _HEADS["examples"].pick(lang)]
        for example in examples:
            lines += [f"  {example.line}", *(f"      {line}" for line in wrap(example.about.pick(lang), _WIDTH - 6))]
    return "\n".join(lines)


def _about(param: click.Parameter, lang: Lang) -> str:
    about: Text = getattr(param, "about", Text())
    return about.pick(lang)


def _option(param: click.Option) -> str:
    names = ", ".join(sorted(param.opts, key=len))
    if param.is_flag or param.count:
        return names
    if isinstance(param.type, click.Choice) and param.metavar is None:
        return f"{names} {'|'.join(map(str, param.type.choices))}"
    return f"{names} {param.metavar or 'VALUE'}"


def _rows(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    left = min(_MOST_LEFT, max(display_width(name) for name, _ in rows))
    margin = _INDENT + left + 2
    for name, text in rows:
        first, *rest = wrap(text, _WIDTH - margin)
        start = " " * _INDENT + pad(name, left)
        if display_width(name) > left:
            yield start
            start = " " * (_INDENT + left)
        yield (start + "  " + first).rstrip()
        for line in rest:
            yield " " * margin + line
