"""PyYAML's event parsers, and what is read of their events."""

from __future__ import annotations

from typing import Final, Protocol, cast

import yaml


class Mark(Protocol):
    """A place; the index counts code points."""

    index: int


class Event(Protocol):
    """What is read of PyYAML's events; its own types leave most of it open."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool | None


class Parser(Protocol):
    """PyYAML's event parsers: libyaml's, and the one in Python where PyYAML was built without it."""

    def __init__(self, stream: str) -> None: ...
    def get_event(self) -> Event:
        """The next event."""
        ...

    def dispose(self) -> None:
        """Let go of the text."""
        ...


PYTHON_PARSER: Final = cast("type[Parser]", yaml.SafeLoader)
FASTEST_PARSER: Final = cast("type[Parser]", getattr(yaml, "CSafeLoader", PYTHON_PARSER))
