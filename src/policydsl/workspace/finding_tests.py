"""Documents of tests by file, by folder, or by the policy or amendment that they use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from policydsl.diagnostics import Reporter
from policydsl.model import reading as read
from policydsl.syntax import parse_yaml, read_source
from policydsl.syntax.tree import Node
from policydsl.workspace.folders import files_of
from policydsl.workspace.gathering import PolicyFile, beside, kind_of

_TESTS: Final = "tests"


def documents(paths: Iterable[str], reporter: Reporter) -> Iterator[str]:
    """The documents of tests that paths mean; a file of another kind is given as it is, for its own findings."""
    for path in paths:
        found = _at(path)
        if not found:
            reporter.report("F060", path=path)
        yield from found


def _at(path: str) -> list[str]:
    if path == "-":
        return [path]
    if Path(path).is_dir():
        return [name for name, _ in _in_folder(path)]
    root = _root_of(path)
    kind = None if root is None else kind_of(root)
    if kind == "policy":
        return _using(path, Path(path).parent)
    if root is not None and kind == "amendment":
        return _using(path, Path(path).parent) or _beside_its_policy(path, root)
    return [path]


def _in_folder(folder: str) -> Iterator[tuple[str, Node]]:
    for name in files_of(folder):
        root = _root_of(name, _TESTS)
        if root is not None and kind_of(root) == _TESTS:
            yield name, root


def _root_of(path: str, word: str = "") -> Node | None:
    """The tree of a file that holds a word."""
    source = read_source(path, Reporter())
    return None if source is None or word not in source.text else parse_yaml(source, Reporter())


def _using(path: str, folder: Path) -> list[str]:
    """The documents of tests in a folder and below that name a file, or a folder that it stands in."""
    wanted = Path(os.path.realpath(path))
    found: list[str] = []
    for name, root in _in_folder(str(folder)):
        named = [read.string(read.get(root, "policy")), *read.strings(read.get(root, "amendments"))]
        places = [Path(os.path.realpath(Path(name).parent / one)) for one in named if one]
        if any(place in (wanted, *wanted.parents) for place in places):
            found.append(name)
    return found


def _beside_its_policy(path: str, root: Node) -> list[str]:
    near = beside(path, read.string(read.get(root, "amends")) or "")
    policy = next((one.path for one in near if isinstance(one, PolicyFile)), None)
    return [] if policy is None else _using(path, Path(policy).parent)
