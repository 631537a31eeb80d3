"""The checks of a policy, beyond its shape.

Takes a `Policy`; gives `CheckedPolicy`: every formula typed, every name resolved, lets in order.
Guarantees: without an error reported, the plan can be made and evaluation cannot meet a wrong type.
"""

from policydsl.check.passes import CheckedClause, CheckedPolicy, check_policy

__all__ = ["CheckedClause", "CheckedPolicy", "check_policy"]
