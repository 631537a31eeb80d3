"""Plan nodes as SQL, in a frame."""

from __future__ import annotations

from policydsl.cohort.sql.figures import Figures
from policydsl.cohort.sql.truths import Truths


class Lower(Figures, Truths):
    """Lowers the formulas of one clause into a frame; inside an aggregate, into its group."""
