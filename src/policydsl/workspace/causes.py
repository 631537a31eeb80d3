"""Which change brought about a finding that stands where no amendment wrote anything.

A row that now overlaps, a name that is used and no longer there: the cause is the change without which the same text
does not have the finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from policydsl.amend.consolidate import Consolidation
from policydsl.amend.document import Add, Amendment, Change, Set, cause_of
from policydsl.amend.history import History
from policydsl.amend.places import names_in
from policydsl.diagnostics import Allowed, Diagnostic, Label, Reporter, Severity
from policydsl.model.policy import Applied
from policydsl.model.reading import get, strings
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax import check_shape
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence
from policydsl.workspace.allow import about_entries, split
from policydsl.workspace.loading import LoadedPolicy, policy_of
from policydsl.workspace.repeats import Key, is_at, key_of, without_repeats
from policydsl.workspace.true_places import at_true_places, with_cause

# Each trial checks the whole policy once more: of a large one there are few.
_MOST_TRIALS: Final = 60
_LEAST_TRIALS: Final = 4
_MOST_READ: Final = 5_000_000  # characters


class Causes:
    """Looks for the causes of the findings of one text; `known` are those that the base has without any change."""

    def __init__(self, history: History, text: Consolidation, found: Iterable[Diagnostic], known: set[Key]) -> None:
        self.history, self.text, self.known = history, text, known
        self.every = frozenset(map(key_of, found))
        self.trials: dict[int, frozenset[Key]] = {}

    def told(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """The findings; those in the base as what a change brought about, all of a kind as one.

        While the text of a change has a mistake of its own, what it brings about elsewhere is no second one; nor are
        warnings where it brings about errors.
        """
        written = [one for one in found if not is_at(one, self.text.base)]
        brought: dict[tuple[int, str], tuple[Change, list[Diagnostic]]] = {}
        told = list(written)
        for one in found:
            if not is_at(one, self.text.base):
                continue
            cause = self._cause(one)
            if cause is None:
                told.append(self._without_cause(one))
            elif not any(_is_within(other, cause) for other in written):
                brought.setdefault((id(cause), one.code[0]), (cause, []))[1].append(one)
        wrong = {id(cause) for cause, of in brought.values() if any(one.severity is Severity.ERROR for one in of)}
        for cause, of in brought.values():
            first = min(of, key=lambda one: one.severity is not Severity.ERROR)
            if first.severity is Severity.ERROR or id(cause) not in wrong:
                told.append(with_cause(first, cause_of(cause), [one for one in of if one is not first]))
        return told

    def _without_cause(self, found: Diagnostic) -> Diagnostic:
        """No single change is to blame: at least the amendment that came last is shown."""
        last = self.text.amendments[-1]
        note = Text(f"采用修订 `{last.id}` 之后", f"with amendment `{last.id}` in the text")
        labels = (*found.labels, Label(last.at.file, last.at.span, note))
        return Diagnostic(found.code, labels, found.args, found.help)

    def _cause(self, found: Diagnostic) -> Change | None:
        """The change without which there is no such finding; one that leaves others in its place only if need be."""
        key, second = key_of(found), None
        names = self._names_around(found)
        changes = [one.change for one in self.text.touched]
        for change in sorted(changes, key=lambda change: -_likeness(found, names, change)):
            rest = self._without(change)
            if rest is not None and key not in rest:
                if rest <= self.every:
                    return change
                second = second or change
        return second

    def _names_around(self, found: Diagnostic) -> tuple[str, ...]:
        """The part of the policy that a finding of the base stands in: `clauses` and the id of one, say."""
        first = found.labels[0] if found.labels else None
        for key, value in self.history.base.root:
            if first is None or not _holds(value, first):
                continue
            children = [] if isinstance(value, Scalar) else zip(names_in(value), _children(value), strict=True)
            return next(((key.text, name) for name, child in children if _holds(child, first)), (key.text,))
        return ()

    def _without(self, change: Change) -> frozenset[Key] | None:
        """The findings of the text without a change; None where that would take too long."""
        if id(change) not in self.trials:
            if len(self.trials) == min(_MOST_TRIALS, max(_LEAST_TRIALS, _MOST_READ // len(self.text.source.text))):
                return None
            trial = self.history.without(self.text.amendments, (change,))
            rest = through_all_passes(trial).findings
            self.trials[id(change)] = frozenset(map(key_of, (*trial.findings, *rest))) - self.known
        return self.trials[id(change)]


@frozen(eq=False)
class Passed:
    """What came of a text: the checked policy, what is wrong with it at its true places, and what it allows."""

    loaded: LoadedPolicy | None
    findings: tuple[Diagnostic, ...]
    allowed: tuple[Allowed, ...]


def through_all_passes(text: Consolidation, **known: object) -> Passed:
    """A text through all passes; `known` as for `policy_of`."""
    found = Reporter()
    check_shape(text.root, "policy", found)
    loaded = policy_of(text.root, found, amendments=_applied(text), **known)
    kept, allowed = split(text.root, without_repeats(found, text.root))
    # An entry that an amendment leaves without a use still has one in the base.
    kept += about_entries(text.root, allowed, stale=False)
    return Passed(
        loaded,
        tuple(at_true_places(one) for one in kept),
        tuple(Allowed(at_true_places(one.finding), one.why, one.at) for one in allowed),
    )


def _applied(text: Consolidation) -> tuple[Applied, ...]:
    """The amendments of a text, and which clauses and parameters each of them changed."""
    changed: dict[tuple[int, str], set[str]] = {}
    for one in text.touched:
        section, *rest = one.names
        changed.setdefault((id(one.amendment), section), set()).update(rest[:1] or _names_under(text, section))
    return tuple(
        Applied(
            id=one.id,
            title=one.title,
            number=one.number,
            effective=one.effective,
            source=one.source,
            clauses=frozenset(changed.get((id(one), "clauses"), ())) | _of_common(text, one, changed),
            parameters=frozenset(changed.get((id(one), "parameters"), ())),
        )
        for one in text.amendments
    )


def _of_common(text: Consolidation, one: Amendment, changed: dict[tuple[int, str], set[str]]) -> frozenset[str]:
    """The clauses for which the common block holds, where an amendment changed it."""
    if (id(one), "common") not in changed:
        return frozenset()
    excepted = strings(get(text.root.get("common"), "except"))
    return frozenset(_names_under(text, "clauses")) - frozenset(excepted)


def _is_within(found: Diagnostic, change: Change) -> bool:
    """Whether an error stands in what a change writes."""
    match change:
        case Set(to=node) | Add(value=node):
            first = found.labels[0]
            inside = node.span.start <= first.span.start and first.span.end <= node.span.end
            return found.severity is Severity.ERROR and first.file is node.file and inside
        case _:
            return False


def _names_under(text: Consolidation, section: str) -> list[str]:
    node = text.root.get(section)
    return [] if node is None or isinstance(node, Scalar) else names_in(node)


def _likeness(found: Diagnostic, around: tuple[str, ...], change: Change) -> int:
    """How likely a change is the cause: whether the finding names what it is about, and stands in the same part."""
    names = change.path.names
    is_named = any(str(value) in names for value in found.args.values())
    return 2 * is_named + (bool(around) and names[: len(around)] == around)


def _holds(node: Node, label: Label) -> bool:
    return node.span.start <= label.span.start and label.span.end <= node.span.end


def _children(node: Mapping | Sequence) -> list[Node]:
    return [value for _, value in node] if isinstance(node, Mapping) else list(node.items)
