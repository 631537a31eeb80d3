"""Codes R: formulas that could be read and have no value."""

from __future__ import annotations

from policydsl.diagnostics.rule import Rule, error

RULES: tuple[Rule, ...] = (error("R001", "operation-failed", "计算失败：{reason}", "this has no value: {reason}"),)
