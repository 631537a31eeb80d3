"""Two texts of a policy to compare, and what each gives the same applicants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from policydsl.diagnostics import Reporter
from policydsl.diff import Change, Effect, changes_between, effect_of
from policydsl.feel.checker.currencies import currency_text
from policydsl.feel.values import Date
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen
from policydsl.syntax import read_source
from policydsl.workspace.choices import choose_readings
from policydsl.workspace.folders import files_of
from policydsl.workspace.gathering import AmendmentFile, read_document
from policydsl.workspace.library import open_library
from policydsl.workspace.loading import LoadedPolicy, evaluate, load_facts_source, load_policy_source
from policydsl.workspace.revision import is_revision, read_revision

_FACTS: Final = re.compile(r"^\s*\"?kind\"?\s*:\s*\"?facts\b", re.MULTILINE)


@frozen(eq=False)
class Side:
    """A text of the policy; `day`: that on which it is asked for, None where any will do."""

    name: str
    loaded: LoadedPolicy
    day: Date | None = None


@frozen(eq=False)
class Sides:
    """The two texts."""

    old: Side
    new: Side

    def changes(self) -> list[Change]:
        """What differs."""
        return changes_between(self.old.loaded.tree, self.new.loaded.tree)


def two_files(old: str, new: str, amendments: Sequence[str], reporter: Reporter) -> Sides | None:
    """Two files, or one and an amendment of it; each may be `REV:PATH`. None with the reasons in `reporter`."""
    amendment = None if is_revision(new) or new == "-" or Path(new).is_dir() else read_document(new)
    if isinstance(amendment, AmendmentFile):
        return _before_and_after(old, new, amendments, reporter)
    before, after = _policy(old, amendments, reporter), _policy(new, amendments, reporter)
    if before is None or after is None:
        return None
    return Sides(Side(old, before), Side(new, after))


def two_days(path: str, amendments: Sequence[str], old: Date, new: Date, reporter: Reporter) -> Sides | None:
    """One policy with its amendments on two days."""
    library = open_library(path, reporter, amendments)
    if library is None:
        return None
    before, after = library.on(old, reporter), library.on(new, reporter)
    if before is None or after is None:
        return None
    return Sides(Side(f"{path} @ {old.iso()}", before, old), Side(f"{path} @ {new.iso()}", after, new))


def _policy(path: str, amendments: Sequence[str], reporter: Reporter) -> LoadedPolicy | None:
    if is_revision(path):
        source = read_revision(path, reporter)
        return None if source is None else load_policy_source(source, reporter)
    library = open_library(path, reporter, amendments)
    return None if library is None else library.on(None, reporter)


def _before_and_after(path: str, amendment: str, others: Sequence[str], reporter: Reporter) -> Sides | None:
    library = open_library(path, reporter, (*others, amendment))
    policy = None if library is None else library.policy_on(None, reporter)
    if policy is None:
        return None
    of_file = [one for one in policy.amendments if one.root.file.name == amendment]
    day = of_file[0].effective.start if of_file else None
    active = policy.active(day) if day is not None else policy.amendments
    rest = tuple(one for one in active if one not in of_file)
    before = policy.of(rest, reporter, day, without=tuple(of_file))
    after = policy.of(active, reporter, day)
    if before is None or after is None:
        return None
    return Sides(Side(path, before), Side(f"{path} + {amendment}", after))


def effects(
    sides: Sides, paths: Iterable[str], day: Date | None, readings: Sequence[str], reporter: Reporter
) -> list[Effect]:
    """What each applicant gets under both texts; fact files that do not fit one of them are reported."""
    chosen = []
    for side in (sides.old, sides.new):
        choices = Reporter()
        chosen.append(choose_readings(readings, side.loaded.policy, choices))
        reporter.extend(choices)
    paths, old_one, new_one = list(paths), sides.old.loaded.policy, sides.new.loaded.policy
    if paths and old_one.currency != new_one.currency:  # what somebody gains is one sum less the other
        names = {key: currency_text(one.currency) for key, one in (("left", old_one), ("right", new_one))}
        reporter.report("T083", new_one.at, left=names["left"], right=names["right"])
    if reporter.has_errors:
        return []
    found: list[Effect] = []
    for path in paths:
        for source in _facts_in(path, reporter):
            both = []
            for side, choice in zip((sides.old, sides.new), chosen, strict=True):
                facts = load_facts_source(source, side.loaded.policy, reporter)
                when = side.day if side.day is not None else day
                both.append(
                    None if facts is None else evaluate(side.loaded, facts, reporter, as_of=when, readings=choice)
                )
            old, new = both
            if old is not None and new is not None:
                found.append(effect_of(old, new))
    return found


def _facts_in(path: str, reporter: Reporter) -> Iterable[SourceFile]:
    """The fact files that a path means: itself, or those of a folder."""
    if path != "-" and Path(path).is_dir():
        empty = True
        for name in files_of(path):
            source = read_source(name, reporter)
            if source is not None and _FACTS.search(source.text):
                empty = False
                yield source
        if empty:
            reporter.report("U131", path=path)
        return
    source = read_source(path, reporter)
    if source is not None:
        yield source
