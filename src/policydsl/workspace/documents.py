"""Documents of every kind through the checks of their kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from os.path import normpath
from pathlib import Path
from typing import Final

from policydsl.check.policy_tests import check_policy_tests
from policydsl.diagnostics import Diagnostic, Label, Reporter
from policydsl.model import reading as read
from policydsl.model.policy import Policy
from policydsl.source import SourceFile, Text
from policydsl.source.frozen import frozen
from policydsl.syntax import check_shape, document_kind, parse_yaml, read_source
from policydsl.syntax.tree import Mapping, Node
from policydsl.workspace.loading import LoadedPolicy, load_facts_tree, load_policy_source, load_policy_tree, settle

_OURS: Final = re.compile(
    r"^\ufeff?[ \t\u3000]*[\"']?(?:policydsl[\"']?[ \t]*[:：]|kind[\"']?[ \t]*[:：][ \t]*[\"']?"
    r"(?:policy|amendment|facts|tests|result|findings)\b)",
    re.MULTILINE,
)
_ENDINGS: Final = (".yaml", ".yml")
_FOLDERS: Final = ("", "policies/", "../policies/")


def is_document(source: SourceFile) -> bool:
    """Whether a text means to be a document of ours: it says so in a line of its own, or is JSON that does."""
    text = source.text
    return bool(_OURS.search(text)) or (text.lstrip().startswith("{") and '"policydsl"' in text)


@frozen(eq=False)
class Checked:
    """What a check found out: the kind (empty: unknown), what the document holds, and the findings."""

    source: SourceFile
    kind: str
    holds: Text
    reporter: Reporter


class Checker:
    """Checks documents one after the other; a policy that was checked serves the facts and tests after it."""

    def __init__(
        self,
        policy: str | None = None,
        read_text: Callable[[str, Reporter], SourceFile | None] = read_source,
    ) -> None:
        """`policy`: the file of the policy by which facts are checked, whatever they name themselves."""
        self._policy = policy
        self._read = read_text
        self._by_path: dict[str, tuple[LoadedPolicy | None, tuple[Diagnostic, ...]]] = {}
        self._by_id: dict[str, tuple[str, LoadedPolicy | None]] = {}

    def check(self, source: SourceFile) -> Checked:
        """Everything that is wrong with a document."""
        reporter, found = Reporter(), Reporter()
        node = parse_yaml(source, found)
        kind = document_kind(node, Reporter()) if node is not None else None
        if node is None or kind is None:
            if node is not None:
                document_kind(node, found)
            settle(node, found, reporter)
            return Checked(source, "", Text(), reporter)
        checks: dict[str, Callable[[_Document, Reporter], Text]] = {
            "policy": self._check_policy,
            "facts": self._check_facts,
            "tests": self._check_tests,
            "amendment": self._check_amendment,
            "result": self._check_result,
            "findings": self._check_findings,
        }
        return Checked(source, kind, checks[kind](_Document(source, node, found), reporter), reporter)

    # -- policies ------------------------------------------------------------------------------------

    def _check_policy(self, one: _Document, reporter: Reporter) -> Text:
        loaded = load_policy_tree(one.source, one.node, one.found, reporter)
        self._by_path[normpath(one.source.name)] = (loaded, ())  # its mistakes are told already
        id_ = read.string(one.get("id"))
        if id_ is not None:
            self._by_id[id_] = (one.source.name, loaded)
        return Text() if loaded is None else policy_holds(loaded.policy)

    def _policy_at(self, path: str, reporter: Reporter) -> tuple[str, LoadedPolicy | None]:
        """The policy in a file; if it cannot be read or has errors, None and the reasons."""
        key = normpath(path)
        if key not in self._by_path:
            found = Reporter()
            source = self._read(path, found)
            opened = None if source is None else load_policy_source(source, found)
            self._by_path[key] = (opened, found.diagnostics if opened is None else ())
        loaded, reasons = self._by_path[key]
        reporter.extend(reasons)
        return path, loaded

    def _policy_of(self, one: _Document, reporter: Reporter) -> tuple[str, LoadedPolicy | None] | None:
        """The policy that a fact file is for: the one given, one checked before, or a file of its name nearby."""
        if self._policy is not None:
            return self._policy_at(self._policy, reporter)
        id_ = read.string(one.get("policy"))
        if id_ is None:
            return None
        if id_ in self._by_id:
            return self._by_id[id_]
        for folder in _FOLDERS:
            for ending in _ENDINGS:
                path = normpath(one.beside(f"{folder}{id_}{ending}"))
                if Path(path).is_file():
                    return self._policy_at(path, reporter)
        return None

    # -- what is checked by a policy -----------------------------------------------------------------

    def _check_facts(self, one: _Document, reporter: Reporter) -> Text:
        of_policy = Reporter()
        found = self._policy_of(one, of_policy)
        reporter.extend(of_policy)
        if found is not None and found[1] is not None:
            facts = load_facts_tree(one.node, found[1].policy, one.found, reporter)
            if facts is None:
                return Text()
            items = sum(len(listed) for listed in facts.lists.values())
            return Text(
                f"申报主体 {facts.applicant.id}，事项 {items}", f"applicant {facts.applicant.id}, items {items}"
            )
        if found is None:
            one.found.report("U130", one.place("policy"))
        elif not of_policy:  # else its mistakes are told here
            one.found.report("F030", one.place("policy"), path=found[0])
        one.check_shape("facts", reporter)
        return Text()

    def _check_tests(self, one: _Document, reporter: Reporter) -> Text:
        check_shape(one.node, "tests", one.found)
        named = read.string(one.get("policy"))
        path = self._policy or (one.beside(named) if named else "")
        of_policy = Reporter()
        if path and self._policy is None and normpath(path) not in self._by_path and not Path(path).is_file():
            one.found.report("U001", one.place("policy"), path=normpath(path))
        elif path:
            _, loaded = self._policy_at(path, of_policy)
            reporter.extend(of_policy)
            if loaded is None and not of_policy:
                one.found.report("F030", one.place("policy"), path=normpath(path))
            elif loaded is not None and read.items(one.get("amendments")):
                one.found.report("F031", one.place("amendments"))
            elif loaded is not None and isinstance(one.node, Mapping):
                check_policy_tests(one.node, loaded.policy, one.found)
        settle(one.node, one.found, reporter)
        tests = len(read.items(one.get("tests")))
        return Text(f"测试 {tests}", f"tests {tests}")

    # -- by shape alone ------------------------------------------------------------------------------

    def _check_amendment(self, one: _Document, reporter: Reporter) -> Text:
        one.check_shape("amendment", reporter)
        changes = len(read.items(one.get("changes")))
        return Text(f"修改 {changes}", f"changes {changes}")

    def _check_result(self, one: _Document, reporter: Reporter) -> Text:
        one.check_shape("result", reporter)
        awards = len(read.items(one.get("awards")))
        return Text(f"结果 {awards}", f"awards {awards}")

    def _check_findings(self, one: _Document, reporter: Reporter) -> Text:
        one.check_shape("findings", reporter)
        findings = len(read.items(one.get("findings")))
        return Text(f"问题 {findings}", f"findings {findings}")


@frozen(eq=False)
class _Document:
    """A document that could be read, and what was found so far."""

    source: SourceFile
    node: Node
    found: Reporter

    def get(self, key: str) -> Node | None:
        """The value under a key of its root."""
        return read.get(self.node, key)

    def beside(self, path: str) -> str:
        """A path that the document gives, seen from where the program runs."""
        return str(Path(self.source.name).parent / path)

    def place(self, key: str) -> Label:
        """The value under a key; where there is none, the first key of the document."""
        value = self.get(key)
        if value is None and isinstance(self.node, Mapping) and self.node.entries:
            return read.label_of(self.node.entries[0][0])
        return read.label_of(value or self.node)

    def check_shape(self, kind: str, reporter: Reporter) -> None:
        """Check its shape, and hand over all that was found."""
        check_shape(self.node, kind, self.found)
        settle(self.node, self.found, reporter)


def policy_holds(policy: Policy) -> Text:
    """What was checked, so that an empty file or the wrong one does not pass for a good one."""
    counts = (len(policy.clauses), len(policy.commitments), len(policy.parameters), len(policy.readings))
    zh = "条款 {}，政府事项 {}，参数 {}，读法 {}".format(*counts)
    return Text(zh, "clauses {}, commitments {}, parameters {}, readings {}".format(*counts))
