"""The language of a run: `--lang`, else that of the locale, else Chinese."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from policydsl.source import Lang


def lang_of(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Lang:
    """The language asked for on the command line, wherever it stands there: help and usage errors need it, too."""
    asked = [value for value in _asked(arguments) if value in ("zh", "en")]
    if asked:
        return "en" if asked[-1] == "en" else "zh"
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "en" if locale.lower().startswith("en") else "zh"


def _asked(arguments: Sequence[str]) -> Iterator[str]:
    for index, argument in enumerate(arguments):
        if argument == "--":
            return
        if argument.startswith("--lang="):
            yield argument.removeprefix("--lang=")
        elif argument == "--lang" and index + 1 < len(arguments):
            yield arguments[index + 1]
