"""One or more policies with their amendments: which one is in force on a day, and with which text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from policydsl.amend.document import Amendment
from policydsl.amend.timeline import fitting, in_force
from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.facts import Facts
from policydsl.model.policy import InForce
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax import read_source
from policydsl.syntax.names import closest, listed
from policydsl.syntax.tree import Mapping, Scalar
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.gathering import AmendmentFile, PolicyFile, Trouble, amendments_of, read_document, read_folder
from policydsl.workspace.loading import LoadedPolicy, facts_of, read_tree, settle

_ASIDE: Final = ("draft", "repealed")  # policies that are not law, or no longer


@frozen(eq=False)
class _OnDay:
    """What a policy says of itself on a day."""

    policy: AmendedPolicy
    interval: InForce
    status: str
    supersedes: tuple[str, ...]

    def is_law(self, day: Date) -> bool:
        """Whether it is in force, as far as its own text goes."""
        return self.status not in _ASIDE and self.interval.covers(day)

    def has_begun(self, day: Date) -> bool:
        """Whether it has been law by then, and so has replaced what it supersedes."""
        return self.status != "draft" and (self.interval.start is None or self.interval.start <= day)


class Library:
    """Policies without errors, by id."""

    def __init__(self, policies: Iterable[AmendedPolicy]) -> None:
        self.policies = {one.id: one for one in policies}
        self._superseded: dict[tuple[int, object], LoadedPolicy] = {}

    @property
    def single(self) -> AmendedPolicy | None:
        """The policy, if there is only one."""
        return next(iter(self.policies.values())) if len(self.policies) == 1 else None

    def on(self, day: Date | None, reporter: Reporter, wanted: Scalar | None = None) -> LoadedPolicy | None:
        """The policy in force on a day, with its text of that day; without a day the last text of the only policy.

        `wanted` is a policy's id, as facts may give it. None with the reasons in `reporter`.
        """
        policy = self.policy_on(day, reporter, wanted)
        if policy is None:
            return None
        if day is None:
            return policy.last(reporter)
        loaded = policy.on(day, reporter)
        newer = None if self.single is not None else self._replaced_by(day).get(policy.id)
        if loaded is None or newer is None or newer.interval.start is None:
            return loaded
        from policydsl.workspace.days import superseded  # noqa: PLC0415  (few policies are claimed under so late)

        key = id(loaded), newer.interval.start.key
        if key not in self._superseded:
            self._superseded[key] = superseded(loaded, newer.interval.start)
        return self._superseded[key]

    def policy_on(self, day: Date | None, reporter: Reporter, wanted: Scalar | None = None) -> AmendedPolicy | None:
        """The policy in force on a day; the only one, whether it is in force or not."""
        if self.single is not None:
            return self.single
        if day is None:
            reporter.report("M025", known=listed(self.policies))
            return None
        return self._chosen(day, wanted, reporter)

    def _chosen(self, day: Date, wanted: Scalar | None, reporter: Reporter) -> AmendedPolicy | None:
        every = [_on_day(one, day) for one in self.policies.values()]
        replaced_by = self._replaced_by(day)
        if wanted is not None:
            return self._by_id(day, wanted, replaced_by, reporter)
        law = [one for one in every if one.is_law(day) and one.policy.id not in replaced_by]
        if len(law) == 1:
            return law[0].policy
        if law:
            labels = [one.policy.base.policy.at for one in law]
            reporter.report("M026", *labels, day=day.iso(), names=listed(one.policy.id for one in law))
        else:
            told = "; ".join(f"`{one.policy.id}` {_days(one.interval)}" for one in every)
            reporter.report("M027", day=day.iso(), known=told)
        return None

    def _replaced_by(self, day: Date) -> dict[str, _OnDay]:
        """By id, what has replaced a policy by then."""
        every = [_on_day(one, day) for one in self.policies.values()]
        return {id_: one for one in every if one.has_begun(day) for id_ in one.supersedes if id_ != one.policy.id}

    def _by_id(
        self, day: Date, wanted: Scalar, replaced_by: dict[str, _OnDay], reporter: Reporter
    ) -> AmendedPolicy | None:
        name, at = wanted.text, read.label_of(wanted)
        found, newer = self.policies.get(name), replaced_by.get(name)
        if found is None:
            guess = closest(name, self.policies)
            help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
            reporter.report("M028", at, help=help_, name=name, known=listed(self.policies))
        elif newer is not None and not _can_still_be_claimed(found, newer, day):
            reporter.report("M029", at, newer.policy.base.policy.at, name=name, newer=newer.policy.id, day=day.iso())
            return None
        return found


def open_library(path: str, reporter: Reporter, amend: Sequence[str] = ()) -> Library | None:
    """The policy in a file or all those in a folder, with the amendments there and those named; None with reasons."""
    files = [*_files(path, reporter), *(one for name in amend for one in _files(name, reporter, amendments=True))]
    for one in files:
        reporter.extend(one.findings)
    policies = [one for one in files if isinstance(one, PolicyFile)]
    if not policies and not reporter.has_errors:
        reporter.report("M024", path=path)
    amendments = amendments_of(one for one in files if isinstance(one, AmendmentFile))
    kept = _each_once(policies, reporter)
    library = Library(_amended(kept, amendments, reporter))
    if not reporter.has_errors:
        for policy in library.policies.values():
            policy.check_days(reporter)
    return None if reporter.has_errors else library


def facts_in(
    path: str, library: Library, reporter: Reporter, as_of: Date | None = None
) -> tuple[LoadedPolicy, Facts] | None:
    """The facts in a file with the policy in force on their day, or on `as_of`; None with the reasons in `reporter`."""
    source = read_source(path, reporter)
    found = Reporter()
    tree = None if source is None else read_tree(source, "facts", found)
    made = None if tree is None else _with_policy(tree, library, found, as_of)
    settle(tree, found, reporter)
    return None if found.has_errors else made


def _with_policy(
    tree: Mapping, library: Library, reporter: Reporter, as_of: Date | None
) -> tuple[LoadedPolicy, Facts] | None:
    day = as_of if as_of is not None else read.day(tree.get("as_of"), Reporter())
    wanted, only = tree.get("policy"), library.single
    if day is None and only is None:
        if not _is_told(reporter):
            reporter.report("F022", read.label_of(tree.entries[0][0]))
        return None
    named = wanted if isinstance(wanted, Scalar) and wanted.value is not None else None
    apart = Reporter()  # warnings of the policy are not the facts'
    loaded = only.base if day is None and only is not None else library.on(day, apart, named)
    if loaded is None:
        reporter.extend(apart)
        return None
    facts = facts_of(tree, loaded.policy, reporter)
    if day is None and not _is_told(reporter):  # without a day nothing can be computed
        reporter.report("F022", facts.applicant.at)
    return loaded, facts


def _is_told(reporter: Reporter) -> bool:
    """Whether `as_of` is there and was said to be no day."""
    return any(one.code in ("S022", "P001") for one in reporter)


def _files(path: str, reporter: Reporter, *, amendments: bool = False) -> list[PolicyFile | AmendmentFile | Trouble]:
    if path != "-" and Path(path).is_dir():
        found = read_folder(path, reporter)
        if not amendments:
            return found
        if not any(isinstance(one, AmendmentFile) for one in found):
            reporter.report("M036", path=path)
        return [one for one in found if not isinstance(one, PolicyFile)]
    one = read_document(path)
    wrong = isinstance(one, PolicyFile) if amendments else isinstance(one, AmendmentFile)
    if not wrong:
        return [one]
    if isinstance(one, AmendmentFile):
        reporter.report("M030", one.amendment.at, name=path)
    elif isinstance(one, PolicyFile):
        reporter.report("M031", *([one.loaded.policy.at] if one.loaded is not None else []), name=path)
    return []


def _each_once(policies: Iterable[PolicyFile], reporter: Reporter) -> list[PolicyFile]:
    kept: dict[str, PolicyFile] = {}
    for one in policies:
        other = kept.setdefault(one.id, one)
        if other is not one and one.loaded is not None and other.loaded is not None:
            reporter.report("M032", one.loaded.policy.at, other.loaded.policy.at, id=one.id)
    return list(kept.values())


def _can_still_be_claimed(policy: AmendedPolicy, newer: _OnDay, day: Date) -> bool:
    """Whether a policy that was replaced has clauses under which the day of a contract or payment governs."""
    from policydsl.workspace.days import has_old_rights  # noqa: PLC0415  (few facts name a policy that was replaced)

    loaded = policy.on(day, Reporter())
    return loaded is not None and newer.interval.start is not None and has_old_rights(loaded, day)


def _amended(
    policies: Iterable[PolicyFile], amendments: Iterable[Amendment], reporter: Reporter
) -> list[AmendedPolicy]:
    """Each policy with its own amendments; those of none are reported."""
    loaded = [(one, one.loaded) for one in policies if one.loaded is not None]
    rest = list(amendments)
    made: list[AmendedPolicy] = []
    for one, policy in loaded:
        # With a single policy all are meant for it; what amends another one is a mistake of its own.
        mine = rest if len(loaded) == 1 else [each for each in rest if each.amends == one.id]
        rest = [each for each in rest if each not in mine]
        fit = fitting(mine, one.id, policy.policy.at, reporter)
        made.append(AmendedPolicy(policy, one.findings, fit, allowed=one.allowed))
    for each in rest:
        known = [one.id for one, _ in loaded]
        guess = closest(each.amends, known)
        help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
        if loaded:
            reporter.report("M028", each.amends_at, help=help_, name=each.amends, known=listed(known))
    return made


def _on_day(policy: AmendedPolicy, day: Date) -> _OnDay:
    root: Mapping = policy.tree_on(day)
    status = read.string(root.get("status")) or "in_force"
    return _OnDay(policy, in_force(root), status, read.strings(root.get("supersedes")))


def _days(interval: InForce) -> str:
    start = interval.start.iso() if interval.start else "…"
    return f"{start}–{interval.end.iso() if interval.end else '…'}"
