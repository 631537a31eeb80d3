"""The figures of a simulation as frozen values; sums are exact, in yuan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from policydsl.cohort.output.tables import Counts
from policydsl.feel.values import Date
from policydsl.model.policy import Policy
from policydsl.source import Text
from policydsl.source.frozen import frozen

ZERO = Decimal(0)


@frozen
class Tally:
    """Some awards, counted.

    `applicants`: those with an award that is eligible. `cost`: what is payable of eligible awards, `provisional_cost`
    the part of it that missing facts may change. `without_sum`: eligible ones that are no sum of money (a service, a
    term, a sum that is decided case by case). `open_most`: the most that those undetermined awards may come to for
    which that is known; `open_unbounded` are the others.
    """

    statuses: Mapping[str, int]
    applicants: int = 0
    cost: Decimal = ZERO
    provisional: int = 0
    provisional_cost: Decimal = ZERO
    without_sum: int = 0
    months: int = 0
    open_most: Decimal = ZERO
    open_unbounded: int = 0

    @property
    def eligible(self) -> int:
        """Awards that are granted."""
        return self.statuses.get("eligible", 0)

    @property
    def undetermined(self) -> int:
        """Awards about which missing facts leave something open."""
        return self.statuses.get("undetermined", 0)


@frozen
class Line:
    """One group: its key (empty: not known), what it is called, its awards."""

    key: str
    label: Text
    tally: Tally


@frozen
class Breakdown:
    """All awards by something: `id` is `clause`, `department`, `basis`, or a fact as `applicant.kind`."""

    id: str
    label: Text
    lines: tuple[Line, ...]

    def of(self, key: str) -> Line | None:
        """The group with this key."""
        return next((line for line in self.lines if line.key == key), None)


@frozen
class Limiter:
    """What lowers awards of a clause: a cap, its minimum, a rule or a limit over several awards.

    `taken`: the sums before less those after; None where that cannot be said of this one alone.
    """

    clause: str
    title: Text
    id: str
    label: Text
    kind: str  # cap, minimum, rule, limit
    awards: int
    applicants: int
    taken: Decimal | None


@frozen
class Band:
    """How many applicants get (or gain, or lose) more than `low` up to `high`, and their sum; None: no bound."""

    low: Decimal | None
    high: Decimal | None
    applicants: int
    sum: Decimal


@frozen
class BudgetLine:
    """A budget for everything (`clause` empty) or for one clause, against what is payable.

    `earlier`: what was granted before, as far as limits over the programme count it: neither payable now nor left.
    """

    clause: str
    title: Text
    budget: Decimal
    cost: Decimal
    open_most: Decimal
    open_unbounded: int
    earlier: Decimal = ZERO

    @property
    def used(self) -> Decimal:
        """What is spent of it, now and before."""
        return self.cost + self.earlier

    @property
    def left(self) -> Decimal:
        """What is left; below zero: what is lacking."""
        return self.budget - self.used


@frozen
class PotLine:
    """A limit over the programme: what it allows, what earlier awards took, what is asked for and granted now.

    `year`: whose awards it counts, None: those of all years. `other`: what it counts of awards of other policies.
    """

    id: str
    label: Text
    year: int | None
    limit: Decimal
    earlier: Decimal
    other: Decimal
    asked: Decimal
    granted: Decimal

    @property
    def left(self) -> Decimal:
        """What nobody took; earlier awards may exceed the limit."""
        return max(ZERO, self.limit - self.earlier - self.other - self.granted)


@frozen
class Share:
    """A part of a split, with what it pays."""

    name: str
    share: Decimal
    cost: Decimal


@frozen
class Split:
    """The sum of one clause (`clause` empty: of all), divided as was assumed."""

    clause: str
    title: Text
    shares: tuple[Share, ...]


@frozen(eq=False)
class Run:
    """One policy against the cohort."""

    name: str
    changes: tuple[str, ...]  # as they were written; none: the policy as it is
    policy: Policy
    readings: Mapping[str, str]
    whole: Tally
    breakdowns: tuple[Breakdown, ...]
    limiters: tuple[Limiter, ...]
    bands: tuple[Band, ...]
    budgets: tuple[BudgetLine, ...]
    splits: tuple[Split, ...]
    counts: tuple[Counts, ...]
    one_by_one: int
    applicants: int  # those computed
    pots: tuple[PotLine, ...] = ()
    unranked: frozenset[str] = frozenset()  # clauses with a quota, and limits over all applicants, not applied
    was: Mapping[str, str] = MappingProxyType({})  # by change, what stood there

    @property
    def rejected(self) -> int:
        """Rows that were not computed."""
        return sum(one.rejected for one in self.counts)

    def by(self, id_: str) -> Breakdown:
        """A breakdown by its id."""
        return next(one for one in self.breakdowns if one.id == id_)


@frozen
class Mover:
    """An applicant who gains or loses; `id` only where ids were asked for."""

    id: str | None
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """What it gains."""
        return self.after - self.before


@frozen
class Moved:
    """Those who gain, or those who lose."""

    applicants: int
    sum: Decimal
    bands: tuple[Band, ...]
    most: tuple[Mover, ...]


@frozen
class ClauseChange:
    """What a clause costs before and after, and how many applicants gain or lose by it, be it money or another support.

    `open`: awards that are undetermined in one of the two runs, or both.
    """

    clause: str
    title: Text
    before: Decimal
    after: Decimal
    gaining: int
    losing: int
    open: int


@frozen(eq=False)
class Difference:
    """A scenario against the policy as it is, over the applicants that both compute.

    `open`: applicants for whom an undetermined award of a clause that the scenario touches leaves the change open; what
    is known of their change is in the figures, too. `undecided` of them show no change so far; `same` have none.
    `provisional`: those whose change has a provisional sum on one side. `gain` and `lose` are of money; `more` and
    `less` are those of the others who get or lose support that is no sum of money, or get it for longer or not as long.
    """

    name: str
    applicants: int
    before: Decimal
    after: Decimal
    gain: Moved
    lose: Moved
    same: int
    open: int
    undecided: int
    provisional: int
    clauses: tuple[ClauseChange, ...]
    more: int = 0
    less: int = 0


@frozen(eq=False)
class Simulation:
    """Everything: the runs (the policy as it is first), and each scenario against that."""

    as_of: Date
    runs: tuple[Run, ...]
    differences: tuple[Difference, ...]
    split: tuple[tuple[str, Decimal], ...]
    with_ids: bool
    rejects: tuple[str, ...] = ()  # the first row of each kind that is not computed, in words

    @property
    def base(self) -> Run:
        """The policy as it is."""
        return self.runs[0]

    @property
    def budget_asked(self) -> bool:
        """Whether some budget was given."""
        return any(run.budgets for run in self.runs)
