"""What the parts of the lowering share: the frame, the names in scope, and that SQL cannot say everything."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from decimal import localcontext
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql import figure as fig
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Arithmetic, Figure, literal
from policydsl.cohort.sql.forms import Form, form_of_figure
from policydsl.cohort.sql.frame import Frame, Group
from policydsl.cohort.sql.ratio import Quantity
from policydsl.cohort.sql.ratios import Ratios
from policydsl.cohort.sql.reasons import LARGE, NESTED, reason_of
from policydsl.evaluate.forms import LIMIT
from policydsl.evaluate.marked import Env, compile_marked
from policydsl.feel.ops import DECIMAL128
from policydsl.feel.temporal.duration import NANOS
from policydsl.feel.types import DAYS_TIME, NUMBER, TEXT, YEARS_MONTHS, Enum, Money, Type
from policydsl.feel.values import Date
from policydsl.model.periods import By
from policydsl.model.policy import ROOT, Entity
from policydsl.model.unknown import UNKNOWN
from policydsl.plan import nodes
from policydsl.plan.nodes import At, Node
from policydsl.plan.policy_plan import ParameterPlan
from policydsl.source import Text
from policydsl.source.frozen import replace

DURATIONS: Final = (YEARS_MONTHS, DAYS_TIME)
DAY_NANOS: Final = 86_400 * NANOS
Periods: TypeAlias = Mapping[tuple[str, str], Sequence[int]]  # by list (empty: the applicant) and field
Earlier: TypeAlias = Mapping[str, Sequence[int]]  # the clauses under which something was granted before, with the years
NO_EARLIER: Final[Earlier] = MappingProxyType({})
NO_PERIODS: Final[Periods] = MappingProxyType({})
Found = TypeVar("Found")
_COMPUTED: Final = (nodes.Strict, nodes.Call, nodes.Property, nodes.Day)
_OF_FACTS: Final = (
    nodes.Field, nodes.Local, nodes.Figure, nodes.Lookup, nodes.Quantifier, nodes.Aggregate, nodes.Setting,
)  # fmt: skip


class NotLoweredError(Exception):
    """SQL cannot say it exactly; the interpreter serves the clause."""

    def __init__(self, reason: Text, at: At | None) -> None:
        super().__init__(reason.en)
        self.reason, self.at = reason, at


def is_text(type_: Type) -> bool:
    """Types whose values are texts."""
    return type_ == TEXT or isinstance(type_, Enum)


def numeric(type_: Type) -> bool:
    """Types whose values are figures: durations are so many months, or so many nanoseconds."""
    return type_ in (NUMBER, *DURATIONS) or isinstance(type_, Money)


class Scope:
    """Where the formulas of one clause are lowered: into a frame; inside an aggregate, into its group."""

    def __init__(self, frame: Frame, arithmetic: Arithmetic, entities: Mapping[str, Entity], as_of: Date) -> None:
        self.frame, self.arithmetic, self.entities, self.as_of = frame, arithmetic, entities, as_of
        self.ratios = Ratios(arithmetic, self.keep)
        self.locals: dict[str, Sql | Quantity] = {}
        self.formulas: dict[str, Node] = {}  # of lets, for conditions on members, which see no columns of the frame
        self.day: Sql | None = None  # that governs; None: the day of evaluation
        self.parameters: Mapping[str, ParameterPlan] = {}  # whose versions the day picks
        self.periods = NO_PERIODS  # of each fact by period, the periods that the cohort has
        self.at_hand: dict[nodes.Variable, tuple[nodes.Field, By, int]] = {}  # the periods for which variables stand
        self.group: Group | None = None
        self.member: nodes.Variable | None = None  # of the group
        self.outer_member: nodes.Variable | None = None  # of the group around it
        self.standing = False  # whether members of whom it is open if they count do not, instead of leaving a sum open
        self.earlier = NO_EARLIER
        self.loosened: set[At] = set()  # where a value may be left open that the interpreter has
        self.needed: list[Sql] = []  # other columns that must be told of an award that is granted

    @abstractmethod
    def figure(self, node: Node) -> Figure:
        """A number, a sum of money or a duration."""

    @abstractmethod
    def quantity(self, node: Node) -> Quantity:
        """The same, or a quotient that is whole at no scale."""

    @abstractmethod
    def expr(self, node: Node) -> Sql:
        """A truth, a text or a date."""

    @abstractmethod
    def aggregate(self, node: nodes.Aggregate) -> Figure:
        """What is added up, counted or compared over a list."""

    @abstractmethod
    def aggregated_value(self, node: nodes.Aggregate) -> Sql:
        """The first or the last day, or text, over a list."""

    @abstractmethod
    def extreme(self, given: Sequence[Sql], sign: str) -> Sql:
        """The first (`<=`) or the last of several days or texts; NULL where one is."""

    @abstractmethod
    def quantified_history(self, node: nodes.Quantifier) -> Sql:
        """`some` and `every` of the figures of earlier periods."""

    @abstractmethod
    def aggregated_history(self, node: nodes.Aggregate) -> Figure:
        """The sum, the count, the least or the greatest of figures of earlier periods."""

    @abstractmethod
    def collected(self, kind: str, given: Sequence[tuple[Sql, Figure]], node: Node) -> Figure:
        """The aggregate of figures, each with whether it counts."""

    @abstractmethod
    def days_between(self, node: nodes.Strict) -> Figure:
        """The difference of two days."""

    @abstractmethod
    def months_between(self, node: nodes.Call) -> Figure:
        """The whole months from one day to another."""

    @abstractmethod
    def place_in_year(self, node: nodes.Call, name: str) -> Figure:
        """The number of a day, or of its week, within the year."""

    @abstractmethod
    def part_of_day(self, node: Node, of: Node, name: str) -> Figure:
        """The year of a day, and the like."""

    def govern(self, day: Sql, parameters: Mapping[str, ParameterPlan]) -> None:
        """From now on names go by this day."""
        self.day, self.parameters = day, parameters

    @property
    def year(self) -> Figure:
        """Of the day that governs."""
        if self.day is None:
            return literal(self.as_of.year)
        return Figure(self._of_frame(sql.year_of(self.day.copy(), "year")), 0, 1, 9999)

    def _of_frame(self, value: Sql) -> Sql:
        """The value as a column of the frame, which conditions on members do not see."""
        if self.group is not None:
            raise NotLoweredError(Text("条件取决于逐项的日子", "a condition on members asks for the day"), None)
        return self.frame.keep(value)

    def version(self, node: nodes.Setting) -> list[tuple[Sql, Node]]:
        """The versions of a parameter, each with whether it is the one of the day, if none before it is."""
        if self.day is None:
            raise self.refused(node)
        found: list[tuple[Sql, Node]] = []
        versions = self.parameters[node.name].versions
        for (_, value), after in zip(versions, [*versions[1:], None], strict=True):
            start = None if after is None else after[0]
            if after is not None:
                assert start is not None  # noqa: S101  (versions are in the order of their days)
                test = self._of_frame(sql.binary("<", self.day.copy(), sql.day(start.iso())))
            else:
                test = self._of_frame(sql.not_(sql.is_null(self.day.copy())))
            found.append((test, nodes.Const(node.at, node.type, value)))
        return found

    def value(self, node: Node) -> Sql | Figure:
        """A figure for numbers, else an expression."""
        return self.figure(node) if numeric(node.type) else self.expr(node)

    def computed(self, node: Node) -> Node:
        """As a constant, where it asks for no fact."""
        if not isinstance(node, _COMPUTED) or any(map(self._differs, nodes.walk(node))):
            return node
        with localcontext(DECIMAL128):
            found, _ = compile_marked(node)(Env((), None, {}, {}, self.as_of))
        if found is UNKNOWN or found is None:
            raise self.refused(node)  # it fails for everyone
        return nodes.Const(node.at, node.type, found)  # type: ignore[arg-type]  # what no fact decides is a value

    def keep(self, value: Sql) -> Sql:
        """The value as a column, so that it can be named often."""
        return value if self.group is not None else self.frame.keep(value)

    def _differs(self, node: Node) -> bool:
        """Whether it is not the same for everyone."""
        if isinstance(node, nodes.Day):
            return node.part == "year" and self.day is not None
        return isinstance(node, _OF_FACTS)

    def kept(self, figure: Figure) -> Figure:
        """The same figure by a column."""
        return figure if figure.literal else replace(figure, base=self.keep(figure.base))

    def kept_quantity(self, found: Quantity) -> Quantity:
        """The same by columns."""
        if isinstance(found, Figure):
            return self.kept(found)
        return replace(found, over=self.kept(found.over), under=self.kept(found.under))

    def source(self, figure: Figure) -> Sql:
        """The number at the figure's scale."""
        return self.arithmetic.source(figure)

    def refused(self, node: Node, reason: Text | None = None) -> NotLoweredError:
        """What SQL cannot say, and why."""
        return NotLoweredError(reason_of(node) if reason is None else reason, node.at)

    def noted(self, found: Found, node: Node) -> Found:
        """The same; where it may be left open, that is kept."""
        if self.ratios.loose:
            self.loosened.add(node.at)
            self.ratios.loose = False
        return found

    def sure(self, found: Figure | None, node: Node) -> Figure:
        """The figure, which there must be."""
        if found is None:
            raise self.refused(node)
        return found

    def aligned(self, node: Node, *figures: Figure) -> list[Figure]:
        """All at one scale; refused where that makes them too long."""
        found = fig.aligned(*figures)
        if max(map(fig.most, found)) >= LIMIT:
            raise self.refused(node, LARGE)
        return found

    # -- names ---------------------------------------------------------------------------------------

    def column(self, node: nodes.Field) -> Sql:
        """The column of a fact."""
        return self.fact(node, node.name)

    def fact(self, node: nodes.Field, name: str) -> Sql:
        """A column of the item whose fact this is."""
        kind = node.of.kind
        if self.group is None:
            if kind not in ("applicant", "item"):
                raise self.refused(node)
            return self.frame.field(kind, name)
        if node.of is self.member:
            return sql.column(name, "m")
        if (node.of is self.outer_member) if self.group.of_member else (kind == "item" and self.group.of_item):
            return sql.column(name, "i")
        if kind != "applicant":
            raise self.refused(node, NESTED)
        self.group.applicant.add(name)
        return sql.column(name, "a")

    def fact_figure(self, node: nodes.Field, name: str) -> Figure:
        """A column of figures."""
        form = self.form(node)
        if form.kind != "whole":
            raise self.refused(node)
        return self.figure_of(self.fact(node, name), form)

    @staticmethod
    def figure_of(value: Sql, form: Form) -> Figure:
        """A column in its form."""
        return Figure(value, form.scale, form.low, form.high, DAY_NANOS if form.days else 1)

    def form(self, node: nodes.Field) -> Form:
        """The form of a fact."""
        field = self.entities[node.of.list_key or ROOT].fields.get(node.name)
        form = None if field is None else form_of_figure(field)
        if form is None:
            raise self.refused(node)
        return form

    def local(self, name: str, node: Node) -> Sql | Quantity:
        """A let, or an output of the table."""
        if self.group is None:
            return self.locals[name]
        formula = self.formulas.get(name)  # a let of the clause, said again in terms of facts
        if formula is None:
            raise self.refused(node)
        return self.quantity(formula) if numeric(formula.type) else self.expr(formula)


def choice(test: Sql, then: Sql, otherwise: Sql) -> Sql:
    """By a truth; NULL where that is."""
    return sql.case([(test, then), (sql.not_(test.copy()), otherwise)])


def spanning(source: Sql, *figures: Figure) -> Figure:
    """One of several figures of one scale."""
    bounds = [one.bounds for one in figures]
    return Figure(source, figures[0].scale, min(low for low, _ in bounds), max(high for _, high in bounds))
