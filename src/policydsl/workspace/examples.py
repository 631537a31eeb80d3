"""The examples of the rules' pages, executed: what each of them is told."""

from __future__ import annotations

from os.path import normpath

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.diagnostics.pages.frames import SAMPLE, framed, policy_of_facts, sample
from policydsl.source import SourceFile
from policydsl.syntax import parse_yaml
from policydsl.workspace.documents import Checker
from policydsl.workspace.loading import load_facts_source, load_policy_source

_NAMES = {"facts": "facts.yaml", "amendment": "amendment.yaml", "tests": "tests.yaml", "yaml": "example.yaml"}


def example_findings(frame: str, text: str, column: str = "applicant.annual_revenue") -> tuple[Diagnostic, ...]:
    """What is said of an example; `feel` and `command` are for the program itself."""
    reporter = Reporter()
    source = SourceFile(_NAMES.get(frame, SAMPLE), framed(frame, text, column))
    match frame:
        case "yaml":
            parse_yaml(source, reporter)
        case "facts":
            loaded = load_policy_source(SourceFile(SAMPLE, policy_of_facts()), Reporter())
            if loaded is not None:
                load_facts_source(source, loaded.policy, reporter)
        case "amendment" | "tests":
            checker = Checker(SAMPLE, read_text=_read)
            return checker.check_over_time(source).reporter.diagnostics
        case _:
            load_policy_source(source, reporter)
    return reporter.diagnostics


def _read(path: str, reporter: Reporter) -> SourceFile | None:
    """Examples see the sample policy, and no file of anybody."""
    if normpath(path) == SAMPLE:
        return SourceFile(SAMPLE, sample("sample.yaml"))
    reporter.report("U001", path=path)
    return None
