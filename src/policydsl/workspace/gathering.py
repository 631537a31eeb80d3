"""Files and folders to documents: policies and amendments, each read once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from policydsl.amend.document import Amendment
from policydsl.diagnostics import Allowed, Diagnostic, Reporter
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax import MAX_BYTES, parse_yaml, read_source
from policydsl.syntax.tree import Mapping, Node, Scalar
from policydsl.workspace.allow import about_entries, split
from policydsl.workspace.loading import LoadedPolicy, load_policy_tree, shaped
from policydsl.workspace.repeats import without_repeats

MAX_FILES: Final = 1000  # of a folder

_ENDINGS: Final = (".yaml", ".yml", ".json")
# A file of a folder without any of these is of another kind altogether.
_OURS: Final = re.compile(r"^[\s{\"]*(?:policydsl|kind|clauses|amends)\b", re.MULTILINE)
_FILES: Final = Text("一个文件夹里的文件", "the files of a folder")


@frozen(eq=False)
class PolicyFile:
    """A policy that was read; `loaded` is None where it has errors."""

    path: str
    id: str
    loaded: LoadedPolicy | None
    findings: tuple[Diagnostic, ...]
    allowed: tuple[Allowed, ...]


@frozen(eq=False)
class AmendmentFile:
    """An amendment that was read, what is wrong with it by itself, and what it allows of that."""

    path: str
    amendment: Amendment
    findings: tuple[Diagnostic, ...]
    allowed: tuple[Allowed, ...]


@frozen(eq=False)
class Trouble:
    """A file that could not be read, or is of no kind that is wanted."""

    path: str
    findings: tuple[Diagnostic, ...]


def read_document(path: str) -> PolicyFile | AmendmentFile | Trouble:
    """The policy or amendment in a file (`-`: standard input)."""
    found = Reporter()
    source = read_source(path, found)
    node = None if source is None else parse_yaml(source, found)
    return Trouble(path, found.diagnostics) if node is None else _document(path, node, found)


def read_folder(path: str, reporter: Reporter) -> list[PolicyFile | AmendmentFile | Trouble]:
    """All policies and amendments below a folder; facts, tests and other people's files are passed over."""
    found: list[PolicyFile | AmendmentFile | Trouble] = []
    for number, file in enumerate(_files(Path(path))):
        if number == MAX_FILES:
            reporter.report("M020", what=_FILES, limit=MAX_FILES)
            break
        one = _of_folder(str(file))
        if one is not None:
            found.append(one)
    return found


def beside(path: str, policy_id: str) -> list[PolicyFile | AmendmentFile]:
    """The policy of this id in the folder of a file or the one above, and the amendments of it that stand there."""
    folder = Path(path).absolute().parent
    found: list[PolicyFile | AmendmentFile] = []
    for place in (folder, folder.parent):
        for file in _in_folder(place):
            one = _of_folder(str(file)) if _may_speak_of(file, policy_id) else None
            match one:
                case PolicyFile(id=own_id) if own_id == policy_id:
                    found.append(one)
                case AmendmentFile(amendment=amendment) if place == folder and amendment.amends == policy_id:
                    found.append(one)
                case _:
                    pass
        if any(isinstance(one, PolicyFile) for one in found):
            break
    return found


def _in_folder(folder: Path) -> list[Path]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(_ENDINGS))  # noqa: PTH208  (only names)
    except OSError:
        return []
    shown = Path(os.path.relpath(folder))
    return [shown / name for name in names[:MAX_FILES]]


def _may_speak_of(file: Path, policy_id: str) -> bool:
    """Whether an id stands in a file at all, so that the rest need not be parsed."""
    try:
        return file.is_file() and file.stat().st_size <= MAX_BYTES and policy_id.encode() in file.read_bytes()
    except (OSError, ValueError):
        return False


def kind_of(node: Node) -> str | None:
    """What a document says that it is."""
    kind = node.get("kind") if isinstance(node, Mapping) else None
    return kind.text if isinstance(kind, Scalar) else None


def _of_folder(path: str) -> PolicyFile | AmendmentFile | Trouble | None:
    found = Reporter()
    source = read_source(path, found)
    if source is None:
        return Trouble(path, found.diagnostics)
    if not _OURS.search(source.text):
        return None
    node = parse_yaml(source, found)
    if node is None:
        return Trouble(path, found.diagnostics)
    return None if kind_of(node) in ("facts", "tests", "result") else _document(path, node, found)


def _document(path: str, node: Node, found: Reporter) -> PolicyFile | AmendmentFile | Trouble:
    if kind_of(node) == "amendment":
        return amendment_in(path, node, found)
    if kind_of(node) in (None, "policy"):
        return policy_in(path, node, found)
    reporter = Reporter()
    shaped(node, "policy", reporter)  # says what kind of document is wanted
    return Trouble(path, (*found.diagnostics, *reporter.diagnostics))


def policy_in(path: str, node: Node, found: Reporter) -> PolicyFile:
    """The policy in a tree; `found`: what was found when it was read."""
    reporter = Reporter()
    loaded = load_policy_tree(node, found, reporter)
    own_id = node.get("id") if isinstance(node, Mapping) else None
    name = own_id.text if isinstance(own_id, Scalar) else ""
    return PolicyFile(path, name, loaded, reporter.diagnostics, tuple(reporter.allowed))


def amendment_in(path: str, node: Node, found: Reporter) -> AmendmentFile | Trouble:
    """The amendment in a tree; `found`: what was found when it was read.

    Whether what it allows has its use is seen with the policy (`checking.py`).
    """
    from policydsl.amend.reading import read_amendment  # noqa: PLC0415  (few runs have amendments)

    tree = shaped(node, "amendment", found)
    if tree is None:
        return Trouble(path, tuple(without_repeats(found)))
    amendment = read_amendment(tree, found)
    kept, allowed = split(tree, without_repeats(found, tree))
    kept += about_entries(tree, allowed, stale=False)
    return AmendmentFile(path, amendment, tuple(kept), tuple(allowed))


def _files(folder: Path) -> Iterator[Path]:
    """In the order of their names; hidden ones and what links lead to elsewhere are left out."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            Path(where) / name for name in sorted(names) if name.endswith(_ENDINGS) and not name.startswith(".")
        )


def amendments_of(files: Iterable[AmendmentFile]) -> list[Amendment]:
    """The amendments themselves; the same file counts once."""
    seen: dict[str, Amendment] = {}
    for one in files:
        seen.setdefault(os.path.realpath(one.path) if one.path != "-" else one.path, one.amendment)
    return list(seen.values())
