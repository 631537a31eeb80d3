"""The AST of FEEL made into Python closures: plain FEEL, by the letter of the standard.

Takes a formula or a table cell and the names in scope; gives `Compiled`, whose `run` takes the values.
Guarantees: `run` never raises for what a formula says: the value is null and the failures say why, within the limits.
"""

from policydsl.feel.compiler.conform import ItemDefinition, coerce, conforms, is_type
from policydsl.feel.compiler.expressions import Compiled, CompiledTests, compile_expression, compile_unary_tests
from policydsl.feel.compiler.invoke import builtin_function, call_builtin, call_function
from policydsl.feel.compiler.run import Limits, Outcome

__all__ = [
    "Compiled",
    "CompiledTests",
    "ItemDefinition",
    "Limits",
    "Outcome",
    "builtin_function",
    "call_builtin",
    "call_function",
    "coerce",
    "compile_expression",
    "compile_unary_tests",
    "conforms",
    "is_type",
]
