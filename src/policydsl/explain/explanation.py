"""What an explanation says, apart from any language and layout. Sums are yuan; texts are in Chinese and English.

`exact` is a value for machines: all digits of a number or sum, an ISO date or duration, `true`, an option's id;
None where the value is not known.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from policydsl.feel.values import Date
from policydsl.source import Text
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.explain.instalments import InstalmentExplained, ObligationExplained

Truth: TypeAlias = Literal["true", "false", "unknown", "not_reached"]


@frozen
class Named:
    """The applicant or an item: its id, its name where it has one."""

    id: str
    name: str = ""


@frozen
class Member:
    """One item of a list in a sum or in `some … satisfies`: whether it counts, why, and with what figure."""

    item: Named
    counts: Truth
    why: Text
    figure: Text
    exact: str | None


@frozen
class Part:
    """A sum, count, least, greatest, `some` or `every` inside a formula, with all items it looked at."""

    kind: Literal["sum", "count", "min", "max", "some", "every"]
    words: Text
    value: Text
    members: tuple[Member, ...]
    empty: Text  # what is to be said where there are none


@frozen
class Step:
    """One formula: in words, with the values it saw put in place, and what came out.

    A test is true or false: `truth`, which is "true" for any other formula that was computed. `waits_for` are the
    missing facts that could change the value.
    """

    id: str
    label: Text
    words: Text
    seen: Text
    value: Text
    exact: str | None
    truth: Truth
    is_test: bool = False
    parts: tuple[Part, ...] = ()
    waits_for: tuple[str, ...] = ()
    note: Text = Text()
    common: bool = False  # a condition of all clauses


@frozen
class Cell:
    """What a row asks of one input."""

    input: str
    words: Text
    seen: Text
    truth: Truth


@frozen
class RowStep:
    """A row of the table: its tests, whether it fits, what it gives."""

    id: str
    label: Text
    truth: Truth
    cells: tuple[Cell, ...]
    outputs: tuple[Step, ...]
    waits_for: tuple[str, ...]
    bands: tuple[Text, ...] = ()  # of a progressive table: the part in the band, times its rate


@frozen
class TableStep:
    """The decision table: `matched` names the row where there is one; `outputs` are the values in force."""

    hit: Literal["unique", "first", "collect", "progressive"]
    state: Literal["matched", "collected", "banded", "no_row", "open", "not_reached"]
    inputs: tuple[Step, ...]
    rows: tuple[RowStep, ...]
    matched: str | None
    outputs: tuple[Step, ...]


@frozen
class RoundingStep:
    """What rounding changed."""

    before: Decimal
    after: Decimal
    words: Text


@frozen
class MinimumStep:
    """The least sum of the clause: its formula, what the sum was and became (None: not known)."""

    kind: Literal["at_least", "else_nothing"]
    least: Step
    before: Decimal | None
    after: Decimal | None
    words: Text


@frozen
class Earlier:
    """A sum granted before, under this policy or another; `why` says why it counts or not."""

    subject: Named
    amount: Decimal
    counts: bool
    why: Text
    year: int | None = None
    policy: str = ""


@frozen
class CapWork:
    """How a cap changed the sum: its limit, what was granted before, what earlier items took, before and after."""

    limit: Decimal
    granted: Decimal
    taken: Decimal
    before: Decimal
    after: Decimal
    bound: bool
    words: Text


@frozen
class CapExplained:
    """A cap: its limit as a formula, whether it applies, and what it did (None: not come to)."""

    id: str
    label: Text
    per: Text
    every: Literal["once", "year"]
    applies: Truth
    when: Step | None
    limit: Step
    work: CapWork | None
    may_exceed: Step | None = None  # whether the department may decide above it
    earlier: tuple[Earlier, ...] = ()


@frozen
class SettlementExplained:
    """Awards of other policies: which count, what is taken off here, what is left to pay."""

    rule: str
    cite: str
    note: Text
    others: tuple[Earlier, ...]
    total: Decimal
    before_this: Decimal  # deducted from earlier awards of the same kind and subject
    deducted: Decimal
    before: Decimal
    payable: Decimal
    words: Text


@frozen
class JointExplained:
    """A rule over several awards: what it is, and what it did to this one. `limit` is None for a stacking rule."""

    id: str
    kind: str  # highest, choose, deduct, exclude, limit
    label: Text
    cite: str
    limit: Decimal | None
    before: Decimal
    after: Decimal
    words: Text
    note: Text


@frozen
class ReadingUsed:
    """Where the text can be read in several ways: the question and the choice made."""

    id: str
    question: Text
    option: str
    chosen: Text
    is_default: bool
    cite: str
    note: Text


@frozen
class ParameterUsed:
    """A named figure, its value on the day and since when it holds (None: from the beginning)."""

    id: str
    label: Text
    value: Text
    exact: str | None
    since: Date | None
    cite: str
    note: Text
    amended_by: tuple[str, ...] = ()
    today: Text = Text()  # its value on the day of evaluation, where another day governs and the value is another


@frozen
class ClaimExplained:
    """The window in which it can be claimed: first and last day (None: no bound, or not known), whether it is open."""

    start: Date | None
    end: Date | None
    truth: Truth
    words: Text
    waits_for: tuple[str, ...] = ()


@frozen
class GoverningExplained:
    """The day that governs (None: not known): the formula in words, by which text it is judged, the claim window."""

    day: Date | None
    words: Text
    by: Text
    claim: ClaimExplained | None
    waits_for: tuple[str, ...] = ()


@frozen
class Outcome:
    """What follows if a missing fact turns out so."""

    case: Text
    result: Text


@frozen
class MissingFact:
    """A fact that is not known, what waits for it, and what each answer would decide."""

    fact: str
    label: Text
    item: Named | None
    item_kind: Text
    decides: tuple[Text, ...]
    outcomes: tuple[Outcome, ...]
    note: Text = Text()


@frozen
class FailureExplained:
    """An operation that gave no value: why, in which formula, where in the file."""

    reason: Text
    formula: str
    file: str
    line: int
    column: int


@frozen
class Condition:
    """What no fact decides: its id and its words."""

    id: str
    words: Text


@frozen
class AwardExplained:
    """Everything that led to one award."""

    clause: str
    title: Text
    subject: Named
    subject_kind: Text
    cite: str
    departments: tuple[str, ...]
    benefit: Text
    basis: Text
    status: str
    headline: Text
    provisional: bool
    amount: Decimal | None
    payable: Decimal | None
    term: int | None
    most: Decimal | None  # of a sum that is decided case by case
    why: tuple[Text, ...]  # not in force, no row, provisional, failing conditions: in words
    conditions: tuple[Step, ...]
    workings: tuple[Step | TableStep, ...]  # lets and the table in the order computed
    amount_step: Step | None
    term_step: Step | None
    minimum: MinimumStep | None
    rounding: RoundingStep | None
    caps: tuple[CapExplained, ...]
    final_rounding: RoundingStep | None
    settlement: SettlementExplained | None
    readings: tuple[ReadingUsed, ...]
    parameters: tuple[ParameterUsed, ...]
    subject_to: tuple[Condition, ...]
    quota: Text
    missing: tuple[MissingFact, ...]
    failures: tuple[FailureExplained, ...]
    materials: tuple[Text, ...]
    note: Text
    amended_by: tuple[str, ...] = ()  # ids of the amendments that changed the clause
    instalments: tuple[InstalmentExplained, ...] = ()
    obligations: tuple[ObligationExplained, ...] = ()
    joint: tuple[JointExplained, ...] = ()
    governing: GoverningExplained | None = None


@frozen
class AmendmentUsed:
    """An amendment in force on the day, and from when until when it holds (None: no end)."""

    id: str
    title: Text
    number: str
    start: Date | None
    end: Date | None
    sha256: str


@frozen
class Explanation:
    """The derivations of an applicant's awards, in the order of the clauses and of the fact file."""

    policy: str
    title: Text
    number: str
    issuer: Text
    sha256: str
    amendments: tuple[AmendmentUsed, ...]
    currency: str
    applicant: Named
    as_of: Date
    assumes: tuple[Text, ...]
    awards: tuple[AwardExplained, ...]
