"""Text in the languages that people read: Chinese and English."""

from __future__ import annotations

from typing import Literal

from policydsl.source.frozen import frozen

Lang = Literal["zh", "en"]


@frozen
class Text:
    """One text in Chinese and English; either may be empty, then the other stands in."""

    zh: str = ""
    en: str = ""

    def pick(self, lang: Lang) -> str:
        """The text in `lang`, or in the other language where it is not given."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


def pick(value: object, lang: Lang) -> str:
    """Show a message argument: a `Text` in `lang`, anything else by `str`."""
    return value.pick(lang) if isinstance(value, Text) else str(value)
