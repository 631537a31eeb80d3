"""Plan nodes as SQL, in a frame."""

from __future__ import annotations

from policydsl.cohort.sql.figures import Figures
from policydsl.cohort.sql.scope import DURATIONS
from policydsl.cohort.sql.truths import Truths
from policydsl.feel.types import DATE
from policydsl.plan import nodes
from policydsl.plan.nodes import Node, walk


class Lower(Figures, Truths):
    """Lowers the formulas of one clause into a frame; inside an aggregate, into its group."""

    def is_strict(self, node: Node) -> bool:
        """Whether NULL in SQL is an unknown of the interpreter too, whichever way; asked once the node was lowered.

        It need not be of a choice, of a figure of a list or of earlier periods, of a day beyond the year 9999, of a
        duration beyond a million years, and of what was left open when it was lowered.
        """
        for one in walk(node):
            if isinstance(one, nodes.If | nodes.Aggregate) or one.at in self.loosened:
                return False
            if isinstance(one, nodes.Strict) and one.type in (DATE, *DURATIONS):
                return False
            if isinstance(one, nodes.Quantifier) and one.members.history is not None:
                return False
            if isinstance(one, nodes.Local):
                formula = self.formulas.get(one.name)
                if formula is None or not self.is_strict(formula):
                    return False
        return True
