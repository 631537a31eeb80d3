"""The pages, read from the TOML file of their family when one is asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from policydsl.source import Text
from policydsl.source.frozen import frozen

_FOLDER: Final = Path(__file__).parent


@frozen
class Given:
    """A file that a command of an example needs: a text, with `tail` behind it so many `times`, and its encoding.

    With `link` it is a link to that place instead.
    """

    text: str = ""
    encoding: str = "utf-8"
    tail: str = ""
    times: int = 1
    link: str = ""

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return (self.text + self.tail * self.times + "\n").encode(self.encoding)


@frozen(eq=False)
class Page:
    """The page of a code."""

    code: str
    why: Text
    frame: str
    bad: str
    good: str
    also: tuple[str, ...]  # what the bad example cannot but give besides
    instead: str  # the code that says it first, where an earlier pass sees the same
    column: str  # the input that a cell stands under
    files: Mapping[str, Given]


def page_of(code: str) -> Page | None:
    """The page of a code, if it has one."""
    return _family(code[:1]).get(code)


@cache
def _family(letter: str) -> Mapping[str, Page]:
    path = _FOLDER / f"{letter}.toml"
    if not (letter.isascii() and letter.isalpha() and path.is_file()):
        return {}
    return {code: _page(code, table) for code, table in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def _page(code: str, table: Mapping[str, Any]) -> Page:
    files = {
        name: Given(given) if isinstance(given, str) else Given(**given)
        for name, given in table.get("files", {}).items()
    }
    return Page(
        code,
        Text(table["why"]["zh"], table["why"]["en"]),
        table["frame"],
        table["bad"].strip("\n"),
        table["good"].strip("\n"),
        tuple(table.get("also", ())),
        table.get("instead", ""),
        table.get("column", "applicant.annual_revenue"),
        files,
    )
