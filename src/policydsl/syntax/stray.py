"""Keys that only a comma inside `{ }` made."""

from __future__ import annotations

from policydsl.diagnostics import Label, Reporter
from policydsl.source import Text
from policydsl.syntax.bounds import key_and_test, two_ends
from policydsl.syntax.tree import Mapping, Node, Scalar
from policydsl.syntax.values import quoted, shown


def is_stray(owner: Mapping, key: Scalar, value: Node) -> bool:
    """Whether a key has neither value nor colon."""
    if not (isinstance(value, Scalar) and value.style == "plain" and not value.text):
        return False
    text = owner.file.text
    return text.startswith("{", owner.span.start) and text[key.span.end :].lstrip()[:1] in (",", "}")


def report_stray(owner: Mapping, key: Scalar, reporter: Reporter) -> None:
    """Report such a key, with the list that it and the value before it may have been meant to be."""
    before = None
    for one, value in owner.entries:
        if one is key:
            break
        if not is_stray(owner, one, value):
            before = one, value
    reporter.report("S029", Label(key.file, key.span), help=_meant(key, before), key=shown(key.text))


def _meant(key: Scalar, before: tuple[Scalar, Node] | None) -> Text | None:
    """What to write instead: a colon, one interval, a list, or quotes."""
    own = key_and_test(key.text)
    if own is not None:
        written = pair(*own)
        return Text(
            f"`{own[0]}` 后面要有冒号：`{shown(written)}`。", f"`{own[0]}` lacks its colon: `{shown(written)}`."
        )
    if before is None or not isinstance(before[1], Scalar):
        return None
    between = two_ends(before[0].text, before[1], key)
    if between is not None:
        return between
    name, value = before[0].text, before[1].text
    both, text = f"{name}: [{value}, {key.text}]", f'{name}: "{value}, {key.text}"'
    return Text(
        f"几个值并列，写成列表：`{shown(both)}`；逗号属于前面的值，给整个值加引号：`{shown(text)}`。",
        f"for several values write a list, `{shown(both)}`; if the comma belongs to the value, put it in quotes: "
        f"`{shown(text)}`.",
    )


def pair(key: str, test: str) -> str:
    """The key and its test as they are written, in quotes where YAML needs them."""
    return f"{key}: {quoted(test) if test.startswith('>') else test}"
