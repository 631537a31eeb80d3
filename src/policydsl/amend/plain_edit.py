"""The same changes on the plain values of a policy: what the edited text must say, whatever it looks like."""

from __future__ import annotations

from policydsl.syntax.plain import Plain


def put(document: Plain, names: tuple[str, ...], value: Plain) -> None:
    """Write a value at a place that exists, or as a new entry of a map."""
    owner = _at(document, names[:-1])
    if isinstance(owner, dict):
        owner[names[-1]] = value
    elif isinstance(owner, list):
        owner[_position(owner, names[-1])] = value


def insert(document: Plain, names: tuple[str, ...], value: Plain, beside: str | None, *, after: bool) -> None:
    """Put a value into the list at `names`: next to another item, or last."""
    items = _at(document, names)
    if isinstance(items, list):
        position = len(items) if beside is None else _position(items, beside) + after
        items.insert(position, value)


def take_out(document: Plain, names: tuple[str, ...]) -> None:
    """Take a value away."""
    owner = _at(document, names[:-1])
    if isinstance(owner, dict):
        del owner[names[-1]]
    elif isinstance(owner, list):
        del owner[_position(owner, names[-1])]


def _at(document: Plain, names: tuple[str, ...]) -> Plain:
    for name in names:
        if isinstance(document, dict):
            document = document[name]
        elif isinstance(document, list):
            document = document[_position(document, name)]
    return document


def _position(items: list[Plain], name: str) -> int:
    return next(i for i, item in enumerate(items) if _name(item) == name)


def _name(item: Plain) -> str | None:
    match item:
        case dict():
            own = next((item[key] for key in ("id", "zh", "en") if key in item), None)
            return None if own is None else _name(own)
        case list() | None:
            return None
        case bool():
            return str(item).lower()
        case _:
            return str(item)
