"""Scenarios: named changes of the same policy, made the way amendments make them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from policydsl.amend.document import Amendment
from policydsl.amend.paths import read_path
from policydsl.amend.places import Index, Place
from policydsl.amend.timeline import fitting
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen
from policydsl.syntax import parse_yaml
from policydsl.syntax.tree import Scalar
from policydsl.workspace import LoadedPolicy, choose_readings
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.gathering import AmendmentFile, amendment_in, read_document

SET: Final = "set"
_TAKEN: Final = frozenset([SET, "base", "现行", "as it is"])  # the last three are the policy without changes
_FILE: Final = (".yaml", ".yml", ".json")
_READING: Final = "reading."
# What can stand in a line of YAML as it is, whatever it means.
_PLAIN: Final = re.compile(r"[^\s\"'\[\]{}#&*!|>@`%,:?-][^#:\n\r]*(?<!\s)|-?[0-9][^#:\n\r]*(?<!\s)")


@frozen(eq=False)
class Scenario:
    """A policy to run, and how its changes were written."""

    name: str
    changes: tuple[str, ...]
    loaded: LoadedPolicy
    readings: Mapping[str, str]
    was: Mapping[str, str]  # by change `PATH=VALUE`, what stands there now


@frozen(eq=False)
class Wanted:
    """A scenario as it was asked for: changes `PATH=VALUE`, readings `reading.ID=OPTION`, amendment files."""

    name: str
    changes: tuple[str, ...]


def wanted(sets: Sequence[str], scenarios: Sequence[str], reporter: Reporter) -> tuple[Wanted, ...]:
    """All `--set` make one scenario; each `--scenario NAME=CHANGE` adds to the one of its name."""
    found: dict[str, list[str]] = {}
    if sets:
        found[SET] = list(sets)
    for text in scenarios:
        name, change = _apart(text)
        if not (name and change) or name in _TAKEN:
            reporter.report("B148", text=text)
            continue
        found.setdefault(name, []).append(change)
    return tuple(Wanted(name, tuple(changes)) for name, changes in found.items())


def _apart(text: str) -> tuple[str, str]:
    """What stands before and after the first sign of equality, which may be a wide one."""
    match = re.search("[=＝]", text)
    return (text.strip(), "") if match is None else (text[: match.start()].strip(), text[match.end() :].strip())


def make(
    one: Wanted, amended: AmendedPolicy, now: LoadedPolicy, day: Date, readings: Sequence[str], reporter: Reporter
) -> Scenario | None:
    """The scenario on a day, of which `now` is the text; None where what is wrong with it was reported."""
    sets, files, chosen = [], [], list(readings)
    for change in one.changes:
        path, value = _apart(change)
        if path == change and change.endswith(_FILE):
            files.append(change)
        elif not (path and value):
            reporter.report("B147", text=change)
        elif path.startswith(_READING):
            name = path.removeprefix(_READING)
            chosen = [*(each for each in chosen if each.partition("=")[0].strip() != name), f"{name}={value}"]
        else:
            sets.append((path, value))
    amendments = [*_from_files(one.name, files, amended, day, reporter)]
    was: dict[str, str] = {}
    if sets and not reporter.has_errors:
        index = Index((amended.also(amendments) if amendments else amended).tree_on(day))
        was = {path: text for path, _ in sets if (text := _standing(path, index, reporter)) is not None}
        amendments += _of_sets(one.name, sets, was, amended.id, day, reporter)
    loaded = None if reporter.has_errors else _text(amended, now, amendments, day, reporter)
    settled = {} if loaded is None else choose_readings(chosen, loaded.policy, reporter)
    return None if loaded is None or reporter.has_errors else _made(one, loaded, settled, was)


def _made(one: Wanted, loaded: LoadedPolicy, readings: Mapping[str, str], was: Mapping[str, str]) -> Scenario:
    by_change = {change: was[path] for change in one.changes if (path := _apart(change)[0]) in was}
    return Scenario(one.name, one.changes, loaded, readings, by_change)


def _text(
    amended: AmendedPolicy, now: LoadedPolicy, amendments: Sequence[Amendment], day: Date, reporter: Reporter
) -> LoadedPolicy | None:
    """The text of the day with these amendments."""
    if not amendments:
        return now
    whole = amended.also(amendments)
    whole.check_days(reporter)
    return None if reporter.has_errors else whole.on(day, reporter)


def _from_files(
    name: str, files: Iterable[str], amended: AmendedPolicy, day: Date, reporter: Reporter
) -> list[Amendment]:
    found: list[Amendment] = []
    for path in files:
        document = read_document(path)
        reporter.extend(document.findings)
        if not isinstance(document, AmendmentFile):
            if not document.findings:
                reporter.report("M031", name=path)
            continue
        found += fitting([document.amendment], amended.id, amended.base.policy.at, reporter)
        if not document.amendment.effective.covers(day):
            reporter.report("B150", document.amendment.effective_at, name=name, day=day.iso())
    return found


def _of_sets(
    name: str, sets: Iterable[tuple[str, str]], was: Mapping[str, str], policy: str, day: Date, reporter: Reporter
) -> list[Amendment]:
    """An amendment that writes these values in place of those that were looked up."""
    lines = [
        "policydsl: 1", "kind: amendment", f"id: scenario_{SET}", f"title: {json.dumps(name, ensure_ascii=False)}",
        f"amends: {policy}", f"effective: {{from: {day.iso()}}}", "changes:",
    ]  # fmt: skip
    for path, value in sets:
        if path in was:
            lines += [f"  - set: {_written(path)}", f"    was: {was[path]}", f"    to: {_written(value)}"]
    if reporter.has_errors:
        return []
    found = Reporter()
    node = parse_yaml(SourceFile(f"--{SET}" if name == SET else f"--scenario {name}", "\n".join(lines) + "\n"), found)
    document = None if node is None else amendment_in("", node, found)
    reporter.extend(found if document is None else document.findings)
    return [document.amendment] if isinstance(document, AmendmentFile) else []


def _standing(path: str, index: Index, reporter: Reporter) -> str | None:
    """What stands there now, as YAML; None after a report. Of a path that leads nowhere the amendment itself tells."""
    node = parse_yaml(SourceFile(f"--{SET}", _written(path)), Reporter())
    way = read_path(node, Reporter()) if isinstance(node, Scalar) else None
    found = None if way is None else index.find(way.names)
    if not isinstance(found, Place):
        return '"?"'
    if not isinstance(found.node, Scalar):
        reporter.report("B149", text=path)
        return None
    text = found.node.text
    return text if found.node.style == "plain" and _PLAIN.fullmatch(text) else _quoted(text)


def _written(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else _quoted(value)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
