"""Who cites the official text: clauses, commitments, readings, parameters, rules, limits; with their places."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from policydsl.diagnostics import Label
from policydsl.model import reading as read
from policydsl.model.policy import Clause, Policy
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping, Node, Scalar, walk


class What(StrEnum):
    """What cites."""

    CLAUSE = "clause"
    COMMON = "common"
    COMMITMENT = "commitment"
    STACKING = "stacking"
    LIMIT = "limit"
    READING = "reading"
    PARAMETER = "parameter"


WORDS = {
    What.CLAUSE: Text("条款", "clause"),
    What.COMMON: Text("通用条件", "common conditions"),
    What.COMMITMENT: Text("政府事项", "commitment"),
    What.STACKING: Text("衔接规则", "stacking rule"),
    What.LIMIT: Text("总限额", "limit"),
    What.READING: Text("读法", "reading"),
    What.PARAMETER: Text("参数", "parameter"),
}
# Whose cite makes a paragraph taken care of.
COVERING = frozenset({What.CLAUSE, What.COMMON, What.COMMITMENT, What.STACKING, What.LIMIT})


_LISTS = (
    ("clauses", What.CLAUSE),
    ("commitments", What.COMMITMENT),
    ("stacking", What.STACKING),
    ("limits", What.LIMIT),
)


@frozen(eq=False)
class Citer:
    """One that cites: `at` is its id, `cite_at` its cite, `departments` each with its place."""

    what: What
    id: str
    cite: str
    at: Label
    cite_at: Label
    body: Mapping
    departments: tuple[tuple[str, Label], ...]
    clause: Clause | None = None

    @property
    def name(self) -> Text:
        """For people: the word and the id."""
        word = WORDS[self.what]
        if self.what is What.COMMON:
            return word
        return Text(f"{word.zh} `{self.id}`", f"{word.en} `{self.id}`")

    def place(self, key: str) -> Label:
        """Where a key's value stands, of a list the key; the id where there is no such key."""
        node = self.body.get(key)
        if node is None:
            return self.at
        return read.label_of(node if isinstance(node, Scalar) else self.body.key(key) or node)


def citers_of(policy: Policy, tree: Mapping) -> tuple[Citer, ...]:
    """Everything in the policy that has a `cite`, in the order written."""
    clauses = {clause.id: clause for clause in policy.clauses}
    found: list[Citer] = []
    for key, what in (("parameters", What.PARAMETER), ("readings", What.READING)):
        for name, body in read.entries(tree.get(key)):
            if isinstance(body, Mapping):
                found += _citer(what, name.text, name, body)
    for key, what in _LISTS:
        for body in read.mappings(tree.get(key)):
            id_ = body.get("id")
            if isinstance(id_, Scalar):
                found += _citer(what, id_.text, id_, body, clauses.get(id_.text) if what is What.CLAUSE else None)
    return tuple(found)


def _citer(what: What, name: str, at: Scalar, body: Mapping, clause: Clause | None = None) -> Iterator[Citer]:
    cite = body.get("cite")
    if not isinstance(cite, Scalar) or cite.value is None:
        return
    departments = tuple(
        (one.text.strip(), read.label_of(one))
        for one in read.items(body.get("departments"))
        if isinstance(one, Scalar) and one.text.strip()
    )
    yield Citer(what, name, cite.text, read.label_of(at), read.label_of(cite), body, departments, clause)


def texts(node: Node | None, *keys: str, english: bool = False) -> Iterator[Scalar]:
    """The texts under any of these keys, at any depth: in Chinese (or in no language), or those in English."""
    for mapping in walk(node) if node is not None else ():
        if not isinstance(mapping, Mapping):
            continue
        for key, value in mapping:
            if key.text not in keys:
                continue
            if isinstance(value, Scalar):
                if not english and value.value is not None:
                    yield value
            elif isinstance(value, Mapping):
                one = value.get("en" if english else "zh")
                if isinstance(one, Scalar) and one.value is not None:
                    yield one
