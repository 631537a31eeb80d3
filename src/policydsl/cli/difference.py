"""What a fix changes, as a unified diff that `patch` and `git apply` take."""

from __future__ import annotations

from difflib import unified_diff

_NO_NEWLINE = "\\ No newline at end of file\n"


def difference(name: str, before: str, after: str) -> str:
    """The diff of two texts of one file; empty if they are equal."""
    lines = unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines as patch has them: only a line feed ends one."""
    return [line + "\n" for line in text.split("\n")[:-1]] + [text.rpartition("\n")[2]] * bool(text.rpartition("\n")[2])
