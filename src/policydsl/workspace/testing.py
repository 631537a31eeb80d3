"""Runs documents of policy tests: each file checked first, each test evaluated by the text of its day."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import normpath
from pathlib import Path
from typing import Final

from policydsl.award import Evaluation
from policydsl.diagnostics import Diagnostic, Reporter, Severity
from policydsl.model import reading as read
from policydsl.model.facts_checks import check_facts
from policydsl.model.facts_reader import read_facts
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen
from policydsl.syntax import parse_yaml, read_source
from policydsl.syntax.tree import Mapping
from policydsl.testing import Difference, PolicyTest, differences, tests_of
from policydsl.workspace.documents import Checker
from policydsl.workspace.library import Library, open_library
from policydsl.workspace.loading import evaluate

_KIND: Final = "tests"


@frozen(eq=False)
class TestRun:
    """One test that was run by the policy in `library`; without `evaluation` for the reasons in `findings`."""

    __test__ = False  # no test of ours

    file: str
    test: PolicyTest
    library: Library
    evaluation: Evaluation | None
    differences: tuple[Difference, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Whether everything expected was found."""
        return self.evaluation is not None and not self.differences and not self.findings


@frozen(eq=False)
class FileRun:
    """A document of tests: its runs, or what is wrong with it."""

    name: str
    source: SourceFile | None
    runs: tuple[TestRun, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def passed(self) -> bool:
        """Whether all of it is well."""
        return not self.findings and all(run.passed for run in self.runs)


def run_file(name: str, policy: str | None, amend: Sequence[str], wanted: Sequence[str]) -> FileRun:
    """Check a document, then run its tests; `wanted`: only those whose name holds one of these texts."""
    reporter = Reporter()
    source = read_source(name, reporter)
    if source is None:
        return FileRun(name, None, (), reporter.diagnostics)
    checked = Checker(policy, amend).check(source)
    errors = tuple(one for one in checked.reporter if one.severity is Severity.ERROR)
    if errors:
        return FileRun(name, source, (), errors)
    root = parse_yaml(source, Reporter())
    if checked.kind != _KIND or not isinstance(root, Mapping):
        reporter.report("F061", path=name)
        return FileRun(name, source, (), reporter.diagnostics)
    libraries: dict[tuple[str, ...], Library | None] = {}
    runs: list[TestRun] = []
    for one in tests_of(root):
        if wanted and not any(text in one.name for text in wanted):
            continue
        names = (*(str(Path(name).parent / path) for path in one.amendments), *amend)
        if names not in libraries:
            libraries[names] = open_library(policy_path(root, source, policy), reporter, names)
        library = libraries[names]
        if library is None:
            return FileRun(name, source, (), reporter.diagnostics)
        runs.append(run_test(name, one, library))
    return FileRun(name, source, tuple(runs), ())


def run_test(file: str, test: PolicyTest, library: Library) -> TestRun:
    """Evaluate one test by the text in force on its day, and compare."""
    reporter = Reporter()
    loaded = library.on(test.as_of, reporter)
    if loaded is None:
        return TestRun(file, test, library, None, (), reporter.diagnostics)
    found = Reporter()
    facts = read_facts(test.facts, loaded.policy, found, test.as_of)
    check_facts(test.facts, facts, loaded.policy, found)
    if found.has_errors:
        return TestRun(file, test, library, None, (), found.diagnostics)
    evaluation = evaluate(loaded, facts, found, as_of=test.as_of, readings=test.readings)
    if evaluation is None:
        return TestRun(file, test, library, None, (), found.diagnostics)
    return TestRun(file, test, library, evaluation, tuple(differences(test, evaluation)), ())


def policy_path(root: Mapping, source: SourceFile, policy: str | None) -> str:
    """Where the policy of a document is, seen from where the program runs."""
    return policy or normpath(Path(source.name).parent / (read.string(root.get("policy")) or ""))
