"""What is said where a package is not installed that only some commands need."""

from __future__ import annotations

from policydsl.source import Text


def package_wanted(error: ModuleNotFoundError, extra: str) -> Text:
    """Which package is not there, and how to get it."""
    name = (error.name or str(error)).partition(".")[0]
    install = f"pip install 'policydsl[{extra}]'"
    return Text(f"没有安装 {name}，请先 {install}", f"{name} is not installed: {install}")
