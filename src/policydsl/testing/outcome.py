"""What a run of tests gave, for those who tell it."""

from __future__ import annotations

from policydsl.diagnostics import Diagnostic, Label
from policydsl.source.frozen import frozen
from policydsl.testing.compare import Difference


@frozen(eq=False)
class Failure:
    """One difference with the derivation of the figure that differs, as people read it."""

    difference: Difference
    derivation: str


@frozen(eq=False)
class TestOutcome:
    """One test: passed, or its failures, or the findings that kept it from being evaluated."""

    __test__ = False  # no test of ours

    name: str
    at: Label
    failures: tuple[Failure, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Whether everything expected was found."""
        return not self.failures and not self.findings


@frozen(eq=False)
class FileOutcome:
    """A document of tests; `findings` are mistakes of the document, for which none of its tests was run."""

    name: str
    tests: tuple[TestOutcome, ...]
    findings: tuple[Diagnostic, ...]
