"""Two texts of a policy, and what the difference does.

Takes the trees of two texts, and the evaluations of some applicants under each; gives changes by place and meaning,
never by line, and effects to the fen. Guarantees: a text that only looks different has no changes; an applicant whose
result is not certain under one of the two is told apart from one who gains or loses.
"""

from policydsl.diff.changes import Change, changes_between
from policydsl.diff.effects import AwardEffect, Effect, effect_of

__all__ = ["AwardEffect", "Change", "Effect", "changes_between", "effect_of"]
