"""A policy document as frozen values. Amounts are in the main unit of the currency (yuan)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from policydsl.diagnostics import Label
from policydsl.feel.ast import Name
from policydsl.feel.types import Type
from policydsl.feel.values import Date
from policydsl.feel.walk import names_in
from policydsl.model.formula import Cell as Cell  # noqa: PLC0414  (this is the door to the model)
from policydsl.model.formula import CellPart as CellPart  # noqa: PLC0414  (this is the door to the model)
from policydsl.model.formula import Formula as Formula  # noqa: PLC0414  (this is the door to the model)
from policydsl.model.joint import Limit as Limit  # noqa: PLC0414
from policydsl.model.joint import Named as Named  # noqa: PLC0414
from policydsl.model.joint import StackingKind as StackingKind  # noqa: PLC0414
from policydsl.model.joint import StackingRule as StackingRule  # noqa: PLC0414
from policydsl.source import SourceFile, Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.model.paying import Instalment, Obligation

Status = Literal["draft", "in_force", "repealed"]
Benefit = Literal["subsidy", "reward", "voucher", "rent_free", "service"]
Basis = Literal["exact", "ceiling", "discretionary", "case_by_case"]
RoundingMode = Literal["down", "up", "half_up", "half_even", "half_down"]
ROOT = "applicant"


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of an entity. `minimum` and `maximum` are inclusive; money in yuan. `type`: of one figure."""

    id: str
    type: Type
    label: Text
    at: Label
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    whole: bool = False
    unit: str = ""
    assessed: bool = False
    values: Mapping[str, Text] = field(default_factory=dict)
    note: Text = Text()
    unit_at: Label | None = None
    by: Literal["year", "quarter"] | None = None  # one figure for each of these periods; None: a single value
    since: int | None = None  # the first period from which on all are given (see `periods`)
    since_at: Label | None = None


@frozen
class Entity:
    """The applicant, or a list of items; `key` is the name in the fact file, `item` that of one item."""

    key: str
    item: str
    label: Text
    fields: Mapping[str, Field]
    at: Label
    note: Text = Text()

    @property
    def is_root(self) -> bool:
        """Whether this is the applicant."""
        return self.key == self.item


@frozen
class Parameter:
    """A named figure; versions by the day from which they hold (None: always), oldest first."""

    id: str
    label: Text
    versions: tuple[tuple[Date | None, Formula], ...]
    at: Label
    note: Text = Text()
    cite: str = ""
    unit: str = ""
    unit_at: Label | None = None


@frozen
class Reading:
    """Where the text can be read in several ways; the first option listed is not special, `default` is."""

    id: str
    question: Text
    options: Mapping[str, Text]
    default: str
    cite: str
    at: Label
    note: Text = Text()


@frozen
class Condition:
    """One condition of eligibility."""

    id: str
    test: Formula
    label: Text
    at: Label
    note: Text = Text()
    common: bool = False  # of all clauses


@frozen
class Let:
    """A named intermediate value."""

    name: str
    value: Formula
    label: Text
    at: Label
    common: bool = False  # of all clauses


@frozen
class Row:
    """A rule of a decision table."""

    id: str
    when: Mapping[str, Cell]
    then: Mapping[str, Formula]
    label: Text
    at: Label
    when_at: Label | None = None  # its `when`, the key included; the whole row where there is none


@frozen
class Table:
    """A DMN decision table; its outputs are names for let, amount and caps."""

    hit: Literal["unique", "first", "collect", "progressive"]
    aggregate: Literal["sum", "min", "max", "count"] | None
    inputs: Mapping[str, Formula]
    outputs: Mapping[str, Text]
    rows: tuple[Row, ...]
    at: Label


@frozen
class Cap:
    """An upper limit of the award. `per` is the item's name or `applicant`; `may_exceed`: by decision."""

    id: str
    limit: Formula
    per: str
    every: Literal["once", "year"]
    when: Formula | None
    label: Text
    at: Label
    per_at: Label | None = None
    may_exceed: Formula | None = None


@frozen
class Quota:
    """Only so many winners; decided when a cohort is evaluated."""

    limit: Formula
    every: Literal["once", "year"]
    rank_by: Formula | None
    order: Literal["ascending", "descending"]
    note: Text
    at: Label


