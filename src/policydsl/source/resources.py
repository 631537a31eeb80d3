"""The package's own data files: the grammar, the JSON Schemas and the worked examples of documents.

They stand in one of two places: inside the installed package (`policydsl/_data/`), or, in a checkout,
in the folders `grammar/`, `schemas/` and `docs/policy/examples/`, where people read and edit them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_SCHEMA_ENDING = ".schema.json"
_EXAMPLES = "docs/policy/examples"


class MissingDataError(RuntimeError):
    """The installation lacks a data file: a fault of packaging, never of a user's text."""


def grammar_text(name: str) -> str:
    """The text of `grammar/NAME.lark`; `name` may be given with or without the ending."""
    return _read("grammar", name if name.endswith(".lark") else f"{name}.lark")


def schema_text(name: str) -> str:
    """The text of `schemas/NAME.schema.json`; `name` may be given with or without the ending."""
    return _read("schemas", name if name.endswith(".json") else name + _SCHEMA_ENDING)


def schema_names() -> tuple[str, ...]:
    """The names of all schemas, without the ending, sorted."""
    found = (entry.name for entry in _folder("schemas").iterdir())
    return tuple(sorted(name.removesuffix(_SCHEMA_ENDING) for name in found if name.endswith(_SCHEMA_ENDING)))


def example_texts() -> dict[str, str]:
    """The worked examples, text by file name, sorted."""
    names = sorted(entry.name for entry in _folder(_EXAMPLES).iterdir() if entry.name.endswith(".yaml"))
    return {name: _read(_EXAMPLES, name) for name in names}


@cache
def _read(folder: str, name: str) -> str:
    file = _folder(folder) / name
    if not file.is_file():
        message = f"the data file {folder}/{name} is missing from this installation of policydsl; install it again"
        raise MissingDataError(message)
    return file.read_text(encoding="utf-8")


@cache
def _folder(name: str) -> Path:
    package = Path(__file__).parent.parent
    installed = package / "_data" / name
    if installed.is_dir():
        return installed
    # src/policydsl -> the top of the checkout
    checkout = package.parent.parent / name
    if checkout.is_dir() and (package.parent.parent / "src" / "policydsl").is_dir():
        return checkout
    message = f"the folder {name}/ is missing from this installation of policydsl; install it again"
    raise MissingDataError(message)
