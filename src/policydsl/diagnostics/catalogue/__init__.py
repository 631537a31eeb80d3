"""The catalogue: every code once, by family, a file a family.

U usage and files · Y YAML · S shape of documents · X expression syntax · N names · T types and money
D decision tables · P sense of a policy · F facts · R running · A policy against its official text
"""

from __future__ import annotations

from policydsl.diagnostics.catalogue import (
    audit,
    expressions,
    facts,
    files,
    names,
    policy,
    running,
    shape,
    tables,
    types,
    usage,
    yaml,
)
from policydsl.diagnostics.rule import Rule, Severity

_FAMILIES = (files, usage, yaml, shape, expressions, names, types, tables, policy, facts, running, audit)

RULES: dict[str, Rule] = {rule.code: rule for family in _FAMILIES for rule in family.RULES}

__all__ = ["RULES", "Rule", "Severity"]
