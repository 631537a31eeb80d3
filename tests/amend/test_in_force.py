"""Which text of a policy is in force on a day: amendments over time, and policies that replace each other."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.amend.support import BASE, SHARE, amendment, check_files, day, opened, policy, raised, shown, write

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.model.policy import Formula
from policydsl.workspace import LoadedPolicy, load_policy
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.library import open_library


def share(one: AmendedPolicy, on: str) -> str:
    """What the voucher gives on a day, as it is written."""
    found = Reporter()
    loaded = one.on(day(on), found)
    assert loaded is not None, shown(found)
    return share_of(loaded)


def share_of(loaded: LoadedPolicy) -> str:
    clause = loaded.policy.clause("voucher")
    assert clause is not None
    assert clause.table is not None
    formula = clause.table.rows[0].then["share"]
    assert isinstance(formula, Formula)
    return formula.text


def periods(one: AmendedPolicy) -> list[tuple[str, str, list[str]]]:
    return [(str(p.start), str(p.end), [a.id for a in p.amendments]) for p in one.history.periods()]


# -- over time ---------------------------------------------------------------------------------------


def test_an_amendment_holds_from_its_first_day(tmp_path: Path) -> None:
    one = policy(str(BASE), write(tmp_path, a=amendment(raised("30%", "25%"), since="2026-07-01")))
    assert [share(one, on) for on in ("2026-06-30", "2026-07-01", "2027-12-31")] == ["30%", "25%", "25%"]
    assert periods(one) == [("2025-01-01", "2026-06-30", []), ("2026-07-01", "2027-12-31", ["amd"])]


def test_when_a_temporary_amendment_lapses_the_former_text_is_back(tmp_path: Path) -> None:
    files = write(tmp_path, a=amendment(raised("30%", "35%"), since="2026-01-01", until="2026-12-31"))
    one = policy(str(BASE), files)
    days = ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")
    assert [share(one, on) for on in days] == ["30%", "35%", "35%", "30%"]
    assert [ids for _, _, ids in periods(one)] == [[], ["amd"], []]


def test_each_guard_sees_the_text_as_amended_so_far(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        b=amendment(raised("25%", "20%"), own_id="second", since="2027-01-01"),
        a=amendment(raised("30%", "25%"), own_id="first", since="2026-01-01"),
    )
    one = policy(str(BASE), files)
    assert [share(one, on) for on in ("2025-06-01", "2026-06-01", "2027-06-01")] == ["30%", "25%", "20%"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"since": "2026-01-01"}, {"since": "2026-01-02"}),
        ({"issued": "2025-10-01"}, {"issued": "2025-11-01"}),
        ({}, {"issued": "2025-11-01"}),  # without a day of issue it comes first
        ({"own_id": "a"}, {"own_id": "b"}),
    ],
)
def test_the_order_of_amendments_is_not_that_of_the_files(
    first: dict[str, str], second: dict[str, str], tmp_path: Path
) -> None:
    add = "- {add: clauses.voucher.departments, value: 市财政局}"
    beside = "- {add: clauses.voucher.departments, after: 市财政局, value: 市商务局}"
    one = amendment(add, **{"own_id": "x", **first})
    other = amendment(beside, **{"own_id": "y", **second})
    for files in itertools.permutations(write(tmp_path, one=one, other=other)):
        found = Reporter()
        loaded = policy(str(BASE), list(files)).on(day("2026-06-01"), found)
        assert loaded is not None, shown(found)
        clause = loaded.policy.clause("voucher")
        assert clause is not None
        assert clause.departments == ("市科技局", "市财政局", "市商务局")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (raised("30%", "25%"), raised("30%", "20%")),
        (raised("30%", "25%"), raised("25%", "20%")),
        (raised("30%", "25%"), "- {remove: clauses.voucher.table.rules.large}"),
        ("- {remove: clauses.rent}", "- {set: clauses.rent.title.zh, was: 免租, to: 减租}"),
        ("- {remove: clauses.rent}", "- {remove: clauses.rent}"),
        ("- {add: clauses.rent.note, value: 一}", "- {add: clauses.rent.note, value: 二}"),
        ("- {add: clauses.rent.departments, value: 市财政局}", "- {add: clauses.rent.departments, value: 市财政局}"),
    ],
)
def test_two_amendments_of_one_place_on_one_day_conflict(one: str, other: str, tmp_path: Path) -> None:
    """Whatever the order in which they are given, and both are named."""
    texts = {"one": amendment(one, own_id="one"), "other": amendment(other, own_id="other")}
    told = set()
    for files in itertools.permutations(write(tmp_path, **texts)):
        checked = check_files([str(BASE)], files)
        (finding,) = checked.findings
        assert finding.code == "M015", shown(checked.findings)
        assert {label.file.name for label in finding.labels} == set(files)
        told.add(finding.message("en"))
    assert len(told) == 1
    assert "`one`" in next(iter(told))
    assert "`other`" in next(iter(told))


def test_on_two_days_they_do_not(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        one=amendment("- {remove: clauses.rent}", own_id="one"),
        other=amendment(raised("30%", "20%"), own_id="other"),
    )
    checked = check_files([str(BASE)], files)
    assert checked.findings == ()


def test_what_was_built_on_a_lapsed_amendment_is_stale(tmp_path: Path) -> None:
    files = write(
        tmp_path,
        a=amendment(raised("30%", "25%"), own_id="trial", since="2026-01-01", until="2026-12-31"),
        b=amendment(raised("25%", "20%"), own_id="more", since="2026-07-01"),
    )
    checked = check_files([str(BASE)], files)
    (finding,) = checked.findings
    assert finding.code == "M010"
    assert [Path(label.file.name).name for label in finding.labels] == ["b.yaml", "base.yaml", "a.yaml"]
    assert "lapsed" in finding.labels[-1].note.en


def test_an_amendment_may_extend_the_policy_and_another_one_follow(tmp_path: Path) -> None:
    longer = "- {set: in_force.until, was: 2027-12-31, to: 2029-12-31}"
    files = write(
        tmp_path,
        a=amendment(longer, own_id="longer", since="2027-06-01"),
        b=amendment(raised("30%", "20%"), own_id="lower", since="2028-07-01"),
    )
    checked = check_files([str(BASE)], files)
    assert checked.findings == (), shown(checked.findings)
    assert [str(period.end) for period in checked.periods] == ["2027-05-31", "2028-06-30", "2029-12-31"]
    alone = check_files([str(BASE)], files[1:])
    assert [one.code for one in alone.findings] == ["M005"]


def test_a_dated_parameter_gets_another_version(tmp_path: Path) -> None:
    changes = """
        - {set: parameters.rate.value.2026-07-01, was: 25%, to: 24%}
        - {add: parameters.rate.value.2027-01-01, value: 20%}
    """
    found = Reporter()
    loaded = policy(str(BASE), write(tmp_path, a=amendment(changes))).on(day("2026-02-01"), found)
    assert loaded is not None, shown(found)
    versions = loaded.plan.parameters["rate"].versions
    assert [(str(start), value) for start, value in versions] == [
        ("2025-01-01", Decimal("0.30")),
        ("2026-07-01", Decimal("0.24")),
        ("2027-01-01", Decimal("0.20")),
    ]


intervals = st.tuples(st.integers(0, 900), st.one_of(st.none(), st.integers(0, 400)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(intervals, min_size=1, max_size=5))
def test_periods_cover_the_time_in_force_without_gap_or_overlap(
    found: list[tuple[int, int | None]], tmp_path: Path
) -> None:
    start = day("2025-01-01")
    texts = {}
    for nth, (first, length) in enumerate(found):
        end = "" if length is None else start.plus_days(first + length).iso()
        changes = f"- {{add: clauses.voucher.extra_{nth}, value: x}}"
        texts[f"a{nth}"] = amendment(changes, own_id=f"a{nth}", since=start.plus_days(first).iso(), until=end)
    one = policy(str(BASE), write(tmp_path, **texts))
    made = one.history.periods()
    assert made[0].start == start
    assert made[-1].end == day("2027-12-31")
    for before, after in itertools.pairwise(made):
        assert before.end is not None
        assert before.end.plus_days(1) == after.start
        assert before.amendments != after.amendments
    for offset in range(0, 1095, 31):
        on = start.plus_days(offset)
        (period,) = [p for p in made if p.start is not None and p.end is not None and p.start <= on <= p.end]
        assert period.amendments == one.active(on)


# -- several policies --------------------------------------------------------------------------------

POLICY = """\
policydsl: 1
kind: policy
id: {id}
title: {id}
{extra}in_force: {{from: {since}, until: {until}}}
facts:
  applicant:
    fields:
      certified: {{type: boolean}}
