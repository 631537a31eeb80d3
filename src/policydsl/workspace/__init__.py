"""The one public door: load, check, evaluate.

Takes paths or texts; gives policies, with the amendments in force on a day, facts, evaluations and findings.
Guarantees: bad input gives findings, never an exception; nothing is evaluated against a policy with errors.
"""

from policydsl.workspace.choices import choose_day, choose_readings, did_you_mean
from policydsl.workspace.documents import Checked, Checker, is_document
from policydsl.workspace.loading import (
    LoadedPolicy,
    evaluate,
    load_facts,
    load_facts_source,
    load_policy_source,
)
from policydsl.workspace.opening import load_policy

__all__ = [
    "Checked",
    "Checker",
    "LoadedPolicy",
    "choose_day",
    "choose_readings",
    "did_you_mean",
    "evaluate",
    "is_document",
    "load_facts",
    "load_facts_source",
    "load_policy",
    "load_policy_source",
]
