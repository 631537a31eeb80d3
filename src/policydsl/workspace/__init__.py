"""The one public door: load, check, evaluate.

Takes paths or texts; gives policies, facts, evaluations and findings.
Guarantees: bad input gives findings, never an exception; nothing is evaluated against a policy with errors.
"""

from policydsl.workspace.loading import LoadedPolicy, load_facts, load_policy

__all__ = ["LoadedPolicy", "load_facts", "load_policy"]
