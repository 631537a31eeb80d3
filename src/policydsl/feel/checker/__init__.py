"""The type checker of formulas in policies.

Takes an AST and the names in scope with their types; gives the type and the meaning of every node.
Guarantees: money never mixes with plain numbers; one mistake gives one diagnostic, the rest absorbs it.
"""

from policydsl.feel.checker.checker import Checker, Typing
from policydsl.feel.checker.scope import Binding, FieldOf, Option, Scope, Symbol

__all__ = ["Binding", "Checker", "FieldOf", "Option", "Scope", "Symbol", "Typing"]
