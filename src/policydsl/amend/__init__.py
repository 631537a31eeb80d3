"""Amendments, and the text of a policy with them in it.

Takes the positioned trees of amendments and of a policy without errors; gives `Amendment`, `History` and, for any
day, the consolidated text as a `Patchwork` whose every part knows where it was written.
Guarantees: what no change speaks of stays as it is, byte for byte, comments included; a change whose guard does not
hold is reported and not made; the text says exactly what the same changes make of the tree.
"""

from policydsl.amend.consolidate import Consolidation
from policydsl.amend.document import Add, Amendment, Change, Path, Remove, Set, cause_of, path_text
from policydsl.amend.history import MAX_AMENDMENTS, History, Period, fitting, in_force
from policydsl.amend.reading import MAX_CHANGES, read_amendment

__all__ = [
    "MAX_AMENDMENTS",
    "MAX_CHANGES",
    "Add",
    "Amendment",
    "Change",
    "Consolidation",
    "History",
    "Path",
    "Period",
    "Remove",
    "Set",
    "cause_of",
    "fitting",
    "in_force",
    "path_text",
    "read_amendment",
]
