"""What the catalogue says of one code."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen

_ARGUMENT: Final = re.compile(r"(?<!\{)\{\w+\}(?!\})")


class Severity(StrEnum):
    """How bad a finding is: errors stop evaluation, warnings stop CI, style and notes stop nothing."""

    ERROR = "error"
    WARNING = "warning"
    STYLE = "style"
    NOTE = "note"

    @property
    def counts(self) -> bool:
        """Whether a finding of it makes `check` fail."""
        return self in (Severity.ERROR, Severity.WARNING)


@frozen
class Rule:
    """One code: a stable id, a readable name, a message and a help text with {arguments}.

    `safe`: its fix cannot change the meaning of what was written, or restores the only meaning that it can have;
    `check --fix` applies those.
    """

    code: str
    name: str
    severity: Severity
    message: Text
    help: Text = Text()
    safe: bool = False

    @property
    def family(self) -> str:
        """The letter."""
        return self.code[0]

    def title(self, lang: Lang) -> str:
        """The message for a list of codes: `…` stands for what a finding fills in."""
        return _ARGUMENT.sub("…", self.message.pick(lang)).replace("{{", "{").replace("}}", "}").strip()


def error(code: str, name: str, zh: str, en: str, *, help_zh: str = "", help_en: str = "", safe: bool = False) -> Rule:
    """A rule whose findings stop evaluation."""
    return Rule(code, name, Severity.ERROR, Text(zh, en), Text(help_zh, help_en), safe)


def warning(
    code: str, name: str, zh: str, en: str, *, help_zh: str = "", help_en: str = "", safe: bool = False
) -> Rule:
    """A rule whose findings make `check` fail, while evaluation goes on."""
    return Rule(code, name, Severity.WARNING, Text(zh, en), Text(help_zh, help_en), safe)


def style(code: str, name: str, zh: str, en: str, *, help_zh: str = "", help_en: str = "", safe: bool = False) -> Rule:
    """A rule about spelling that changes no meaning."""
    return Rule(code, name, Severity.STYLE, Text(zh, en), Text(help_zh, help_en), safe)


def note(code: str, name: str, zh: str, en: str, *, help_zh: str = "", help_en: str = "") -> Rule:
    """A rule that tells what could not be looked at, or what is good to know."""
    return Rule(code, name, Severity.NOTE, Text(zh, en), Text(help_zh, help_en))
