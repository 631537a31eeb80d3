"""Runs the tests of a policy against each mutation of it, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from policydsl.check import check_policy
from policydsl.diagnostics import Reporter
from policydsl.plan.build import build_plan
from policydsl.source import SourceFile
from policydsl.source.frozen import frozen
from policydsl.testing import PolicyTest
from policydsl.testing.mutations import Mutation, mutations, without_part
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.library import Library
from policydsl.workspace.loading import LoadedPolicy, load_policy_source
from policydsl.workspace.testing import run_test


@frozen(eq=False)
class Mutated:
    """What became of the mutations: those that a check or a test notices, that nothing can, and that none does."""

    total: int
    by_check: int
    by_tests: int
    equivalent: tuple[Mutation, ...]
    survivors: tuple[Mutation, ...]


def mutate(
    loaded: LoadedPolicy, tests: Sequence[tuple[str, PolicyTest]], told: Callable[[int, int], None] = lambda _, __: None
) -> Mutated:
    """Try every mutation; `told` is called with how many are done, and of how many."""
    every = mutations(loaded.policy)
    by_check = by_tests = 0
    equivalent: list[Mutation] = []
    survivors: list[Mutation] = []
    for done, one in enumerate(every):
        told(done, len(every))
        changed = _changed(loaded, one)
        if changed is None:
            by_check += 1
        elif _is_noticed(one, changed, tests):
            by_tests += 1
        else:
            (equivalent if one.equivalent else survivors).append(one)
    told(len(every), len(every))
    return Mutated(len(every), by_check, by_tests, tuple(equivalent), tuple(survivors))


def _changed(loaded: LoadedPolicy, one: Mutation) -> LoadedPolicy | None:
    """The policy with the change; None where it has errors, which `check` tells."""
    reporter = Reporter()
    if not one.part:
        return load_policy_source(SourceFile(loaded.source.name, one.of(loaded.source.text)), reporter)
    checked = check_policy(without_part(loaded.policy, one), reporter)
    plan = None if reporter.has_errors else build_plan(checked, reporter)
    return None if plan is None or reporter.has_errors else LoadedPolicy(loaded.source, loaded.tree, checked, plan)


def _is_noticed(one: Mutation, changed: LoadedPolicy, tests: Sequence[tuple[str, PolicyTest]]) -> bool:
    library = Library([AmendedPolicy(changed, (), ())])
    near = [pair for pair in tests if _speaks_of(pair[1], one.clause)]
    far = [pair for pair in tests if not _speaks_of(pair[1], one.clause)]
    return any(not run_test(name, test, library).passed for name, test in _in_order(near, far))


def _in_order(*groups: Iterable[tuple[str, PolicyTest]]) -> Iterable[tuple[str, PolicyTest]]:
    for group in groups:
        yield from group


def _speaks_of(test: PolicyTest, clause: str) -> bool:
    """Whether a test expects something of a clause: such tests are tried first."""
    file = test.expect.file
    return not clause or clause in file.text[test.expect.span.start : test.expect.span.end]
