"""A frame: one table of subjects, with what is worked out about each, layer upon layer.

A column that needs another stands in a later layer, so that nothing is computed twice.
"""

from __future__ import annotations

from sqlglot import exp

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql

OWNER = "$a"  # the applicant's number, in the order of the cohort
PLACE = "$p"  # of an item among its applicant's
EARLIER = "$earlier"  # the table of what was granted before: the applicant, the clause, the subject, the year, fen
OWNER_ID = "$owner"  # of an item: its applicant's id
GROUPED = "$g"


def whole_of(key: str) -> str:
    """The table of a list with its items' ids and places, which that of a list without clauses of its own lacks."""
    return f"whole${key}"


class Group:
    """What is summed and counted over a list for each applicant, or for each item of another list (`of_item`).

    That is the list of the frame or, `of_member`, the one over which the group around it goes.
    """

    def __init__(self, key: str, of_item: str = "", *, of_member: bool = False) -> None:
        self.key, self.of_item, self.of_member = key, of_item, of_member
        self.alias = f"g${key}" + (f"$o${of_item}" if of_member else "$i" if of_item else "")
        self.inner: dict[str, Group] = {}  # what its conditions ask of lists
        self.columns: dict[str, tuple[str, Sql]] = {}  # by the text of the expression: its name
        self.applicant: set[str] = set()  # the fields of the applicant that conditions on members ask for

    def add(self, value: Sql) -> str:
        """The name of an aggregate."""
        key = value.sql()
        if key not in self.columns:
            self.columns[key] = (f"{GROUPED}{self.alias[2:]}${len(self.columns)}", value)
        return self.columns[key][0]

    def query(self, only: str = "") -> exp.Select:
        """One row for each applicant that has members, or for each item of one; `only`: see `Frame`."""
        source = sql.table(whole_of(self.key) if self._asks_whole() else self.key, "m")
        owner = sql.column(OWNER, "m")
        keys = [(owner, OWNER), *([(sql.column(PLACE, "i"), PLACE)] if self.of_item else [])]
        found = sql.select([*keys, *((value, name) for name, value in self.columns.values())], source)
        if self.of_item:
            on = sql.binary("=", sql.column(OWNER, "i"), owner.copy())
            items = whole_of(self.of_item) if self.of_member else self.of_item
            found = found.join(sql.table(items, "i"), on=on, join_type="inner", copy=False)
        if self.applicant:
            on = sql.binary("=", sql.column(OWNER, "a"), owner.copy())
            found = found.join(sql.table("applicants", "a"), on=on, join_type="inner", copy=False)
        for alias, group in self.inner.items():
            if group.columns:
                found = _joined(found, alias, group, owner, "m" if group.of_member else "i", only)
        return _among(found, owner, only).group_by(*(key.copy() for key, _ in keys), copy=False)

    def _asks_whole(self) -> bool:
        """Whether it needs ids or places of its members."""
        if any(group.of_member and group.columns for group in self.inner.values()):
            return True
        asked = (one for _, value in self.columns.values() for one in value.find_all(exp.Column))
        return any(one.table == "m" and one.name in ("id", PLACE, OWNER_ID) for one in asked)


State = tuple[dict[str, Sql], list[list[tuple[str, Sql]]], dict[str, tuple[Sql, bool]]]


def _joined(found: exp.Select, alias: str, group: Group, owner: Sql, item: str, only: str) -> exp.Select:
    """With the aggregates of a group; `item`: the table whose rows they may be of."""
    tests = [sql.binary("=", sql.column(OWNER, alias), owner.copy())]
    if group.of_item:
        tests.append(sql.binary("=", sql.column(PLACE, alias), sql.column(PLACE, item)))
    inner = group.query(only).subquery(exp.to_identifier(alias, quoted=True), copy=False)
    return found.join(inner, on=sql.and_(tests), join_type="left", copy=False)


def _among(found: exp.Select, owner: Sql, only: str) -> exp.Select:
    if not only:
        return found
    of_them = sql.select([(sql.column(OWNER), OWNER)], sql.table(only)).subquery()
    return found.where(exp.In(this=owner.copy(), query=of_them), copy=False)


