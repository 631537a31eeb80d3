"""What the comparison knows of each citer: where it points, which sentences are its own, which figures it has met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, field

from policydsl.audit.policy.citers import Citer, What, texts
from policydsl.audit.policy.reader import Reader
from policydsl.audit.policy.uses import Use
from policydsl.audit.text.likeness import Likeness, pairs
from policydsl.audit.text.outline import Outline, Passage
from policydsl.audit.text.quantity import Key
from policydsl.audit.text.resolve import Resolver, Target
from policydsl.audit.text.sentences import Sentence, Sentences, Sourced
from policydsl.diagnostics import Label
from policydsl.model.policy import Policy
from policydsl.source import Span, Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping

_SHOWN = 12  # characters of a place that a label covers


@frozen(eq=False)
class Account:
    """Why a figure of the text is accounted for: who uses or mentions it, in which part, at which place."""

    entry: Entry | None  # None: the header of the policy
    where: Text
    at: Label
    use: Use | None = None  # of a formula; None: only in a note, a label, a title, the header

    @property
    def mention(self) -> bool:
        """Whether no formula uses it."""
        return self.use is None


@dataclass(slots=True, eq=False)
class Entry:
    """One citer on its way through the audit."""

    citer: Citer
    reader: Reader | None  # of a clause
    words: frozenset[str]  # pairs of characters of its title, labels and notes
    uses: Sequence[Use]  # the figures of its formulas
    targets: tuple[Target, ...] = ()
    passages: tuple[Passage, ...] = ()
    sentences: list[Sentence] = field(default_factory=list)
    own: list[Sentence] = field(default_factory=list)  # without those that speak of another clause
    rows: dict[str, list[Sentence]] = field(default_factory=dict)  # the sentences of a table row
    dealt: dict[int, str] = field(default_factory=dict)  # id of a figure to the one row that may use it
    lost: bool = False  # it points to no place that there is
    met: dict[int, list[Sourced]] = field(default_factory=dict)  # id of a use to its figures in the text
    _by_key: dict[int, dict[Key, list[Sourced]]] = field(default_factory=dict)

    def part(self, use: Use) -> Text:
        """What a figure of it is part of, for people."""
        if self.citer.what is What.LIMIT:
            return Text("数额", "its sum")
        return Text("数值", "its value") if self.citer.what is What.PARAMETER else use.spot.name

    def figures(self, sentences: list[Sentence]) -> list[Sourced]:
        """The figures of the text in some of its sentences."""
        return [figure for one in sentences for figure in one.figures]

    def having(self, sentences: list[Sentence], keys: Iterable[Key]) -> list[Sourced]:
        """Those of them that have one of these values, in the order of the text."""
        known = self._by_key.get(id(sentences))
        if known is None:
            known = self._by_key[id(sentences)] = {}
            for figure in self.figures(sentences):
                for key in figure.keys:
                    known.setdefault(key, []).append(figure)
        found = [figure for key in keys for figure in known.get(key, ())]
        return list(dict.fromkeys(found))


@dataclass(slots=True, eq=False)
class Work:
    """The text and the policy side by side."""

    policy: Policy
    tree: Mapping
    outline: Outline
    resolver: Resolver
    sentences: Sentences
    likeness: Likeness
    entries: list[Entry]
    options: Mapping_[str, tuple[str, ...]]  # id of an option to what it is called
    whole: str  # all provisions
    has_charges: bool  # whether the text prints departments beside its provisions
    used: dict[int, list[Account]] = field(default_factory=dict)  # id of a figure of the text
    in_force: set[int] = field(default_factory=set)  # indexes of passages that state the days in force
    missing: set[tuple[int, int]] = field(default_factory=set)  # id of a place, number that a cite looked for in it

    def point(self, entry: Entry, targets: tuple[Target, ...]) -> None:
        """Let an entry cite these places."""
        entry.targets = targets
        entry.passages = self.resolver.passages(targets)
        entry.sentences = entry.own = self.sentences.of(entry.passages)

    def source(self, span: Span, note: Text = Text()) -> Label:  # noqa: B008  (Text is frozen)
        """A label in the official text."""
        return Label(self.outline.source, span, note)

    def use(self, figure: Sourced, account: Account) -> None:
        """Write down that a figure of the text is accounted for."""
        self.used.setdefault(id(figure), []).append(account)

    def of(self, what: What) -> Iterable[Entry]:
        """The entries of one sort."""
        return (entry for entry in self.entries if entry.citer.what is what)


def start_of(passages: Sequence[Passage]) -> Span:
    """The first words of what a place holds, with its mark where that stands on the same line."""
    if not passages:
        return Span(0, 0)
    first = passages[0]
    words = first.text.span(0, min(_SHOWN, len(first.text.text)))
    gap = words.start - first.place.at.end
    return first.place.at.to(words) if first.paragraph <= 1 and 0 <= gap <= 1 else words


def words_of(citer: Citer) -> frozenset[str]:
    """What it says of itself in Chinese."""
    return pairs("，".join(one.text for one in texts(citer.body, "title", "label", "question", "note", "zh")))


def parameters_used(work: Work, name: str) -> list[Entry]:
    """The clauses whose formulas use a parameter."""
    return [one for one in work.entries if one.reader is not None and name in one.reader.parameters]


def reading_used(work: Work, name: str) -> list[Entry]:
    """The clauses whose formulas ask for a reading."""
    return [one for one in work.entries if one.reader is not None and name in one.reader.readings]


def options_of(policy: Policy) -> dict[str, tuple[str, ...]]:
    """What the options of all facts are called in Chinese."""
    found: dict[str, tuple[str, ...]] = {}
    for entity in policy.entities.values():
        for one in entity.fields.values():
            for option, label in one.values.items():
                if label.zh:
                    found[option] = (*found.get(option, ()), label.zh)
    return found