@frozen
class InForce:
    """An interval of days, both inclusive; None is open."""

    start: Date | None = None
    end: Date | None = None
    at: Label | None = None
    end_at: Label | None = None
    start_at: Label | None = None

    def covers(self, day: Date) -> bool:
        """Whether `day` is in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@frozen
class Rounding:
    """To a multiple of `to` (yuan) in this mode."""

    to: Decimal = Decimal("0.01")
    mode: RoundingMode = "down"


@frozen
class Minimum:
    """The least sum of an award: a smaller one is raised to it (`at_least`), or is nothing (`else_nothing`)."""

    kind: Literal["at_least", "else_nothing"]
    value: Formula
    at: Label


@frozen
class Claim:
    """The window in which an award can be claimed: days, or a time counted from the day `of`."""

    start: Formula | None
    until: Formula | None
    within: Formula | None
    of: Formula | None
    at: Label

    @property
    def formulas(self) -> tuple[tuple[str, Formula], ...]:
        """Those that are given, by their keys."""
        every = (("from", self.start), ("until", self.until), ("within", self.within), ("of", self.of))
        return tuple((key, one) for key, one in every if one is not None)


@frozen
class Clause:
    """One support measure: who gets what, under which conditions, up to which limits."""

    id: str
    cite: str
    title: Text
    departments: tuple[str, ...]
    category: str | None
    for_each: str | None
    benefit: Benefit
    basis: Basis | None
    eligibility: tuple[Condition, ...]
    lets: tuple[Let, ...]
    table: Table | None
    amount: Formula | None
    term: Formula | None
    caps: tuple[Cap, ...]
    quota: Quota | None
    subject_to: tuple[str, ...]
    materials: tuple[Text, ...]
    note: Text
    in_force: InForce
    at: Label
    for_each_at: Label | None = None
    title_at: Label | None = None
    whole_at: Label | None = None  # all of it
    minimum: Minimum | None = None
    rounding: Rounding | None = None  # None: the policy's
    rounding_at: Label | None = None
    is_common: bool = False  # the common block, and no clause
    departments_at: tuple[Label, ...] = ()
    pay: tuple[Instalment, ...] = ()
    pay_at: Label | None = None
    obligations: tuple[Obligation, ...] = ()
    dated: Formula | None = None  # the day that governs; None: the day of evaluation
    claim: Claim | None = None


@frozen
class Common:
    """What holds for all clauses but some: `body` has its conditions and lets in the shape of a clause."""

    body: Clause
    cite: str
    excepted: tuple[tuple[str, Label], ...]
    note: Text
    at: Label


@frozen
class Commitment:
    """A duty of government that gives nobody a computable right."""

    id: str
    cite: str
    title: Text
    departments: tuple[str, ...]
    note: Text
    at: Label
    departments_at: tuple[Label, ...] = ()


@frozen
class Applied:
    """An amendment that is in the text of a policy, and the ids of the clauses and parameters that it changed."""

    id: str
    title: Text
    number: str
    effective: InForce
    source: SourceFile
    clauses: frozenset[str]
    parameters: frozenset[str]

    @property
    def sha256(self) -> str:
        """That of the bytes of its file."""
        return self.source.sha256


@frozen
class Policy:
    """A whole policy. `sha256` is that of the file's bytes, without the amendments that are in the text."""

    id: str
    title: Text
    number: str
    issuer: Text
    level: str
    issued: str
    status: Status
    in_force: InForce
    supersedes: tuple[str, ...]
    currency: str
    rounding: Rounding
    subject_to: tuple[str, ...]
    note: Text
    entities: Mapping[str, Entity]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    clauses: tuple[Clause, ...]
    commitments: tuple[Commitment, ...]
    stacking: tuple[StackingRule, ...]
    at: Label
    limits: tuple[Limit, ...] = ()
    issued_at: Label | None = None
    sha256: str = ""
    amendments: tuple[Applied, ...] = ()
    common: Common | None = None
    # Under these awards may have been granted, though this text of the policy no longer has them: id and title.
    former_clauses: tuple[tuple[str, Text], ...] = ()
    former_categories: tuple[str, ...] = ()
    # Where the day of a contract or payment governs clauses: these as the texts of other days have them.
    other_texts: tuple[Clause, ...] = ()

    @property
    def root(self) -> Entity:
        """The applicant's entity."""
        return self.entities[ROOT]

    def entity_of_item(self, item: str) -> Entity | None:
        """The list whose items have this name."""
        return next((e for e in self.entities.values() if e.item == item and not e.is_root), None)

    @property
    def blocks(self) -> tuple[Clause, ...]:
        """What has formulas of its own: the common block in the shape of a clause, if there is one, and the clauses."""
        return (self.common.body, *self.clauses) if self.common is not None else self.clauses

    def clause(self, clause_id: str) -> Clause | None:
        """The clause with this id."""
        return next((c for c in self.clauses if c.id == clause_id), None)

    def versions(self, clause_id: str) -> tuple[Clause, ...]:
        """The clause with this id in this text and in those of other days that may govern it."""
        return tuple(c for c in (*self.clauses, *self.other_texts) if c.id == clause_id)

    def decided_alone(self, limit: Limit) -> bool:
        """Whether a limit is decided by one applicant's awards, and not by those of several applicants."""
        expr = None if limit.per is None else limit.per.expr
        if isinstance(expr, Name):
            return expr.name != "programme"
        return expr is None or any(e.item in names_in(expr) for e in self.entities.values() if not e.is_root)

    @property
    def categories(self) -> list[str]:
        """What awards of other policies may be of, sorted: the categories of its clauses, former ones included."""
        return sorted({*(c.category for c in self.clauses if c.category is not None), *self.former_categories})

    def amended_by(self, clause_id: str) -> tuple[Applied, ...]:
        """The amendments that changed a clause, in the order in which they apply."""
        return tuple(one for one in self.amendments if clause_id in one.clauses)