clauses:
  - id: prize
    cite: 一
    title: {id}
    departments: [市工信局]
    benefit: service
    eligibility:
      - {{id: certified, test: applicant.certified}}
"""


def small(own_id: str, since: str, until: str, extra: str = "") -> str:
    return POLICY.format(id=own_id, since=since, until=until, extra=extra)


OLD = small("old", "2024-01-01", "2027-12-31")
NEW = small("new", "2026-01-01", "2028-12-31", "supersedes: [old]\n")


def chosen(folder: Path, on: str) -> str:
    """The id of the policy in force on a day, or the code of why there is none."""
    found = Reporter()
    library = open_library(str(folder), found)
    assert library is not None, shown(found)
    loaded = library.on(day(on), found)
    if loaded is None:
        (finding,) = found
        return finding.code
    return loaded.policy.id


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2023-12-31", "M027"), ("2024-01-01", "old"), ("2025-12-31", "old"), ("2026-01-01", "new"),
     ("2028-12-31", "new"), ("2029-01-01", "M027")],
)  # fmt: skip
def test_a_policy_replaces_the_one_that_it_supersedes_from_its_first_day(
    on: str, expected: str, tmp_path: Path
) -> None:
    write(tmp_path, old=OLD, new=NEW)
    assert chosen(tmp_path, on) == expected


def test_what_is_superseded_does_not_come_back_when_the_new_one_lapses(tmp_path: Path) -> None:
    short = small("new", "2026-01-01", "2026-12-31", "supersedes: [old]\n")
    write(tmp_path, old=OLD, new=short)
    assert chosen(tmp_path, "2027-06-01") == "M027"


def test_two_in_force_are_a_finding_that_names_both(tmp_path: Path) -> None:
    write(tmp_path, old=OLD, other=small("other", "2025-01-01", "2026-12-31"))
    found = Reporter()
    assert opened(str(tmp_path), []).on(day("2025-06-01"), found) is None
    (finding,) = found
    assert finding.code == "M026"
    assert "`old`, `other`" in finding.message("en")
    assert "supersedes" in finding.help_text("en")
    assert {Path(label.file.name).name for label in finding.labels} == {"old.yaml", "other.yaml"}


@pytest.mark.parametrize("status", ["draft", "repealed"])
def test_drafts_and_repealed_policies_are_not_in_force(status: str, tmp_path: Path) -> None:
    write(tmp_path, old=OLD, other=small("other", "2025-01-01", "2026-12-31", f"status: {status}\n"))
    assert chosen(tmp_path, "2025-06-01") == "old"


def test_a_draft_supersedes_nothing(tmp_path: Path) -> None:
    write(tmp_path, old=OLD, new=NEW.replace("supersedes", "status: draft\nsupersedes"))
    assert chosen(tmp_path, "2026-06-01") == "old"


def test_a_single_policy_is_taken_on_any_day(tmp_path: Path) -> None:
    write(tmp_path, old=OLD)
    assert chosen(tmp_path, "2030-01-01") == "old"


def test_a_folder_has_the_amendments_too_and_an_amendment_may_end_a_policy(tmp_path: Path) -> None:
    write(tmp_path, old=OLD, other=small("other", "2025-01-01", "2026-12-31"))
    (tmp_path / "amendments").mkdir()
    ends = "- {set: in_force.until, was: 2027-12-31, to: 2024-12-31}"
    write(tmp_path / "amendments", end=amendment(ends, amends="old", since="2024-10-01"))
    assert chosen(tmp_path, "2024-11-01") == "old"
    assert chosen(tmp_path, "2025-06-01") == "other"


def test_facts_tests_and_other_files_of_a_folder_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        old=OLD,
        facts="policydsl: 1\nkind: facts\napplicant: {id: A1}\n",
        pipeline="steps: [build]\n",
    )
    (tmp_path / "notes.txt").write_text("kind: policy\n", encoding="utf-8")
    (tmp_path / ".hidden").mkdir()
    write(tmp_path / ".hidden", other=small("other", "2025-01-01", "2026-12-31"))
    assert chosen(tmp_path, "2025-06-01") == "old"


def test_a_broken_file_of_a_folder_is_told(tmp_path: Path) -> None:
    write(tmp_path, old=OLD, new=NEW.replace("title: new\nsuper", "title： new\nsuper"))
    found = Reporter()
    assert open_library(str(tmp_path), found) is None
    assert [one.code for one in found] == ["Y003"]


def test_an_amendment_of_no_policy_of_the_folder_is_told(tmp_path: Path) -> None:
    write(tmp_path, old=OLD, new=NEW, a=amendment("- {remove: clauses.prize}", amends="nwe"))
    found = Reporter()
    assert open_library(str(tmp_path), found) is None
    (finding,) = found
    assert finding.code == "M028"
    assert "`new`" in finding.help_text("en")


def test_load_policy_takes_amendments_and_a_day(tmp_path: Path) -> None:
    files = write(tmp_path, a=amendment(raised("30%", "25%"), since="2026-07-01"))
    texts = {}
    for on in (None, day("2026-01-01"), day("2026-07-01")):
        found = Reporter()
        loaded = load_policy(str(BASE), found, amendments=files, as_of=on)
        assert loaded is not None, shown(found)
        texts[str(on)] = share_of(loaded)
    assert texts == {"None": "25%", "2026-01-01": "30%", "2026-07-01": "25%"}


# -- what the texts know -----------------------------------------------------------------------------


def test_a_policy_knows_its_amendments_and_what_they_changed(tmp_path: Path) -> None:
    changes = f"""
        - {{set: {SHARE}, was: 30%, to: 25%}}
        - {{set: parameters.unit.value, was: 1000万元, to: 2000万元}}
        - {{remove: clauses.rent}}
    """
    found = Reporter()
    loaded = policy(str(BASE), write(tmp_path, a=amendment(changes))).on(day("2026-02-01"), found)
    assert loaded is not None, shown(found)
    (one,) = loaded.policy.amendments
    assert (one.id, sorted(one.clauses), sorted(one.parameters)) == ("amd", ["rent", "voucher"], ["unit"])
    assert loaded.policy.amended_by("voucher") == (one,)
    assert loaded.policy.amended_by("build") == ()
    assert loaded.policy.sha256 == load_sha(BASE)
    assert [own_id for own_id, _ in loaded.policy.former_clauses] == ["rent"]


def load_sha(path: Path) -> str:
    found = Reporter()
    loaded = load_policy(str(path), found)
    assert loaded is not None
    return loaded.policy.sha256


def test_each_text_is_checked_once(tmp_path: Path) -> None:
    one = policy(str(BASE), write(tmp_path, a=amendment(raised("30%", "25%"), since="2026-07-01")))
    found = Reporter()
    assert one.on(day("2026-07-01"), found) is one.on(day("2027-07-01"), found)
    assert one.on(day("2026-07-01"), found) is not one.on(day("2026-06-30"), found)


def test_what_the_base_is_warned_of_is_told_once_and_is_no_fault_of_an_amendment(tmp_path: Path) -> None:
    text = BASE.read_text(encoding="utf-8").replace("    caps:\n      - {id: top, limit: 50万元, per: applicant}\n", "")
    text = text.replace("base: project.cost - 10万元", "base: project.cost - 10万元\n      spare: １00万元")
    base, *files = write(
        tmp_path,
        base=text,
        a=amendment(raised("30%", "25%"), own_id="a", since="2026-01-01"),
        b=amendment("- {add: clauses.build.note, value: 新}", own_id="b", since="2026-07-01"),
    )
    alone = check_files([base])
    checked = check_files([base], files)
    assert [one.code for one in alone.findings] == ["P021", "X016", "P022"]
    assert places(checked.findings) == places(alone.findings)


def places(found: tuple[Diagnostic, ...]) -> list[tuple[str, str, int]]:
    return [(one.code, label.file.name, label.span.start) for one in found for label in one.labels]
