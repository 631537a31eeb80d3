"""The catalogue: every code once, by family, a file a family.

U usage and files · Y YAML · S shape of documents · X expression syntax · N names · T types and money
D decision tables · P sense of a policy · F facts · R running: their titles are in `FAMILIES`.
"""

from __future__ import annotations

from policydsl.diagnostics.catalogue import (
    amendments,
    audit,
    cohorts,
    conditions,
    currencies,
    curves,
    entries,
    expressions,
    facts,
    files,
    governing,
    joint,
    names,
    paying,
    periods,
    policy,
    running,
    sense,
    shape,
    simulations,
    sums,
    tables,
    types,
    usage,
    yaml,
)
from policydsl.diagnostics.rule import Rule, Severity
from policydsl.source import Text

_MODULES = (
    files,
    usage,
    curves,
    yaml,
    entries,
    shape,
    expressions,
    names,
    types,
    tables,
    policy,
    sense,
    sums,
    conditions,
    joint,
    paying,
    currencies,
    governing,
    amendments,
    audit,
    facts,
    periods,
    running,
    cohorts,
    simulations,
)

RULES: dict[str, Rule] = {rule.code: rule for module in _MODULES for rule in module.RULES}

# What each letter stands for, in the order in which a document goes through the passes.
FAMILIES: dict[str, Text] = {
    "U": Text("命令和文件", "usage and files"),
    "Y": Text("YAML 写法", "YAML"),
    "S": Text("文件的格式", "shape of documents"),
    "X": Text("公式的写法", "writing of formulas"),
    "N": Text("名称和标识", "names and ids"),
    "T": Text("类型和金额", "types and money"),
    "D": Text("决策表", "decision tables"),
    "P": Text("政策是否合理", "sense of a policy"),
    "M": Text("修订", "amendments"),
    "A": Text("与原文核对", "comparison with the official text"),
    "F": Text("事实文件", "fact files"),
    "R": Text("计算", "evaluation"),
    "B": Text("成批计算", "cohorts"),
}

__all__ = ["FAMILIES", "RULES", "Rule", "Severity"]