class Frame:
    """The applicants (`key` empty) or the items of a list."""

    def __init__(self, key: str, only: str = "") -> None:
        """`only`: a table of the applicants to look at; empty: all of them."""
        self.key, self.only = key, only
        self.fields: dict[str, Sql] = {}  # columns of the base
        self.groups: dict[str, Group] = {}
        self.earlier: dict[str, tuple[Sql, bool]] = {}  # sums of earlier awards; whether over all of an applicant's
        self.layers: list[list[tuple[str, Sql]]] = []
        self._layer: dict[str, int] = {}
        self._count = 0

    @property
    def source(self) -> str:
        """The name of its table."""
        return self.key or "applicants"

    def field(self, kind: str, name: str) -> Sql:
        """A fact of the applicant or of the item at hand."""
        alias = f"{kind}${name}"
        self.fields.setdefault(alias, sql.column(name, "s" if kind == "item" or not self.key else "a"))
        return sql.column(alias)

    def group(self, key: str, *, of_item: bool = False) -> Group:
        """The aggregates over a list; `of_item`: over what conditions on the item at hand make of it."""
        made = Group(key, self.key if of_item else "")
        return self.groups.setdefault(made.alias, made)

    def grouped(self, group: Group, value: Sql) -> Sql:
        """An aggregate; NULL for an applicant without members."""
        name = group.add(value)
        self.fields.setdefault(name, sql.column(name, group.alias))
        return sql.column(name)

    def before(self, clause: str, year: int | None, *, shared: bool) -> Sql:
        """What was granted under a clause before (fen), to the subject or, `shared`, to the applicant; in a year."""
        name = f"$before{len(self.earlier)}"
        tests = [sql.binary("=", sql.column("clause", "e"), sql.text(clause))]
        if year is not None:
            tests.append(sql.binary("=", sql.column("year", "e"), sql.number(year)))
        self.earlier[name] = sql.total(sql.case([(sql.and_(tests), sql.column("fen", "e"))])), shared
        self.fields[name] = sql.column(name, "ea" if shared else "es")
        return sql.coalesce(sql.column(name), sql.number(0))

    def keep(self, value: Sql, name: str = "") -> Sql:
        """The value as a column, in the first layer in which all that it needs is there."""
        if isinstance(value, exp.Column) and not name:
            return value
        if not name:
            self._count += 1
            name = f"$v{self._count}"
        layer = max((self._layer.get(one.name, 0) for one in value.find_all(exp.Column)), default=0)
        while len(self.layers) <= layer:
            self.layers.append([])
        self.layers[layer].append((name, value))
        self._layer[name] = layer + 1
        return sql.column(name)

    def state(self) -> State:
        """What it holds, for `restore`."""
        return dict(self.fields), [list(layer) for layer in self.layers], dict(self.earlier)

    def restore(self, state: State) -> None:
        """Without what a clause added that could not be said to its end; aggregates may stay, no one asks for them."""
        self.fields, self.layers, self.earlier = state

    def query(self, results: list[tuple[str, Sql]]) -> exp.Select:
        """All of it, with the columns asked for at the end."""
        found = self._base()
        for i, layer in enumerate(self.layers):
            inner = found.subquery(exp.to_identifier(f"l{i}", quoted=True), copy=False)
            columns = [exp.Star(), *(sql.named(value, name) for name, value in layer)]
            found = exp.Select(expressions=columns).from_(inner, copy=False)
        inner = found.subquery(exp.to_identifier("last", quoted=True), copy=False)
        keys = [OWNER, PLACE, OWNER_ID, "id"] if self.key else [OWNER, "id"]
        return sql.select([(sql.column(k), k) for k in keys] + [(value, name) for name, value in results], inner)

    def _base(self) -> exp.Select:
        owner = sql.column(OWNER, "s")
        keys = [
            (sql.column(name, "s"), name) for name in ((OWNER, PLACE, OWNER_ID, "id") if self.key else (OWNER, "id"))
        ]
        found = sql.select(
            [*keys, *((value, name) for name, value in self.fields.items())], sql.table(self.source, "s")
        )
        if self.key and any(one.args["table"].name == "a" for one in self.fields.values()):
            on = sql.binary("=", sql.column(OWNER, "a"), owner.copy())
            found = found.join(sql.table("applicants", "a"), on=on, join_type="inner", copy=False)
        for alias, group in self.groups.items():
            if group.columns:
                found = _joined(found, alias, group, owner, "s", self.only)
        for shared in (False, True):
            found = self._with_earlier(found, owner, shared=shared)
        return _among(found, owner, self.only)

    def _with_earlier(self, found: exp.Select, owner: Sql, *, shared: bool) -> exp.Select:
        """With the sums of earlier awards, where some are asked for."""
        alias = "ea" if shared else "es"
        sums = [(value, name) for name, (value, of_all) in self.earlier.items() if of_all is shared]
        if not sums:
            return found
        keys = [(sql.column(OWNER, "e"), OWNER)] + ([] if shared else [(sql.column("subject", "e"), "subject")])
        inner = sql.select([*keys, *sums], sql.table(EARLIER, "e")).group_by(
            *(key.copy() for key, _ in keys), copy=False
        )
        tests = [sql.binary("=", sql.column(OWNER, alias), owner.copy())]
        if not shared:
            tests.append(sql.binary("=", sql.column("subject", alias), sql.column("id", "s")))
        sums_of = inner.subquery(exp.to_identifier(alias, quoted=True), copy=False)
        return found.join(sums_of, on=sql.and_(tests), join_type="left", copy=False)
