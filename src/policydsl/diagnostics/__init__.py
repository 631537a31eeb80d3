"""The one diagnostic type, the catalogue of codes, and the renderers.

Takes a code of the catalogue, labels (spans in files) and arguments; gives `Diagnostic`.
Guarantees: every message exists in Chinese and English; order is stable; equal ones are reported once.
"""

from policydsl.diagnostics.catalogue import RULES, Rule, Severity
from policydsl.diagnostics.diagnostic import Allowed, Diagnostic, Edit, Fix, Label, Reporter

__all__ = ["RULES", "Allowed", "Diagnostic", "Edit", "Fix", "Label", "Reporter", "Rule", "Severity"]
