"""Keys that only a comma inside `{ }` made."""

from __future__ import annotations

from policydsl.diagnostics import Label, Reporter
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node, Scalar
from policydsl.syntax.values import shown


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
    help_ = None
    if before is not None and isinstance(before[1], Scalar):
        both = f"{before[0].text}: [{before[1].text}, {key.text}]"
        quoted = f'{before[0].text}: "{before[1].text}, {key.text}"'
        help_ = Text(
            f"几个值并列，写成列表：`{shown(both)}`；逗号属于前面的值，给整个值加引号：`{shown(quoted)}`。",
            f"for several values write a list, `{shown(both)}`; if the comma belongs to the value, put it in quotes: "
            f"`{shown(quoted)}`.",
        )
    reporter.report("S029", Label(key.file, key.span), help=help_, key=shown(key.text))
