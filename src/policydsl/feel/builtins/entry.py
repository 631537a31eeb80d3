"""What the table of built-ins says about each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from policydsl.feel.builtins.signature import Signature, admits_null, parse_signature
from policydsl.feel.values import Value
from policydsl.source import Text
from policydsl.source.frozen import frozen

Step: TypeAlias = Callable[[int], None]


def free(_count: int) -> None:
    """A count of steps that has no end: for calls outside of a run."""


@frozen(eq=False)
class Builtin:
    """A built-in function: all that evaluator, checker, other backends, hover and docs need to know.

    There is one of each name, so it is equal to itself only.
    """

    name: str
    signatures: tuple[Signature, ...]
    impl: Callable[..., Value]  # arguments by position in a signature's order; optionals left out are not passed
    doc: Text
    example: tuple[str, str]  # an expression and the FEEL text of its value; both are run by a test
    volatile: bool = False  # reads the clock: two calls may differ
    in_policies: bool = True  # whether the FEEL of policies has it
    cost: int = 4  # how many steps of a run a call counts for, and how heavily large arguments weigh: see Run.charge

    @property
    def metered(self) -> bool:
        """Whether the implementation counts its own steps: it has a keyword argument `step`."""
        return "step" in (getattr(self.impl, "__kwdefaults__", None) or ())

    @property
    def nulls(self) -> Literal["strict", "handles"]:
        """`strict`: an argument that is null makes the call fail; `handles`: some parameter admits null."""
        admits = any(admits_null(param.type) for signature in self.signatures for param in signature.params)
        return "handles" if admits else "strict"


def builtin(
    *signatures: str,
    impl: Callable[..., Value],
    zh: str,
    en: str,
    example: tuple[str, str],
    volatile: bool = False,
    in_policies: bool = True,
    cost: int = 4,
) -> Builtin:
    """A row of the table; the name is what all its signatures begin with."""
    (name,) = {signature.partition("(")[0].strip() for signature in signatures}
    read = tuple(parse_signature(signature) for signature in signatures)
    return Builtin(name, read, impl, Text(zh, en), example, volatile, in_policies, cost)
