"""Whether a policy makes sense: what it cannot mean, and what a slip of the hand looks like.

Takes a checked policy; every finding stands at the figure, name or day that looks wrong. A warning is something that no
notice says; what some notices do say is a note, or is not spoken of at all.
"""

from __future__ import annotations

from policydsl.check.checked import CheckedPolicy
from policydsl.check.sense.days import check_days
from policydsl.check.sense.exchange import check_exchange
from policydsl.check.sense.figures import check_figures
from policydsl.check.sense.formulas import formulas
from policydsl.check.sense.names import check_names
from policydsl.check.sense.negative import check_negative
from policydsl.check.sense.pairs import check_pairs
from policydsl.check.sense.periods import check_periods
from policydsl.check.sense.rates import check_rates
from policydsl.check.sense.scale import check_scale
from policydsl.check.sense.sums import check_sums
from policydsl.check.sense.times import check_times
from policydsl.check.sense.units import check_units
from policydsl.check.sense.unused import check_unused
from policydsl.diagnostics import Reporter


def check_sense(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report what a policy cannot mean."""
    check_negative(checked, reporter)
    check_scale(checked, reporter)
    check_figures(checked, reporter)
    check_sums(checked, reporter)
    check_unused(checked, reporter)
    check_rates(checked, reporter)
    check_exchange(checked, reporter)
    check_days(checked, reporter)
    check_times(checked, reporter)
    check_names(checked, reporter)
    check_units(checked, reporter)
    check_pairs(checked, reporter)
    check_periods(checked, reporter)


__all__ = ["check_sense", "formulas"]
