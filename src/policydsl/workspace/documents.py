"""Documents of every kind through the checks of their kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING, Final

from policydsl.check.policy_tests import amendments_for, check_policy_tests
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.policy import Policy
from policydsl.source import SourceFile, Text
from policydsl.source.frozen import frozen
from policydsl.syntax import check_shape, document_kind, parse_yaml, read_source
from policydsl.syntax.tree import Mapping, Node
from policydsl.workspace.gathering import AmendmentFile, PolicyFile, amendment_in, policy_in
from policydsl.workspace.loading import LoadedPolicy, load_facts_tree, settle

if TYPE_CHECKING:
    from policydsl.workspace.checking import OverTime
    from policydsl.workspace.library import Library

_OURS: Final = re.compile(
    r"^\ufeff?[ \t\u3000]*[\"']?(?:policydsl[\"']?[ \t]*[:：]|kind[\"']?[ \t]*[:：][ \t]*[\"']?"
    r"(?:policy|amendment|facts|tests|result|findings|curve)\b)",
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
    """Checks documents one after the other; a policy that was checked serves the documents after it."""

    def __init__(
        self,
        policy: str | None = None,
        amend: Iterable[str] = (),
        read_text: Callable[[str, Reporter], SourceFile | None] = read_source,
    ) -> None:
        """Set up.

        `policy` is the file of the policy by which facts are checked, whatever they name themselves; `amend` are files
        and folders of amendments besides those that are checked.
        """
        self._policy = policy
        self._amend = tuple(amend)
        self._read = read_text
        self._by_path: dict[str, PolicyFile] = {}  # all that were read
        self._policies: dict[str, PolicyFile] = {}  # those of the run, by the path given
        self._amendments: dict[str, AmendmentFile] = {}
        self._over_time: list[OverTime] | None = None

    def check(self, source: SourceFile) -> Checked:
        """Everything that is wrong with a document by itself, or by its policy."""
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
            "curve": self._check_curve,
        }
        return Checked(source, kind, checks[kind](_Document(source, node, found), reporter), reporter)

    # -- policies and their amendments ---------------------------------------------------------------

    def over_time(self) -> list[OverTime]:
        """What came of the policies that were checked, each with the amendments of it; made once."""
        if self._over_time is None:
            if not self._amendments and not self._amend:
                return []
            from policydsl.workspace.checking import check_over_time  # noqa: PLC0415  (few runs have amendments)

            base = None if self._policy is None or self._policies else self._file_at(self._policy)
            self._over_time = check_over_time(
                tuple(self._policies.values()), tuple(self._amendments.values()), self._amend, base
            )
        return self._over_time

    def check_over_time(self, source: SourceFile) -> Checked:
        """Everything that is wrong with a policy or an amendment, in the texts over time, too."""
        checked = self.check(source)
        for time in self.over_time():
            checked.reporter.extend(one for one in time.reporter if one.labels and one.labels[0].file is source)
        return checked

    def _check_policy(self, one: _Document, reporter: Reporter) -> Text:
        file = policy_in(one.source.name, one.node, one.found)
        reporter.extend(file.findings)
        reporter.allow(file.allowed)
        self._by_path[normpath(file.path)] = self._policies[file.path] = file
        self._over_time = None
        return Text() if file.loaded is None else policy_holds(file.loaded.policy)

    def _check_amendment(self, one: _Document, reporter: Reporter) -> Text:
        file = amendment_in(one.source.name, one.node, one.found)
        reporter.extend(file.findings)
        if isinstance(file, AmendmentFile):
            reporter.allow(file.allowed)
            self._amendments[file.path] = file
        self._over_time = None
        changes = len(read.items(one.get("changes")))
        return Text(f"修改 {changes}", f"changes {changes}")

    def _file_at(self, path: str) -> PolicyFile:
        """The policy in a file."""
        key = normpath(path)
        if key not in self._by_path:
            found = Reporter()
            source = self._read(path, found)
            node = None if source is None else parse_yaml(source, found)
            empty = PolicyFile(path, "", None, found.diagnostics, ())
            self._by_path[key] = empty if node is None else policy_in(path, node, found)
        return self._by_path[key]

    def _policy_at(self, path: str, reporter: Reporter) -> PolicyFile:
        """The policy in a file; why it cannot be used is told, unless its own check tells it."""
        file = self._file_at(path)
        if file.loaded is None and file not in self._policies.values():
            reporter.extend(file.findings)
        return file

    def _policy_of(self, one: _Document, reporter: Reporter) -> PolicyFile | None:
        """The policy that a fact file is for: the one given, one checked before, or a file of its name nearby."""
        if self._policy is not None:
            return self._policy_at(self._policy, reporter)
        id_ = read.string(one.get("policy"))
        if id_ is None:
            return None
        known = next((file for file in self._policies.values() if file.id == id_), None)
        if known is not None:
            return known
        for folder in _FOLDERS:
            for ending in _ENDINGS:
                path = normpath(one.beside(f"{folder}{id_}{ending}"))
                if Path(path).is_file():
                    return self._policy_at(path, reporter)
        return None

    def _on_day(self, file: PolicyFile, day: Date | None) -> LoadedPolicy | None:
        """The text of a policy on a day; its own where there are no amendments, or no day."""
        for time in self.over_time():
            if time.amended is not None and time.amended.base is file.loaded and day is not None:
                return time.amended.on(day, Reporter())
        return file.loaded

    # -- what is checked by a policy -----------------------------------------------------------------

    def _check_facts(self, one: _Document, reporter: Reporter) -> Text:
        of_policy = Reporter()
        found = self._policy_of(one, of_policy)
        reporter.extend(of_policy)
        loaded = None if found is None else self._on_day(found, read.day(one.get("as_of"), Reporter()))
        if loaded is not None:
            facts = load_facts_tree(one.node, loaded.policy, one.found, reporter)
            if facts is None:
                return Text()
            items = sum(len(listed) for listed in facts.lists.values())
            return Text(
                f"申报主体 {facts.applicant.id}，事项 {items}", f"applicant {facts.applicant.id}, items {items}"
            )
        if found is None:
            one.found.report("U130", one.place("policy"))
        elif not of_policy:  # else its mistakes are told here
            one.found.report("F030", one.place("policy"), path=found.path)
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
            loaded = self._policy_at(path, of_policy).loaded
            reporter.extend(of_policy)
            if loaded is None and not of_policy:
                one.found.report("F030", one.place("policy"), path=normpath(path))
            elif loaded is not None and isinstance(one.node, Mapping):
                texts = self._texts_of(one, one.node, path, loaded, reporter)
                check_policy_tests(one.node, texts, one.found)
        settle(one.node, one.found, reporter)
        tests = len(read.items(one.get("tests")))
        return Text(f"测试 {tests}", f"tests {tests}")

    def _texts_of(
        self, one: _Document, root: Mapping, path: str, loaded: LoadedPolicy, reporter: Reporter
    ) -> Callable[[Mapping], Policy | None]:
        """The text of a policy on the day of a test, with the amendments that the test or its document names."""
        libraries: dict[tuple[str, ...], Library | None] = {}

        def text_of(test: Mapping) -> Policy | None:
            names = (*map(one.beside, amendments_for(test, root)), *self._amend)
            if not names:
                return loaded.policy
            if names not in libraries:
                from policydsl.workspace.library import open_library  # noqa: PLC0415  (few tests have amendments)

                found = Reporter()
                libraries[names] = open_library(path, found, names)
                reporter.extend(found)
            library, day = libraries[names], read.day(test.get("as_of"), Reporter())
            on_day = None if library is None else library.on(day, Reporter())
            return None if on_day is None else on_day.policy

        return text_of

    # -- by shape alone ------------------------------------------------------------------------------

    def _check_result(self, one: _Document, reporter: Reporter) -> Text:
        one.check_shape("result", reporter)
        awards = len(read.items(one.get("awards")))
        return Text(f"结果 {awards}", f"awards {awards}")

    def _check_findings(self, one: _Document, reporter: Reporter) -> Text:
        one.check_shape("findings", reporter)
        findings = len(read.items(one.get("findings")))
        return Text(f"问题 {findings}", f"findings {findings}")

    def _check_curve(self, one: _Document, reporter: Reporter) -> Text:
        one.check_shape("curve", reporter)
        awards = len(read.items(one.get("awards")))
        return Text(f"曲线 {awards}", f"curves {awards}")


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
