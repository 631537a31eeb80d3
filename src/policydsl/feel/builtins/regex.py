"""Text built-ins with patterns: `matches`, `replace`, `split`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.feel.builtins.entry import Step, free
from policydsl.feel.builtins.texts import MAX_TEXT
from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops import show
from policydsl.feel.values import Value

if TYPE_CHECKING:
    from policydsl.feel.builtins.machine import Machine


def matches(input_: str, pattern: str, flags: str = "", *, step: Step = free) -> bool:
    """Whether the pattern is found somewhere in the text."""
    return next(_machine(pattern, flags, step).find_all(input_, step), None) is not None


def replace(input_: str, pattern: str, replacement: str, flags: str = "", *, step: Step = free) -> str:
    """The text with each match replaced; `$1` in the replacement is what the first group took, `$0` all."""
    finder = _machine(pattern, flags, step)
    _refuse_empty(finder, pattern)
    pieces = [replacement] if "q" in flags else _pieces(replacement, finder.groups)
    made: list[str] = []
    size = at = 0
    for found in finder.find_all(input_, step):
        made.append(input_[at : found.start])
        made.extend(piece if isinstance(piece, str) else found.group(input_, piece) for piece in pieces)
        at = found.end
        size += sum(map(len, made[-1 - len(pieces) :]))
        if size > MAX_TEXT:
            raise fail("得出的文本太长", "the resulting text is too long")
    return "".join([*made, input_[at:]])


def split(string: str, delimiter: str, *, step: Step = free) -> list[Value]:
    """What stands between the matches of the pattern."""
    finder = _machine(delimiter, "", step)
    _refuse_empty(finder, delimiter)
    parts: list[Value] = []
    at = 0
    for found in finder.find_all(string, step):
        parts.append(string[at : found.start])
        at = found.end
    return [*parts, string[at:]]


def _machine(pattern: str, flags: str, step: Step) -> Machine:
    # Few formulas have a pattern; the others need not pay for reading them.
    from policydsl.feel.builtins.machine import machine  # noqa: PLC0415
    from policydsl.feel.builtins.patterns import read_flags, read_pattern  # noqa: PLC0415

    step(4 * len(pattern))
    made = machine(read_pattern(pattern, read_flags(flags)))
    step(len(made.steps) // 2)
    return made


def _refuse_empty(finder: Machine, pattern: str) -> None:
    if next(finder.find_all(""), None) is not None:
        raise fail(
            f"模式 `{show(pattern)}` 连空文本也能匹配，无从替换或拆分",
            f"the pattern `{show(pattern)}` matches an empty text, so there is nothing to replace or split at",
        )


def _pieces(replacement: str, groups: int) -> list[str | int]:
    """The replacement as texts and numbers of groups."""
    pieces: list[str | int] = []
    rest = iter(range(len(replacement)))
    for at in rest:
        char, following = replacement[at], replacement[at + 1 : at + 2]
        if char == "\\":
            if following not in ("\\", "$") or not following:
                raise _wrong(replacement)
            pieces.append(following)
            next(rest)
        elif char == "$":
            if not (following.isascii() and following.isdecimal()):
                raise _wrong(replacement)
            end = at + 2
            while (number := replacement[at + 1 : end + 1]).isdecimal() and len(number) == end - at:
                if int(number) > groups:
                    break
                end += 1
            group = int(replacement[at + 1 : end])
            pieces.append(group if group <= groups else "")
            for _ in range(end - at - 1):
                next(rest)
        else:
            pieces.append(char)
    return pieces


def _wrong(replacement: str) -> FeelFailure:
    return fail(
        f"替换文本 `{show(replacement)}` 有误：`$` 之后要有数字，字面的 `$` 和 `\\` 写成 `\\$` 和 `\\\\`",
        f"the replacement `{show(replacement)}` is wrong: a digit must follow `$`; "
        "write `\\$` and `\\\\` for the characters themselves",
    )
