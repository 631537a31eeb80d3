"""`--fix`: what may be mended is mended, nothing else is touched, and a second run finds nothing to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.diagnostics import RULES, Diagnostic, Edit, Fix, Label, Severity
from policydsl.source import SourceFile, Span
from policydsl.syntax import parse_yaml
from policydsl.syntax.plain import plain
from policydsl.workspace import Checker
from policydsl.workspace.fixing import Fixed, apply_fixes, fix_document

Changed = Callable[..., str]
ROOT = Path(__file__).resolve().parents[2]
BAD = sorted(
    p for folder in ("yaml", "facts_yaml") for p in (ROOT / "tests/bad" / folder).iterdir() if p.suffix != ".expect"
)
BASE = (ROOT / "src/policydsl/diagnostics/pages/sample.yaml").read_text(encoding="utf-8")


def fixed(text: str, name: str = "p.yaml") -> Fixed:
    return fix_document(SourceFile(name, text), Checker().check)


def codes(one: Fixed) -> list[str]:
    return [finding.code for finding in one.checked.reporter]


SLIPS = {
    "full-width colon": ("    cite: 一（三）", "    cite：一（三）"),
    "no space after the colon": ("    cite: 一（三）", "    cite:一（三）"),
    "full-width space in the indentation": ("    cite: 一（三）", "　　cite: 一（三）"),
    "no-break space after the colon": ("    cite: 一（三）", "    cite:\u00a0一（三）"),
    "full-width space at the end": ("    cite: 一（三）", "    cite: 一（三）　"),
    "full stop": ("    cite: 一（三）", "    cite: 一（三）。"),
    "full-width dash": ("  - id: prize", "  － id: prize"),
    "no space after the dash": ("    departments: [市科技局]", "    departments:\n      -市科技局"),
    "full-width brackets": ("{id: top, limit: 50万元, per: applicant}", "｛id：top，limit：50万元，per：applicant｝"),
    "full-width commas in brackets": ("{id: top, limit: 50万元, per", "{id: top，limit: 50万元，per"),
    "enumeration comma": ("[市科技局]", "[市科技局、市工信局]"),
    "a text for a list": ("    departments: [市科技局]", "    departments: 市科技局"),
    "full-width quotes": ("benefit: reward", "benefit: “reward”"),
    "zero-width space": ("benefit: reward", "benefit: rew\u200bard"),
    "comma at the end": ("benefit: reward", "benefit: reward，"),
    "misspelt key": ("    benefit: reward", "    benifit: reward"),
    "the key's Chinese title": ("    departments: [市科技局]", "    责任单位: [市科技局]"),
    "option by its title": ("benefit: reward", "benefit: 奖励"),
    "full-width digits in a formula": ("project.cost >= 100万元", "project.cost >= １００万元"),
    "full-width letters": ("benefit: reward", "benefit: ｒｅｗａｒｄ"),
    "yes": ("whole: true, min: 0, label: 职工人数", "whole: 是, min: 0, label: 职工人数"),
    "date in Chinese": ("until: 2027-12-31", "until: 2027年12月31日"),
    "figure in two units": ("project.cost >= 100万元", "project.cost >= 1亿2000万元"),
    "thousands separator": ("      - {id: large, test: project.cost >= 100万元, label: 投入达标}",
                            "      - id: large\n        test: project.cost >= 1,000万元"),
    "single quotes": ('project.stage = "built"', "project.stage = 'built'"),
    "&&": ("applicant.staff >= 10", "applicant.staff >= 10 && applicant.certified"),
    "label for a name": ("project.cost >= 100万元", "project.投入 >= 100万元"),
    "number for a text": ("    cite: 一（三）", "    cite: 13"),
    "comparison without quotes": ("revenue: ≥ 10亿元", "revenue: '≥ 10亿元'"),
    "version missing": ("policydsl: 1\n", ""),
    "kind misspelt": ("kind: policy\n", "kind: polciy\n"),
}  # fmt: skip
NOT_FOR_US = {
    "misspelt name": ("project.cost >= 100万元", "project.csot >= 100万元"),
    "misspelt option": ('project.stage = "built"', 'project.stage = "bilt"'),
    "colon in a value": ("    cite: 一（三）", "    cite: 一（三）: 待定"),
    "a comment or a part of the value": ("    cite: 一（三）", "    cite: 一（三） #2"),
    "quotes in a title": ("title: {zh: 奖励, en: Prize}", "title: “双百”"),
    "a list of texts with a comma": ("    benefit: reward", "    materials: [营业执照，复印件]\n    benefit: reward"),
    "tab in a file with spaces": ("    cite: 一（三）", "\tcite: 一（三）"),
    "number without a unit": ("project.cost >= 100万元", "project.cost >= 100"),
    "duplicate key": ("benefit: reward", "benefit: reward\n    benefit: voucher"),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_what_can_be_mended(slip: tuple[str, str], changed: Changed) -> None:
    one = fixed(changed(slip))
    assert codes(one) == []
    assert fixed(one.text).text == one.text


@pytest.mark.parametrize("slip", NOT_FOR_US.values(), ids=NOT_FOR_US)
def test_what_is_for_people_to_decide(slip: tuple[str, str], changed: Changed) -> None:
    text = changed(slip)
    one = fixed(text)
    assert one.text == text
    assert codes(one) != []


def test_all_slips_of_a_file_at_once() -> None:
    text = BASE
    for name, (before, after) in SLIPS.items():
        if text.count(before) == 1 and name not in ("version missing", "kind misspelt"):
            text = text.replace(before, after)
    one = fixed(text)
    assert codes(one) == []
    assert len({finding.code for finding in one.applied}) >= 8


def test_comments_line_ends_and_everything_else_stay(changed: Changed) -> None:
    slips = (SLIPS["full-width colon"], SLIPS["misspelt key"], SLIPS["full-width digits in a formula"])
    comments = ("level: 市\n", "level: 市   # 级别：市，不是省\n\n\n#　全角空格的注释；　，、\n")
    broken = changed(*slips, comments).replace("\n", "\r\n")
    one = fixed(broken)
    assert codes(one) == []
    assert one.text == changed(comments, ("project.cost >= 100万元", "project.cost >= 100万元")).replace("\n", "\r\n")


def test_an_edit_with_a_line_end_takes_that_of_the_file(changed: Changed) -> None:
    text = changed(SLIPS["version missing"]).replace("\n", "\r\n")
    one = fixed(text)
    assert "policydsl: 1\r\nkind" in one.text
    assert "\n" not in one.text.replace("\r\n", "")


def test_mixed_line_ends_become_those_of_most_lines(changed: Changed) -> None:
    text = changed().replace("\n", "\r\n", 3)
    assert fixed(text).text == changed()


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_fixes_of_the_corpus_are_idempotent_and_make_nothing_worse(path: Path) -> None:
    text = path.read_bytes().decode().removeprefix("\ufeff")
    before = Checker().check(SourceFile(path.name, text)).reporter
    one = fixed(text, path.name)
    assert fixed(one.text, path.name).text == one.text
    errors = [d for d in one.checked.reporter if d.code.startswith("Y") and d.severity is Severity.ERROR]
    assert len(errors) <= len([d for d in before if d.code.startswith("Y") and d.severity is Severity.ERROR])
    if not one.applied:
        assert one.text == text


def tree(text: str) -> object:
    from policydsl.diagnostics import Reporter  # noqa: PLC0415

    node = parse_yaml(SourceFile("t", text), Reporter())
    assert node is not None
    return plain(node)


@given(st.sets(st.integers(0, BASE.count("\n") - 1)))
def test_style_of_line_ends_changes_no_meaning(odd: set[int]) -> None:
    lines = BASE.split("\n")
    text = "".join(line + ("\r\n" if i in odd else "\n") for i, line in enumerate(lines[:-1])) + lines[-1]
    one = fixed(text)
    assert tree(one.text) == tree(text)
    assert len({*re.findall(r"\r\n|(?<!\r)\n", one.text)}) <= 1


WIDE = str.maketrans("0123456789%(),", "０１２３４５６７８９％（），")
FORMULAS = [m.span(1) for m in re.finditer(r"(?:test|amount|term|steps): '?([^'\n]*?)(?:'?\n|, label)", BASE)]


@given(st.data())
def test_style_of_formulas_changes_no_meaning(data: st.DataObject) -> None:
    """Any sign of any formula written full-width: the mended file is the sample again, to the byte."""
    start, end = data.draw(st.sampled_from(FORMULAS))
    signs = [i for i in range(start, end) if BASE[i] in "0123456789%()"]
    chosen = data.draw(st.sets(st.sampled_from(signs), min_size=1)) if signs else set()
    text = "".join(char.translate(WIDE) if i in chosen else char for i, char in enumerate(BASE))
    one = fixed(text)
    assert one.text == BASE
    assert {finding.code for finding in one.applied} <= {"X016"}


def test_what_lies_outside_of_the_edits_is_the_same(changed: Changed) -> None:
    text = changed(SLIPS["full-width commas in brackets"], SLIPS["full-width colon"])
    one = fixed(text)
    for tag, start, end, _, _ in SequenceMatcher(None, text, one.text, autojunk=False).get_opcodes():
        assert tag == "equal" or set(text[start:end]) <= set("，：")


# -- edits ---------------------------------------------------------------------------------------------


def finding(source: SourceFile, *edits: tuple[int, int, str], code: str = "Y003", sure: bool = True) -> Diagnostic:
    fix = Fix(tuple(Edit(source, Span(start, end), by) for start, end, by in edits), sure)
    return Diagnostic(code, (Label(source, Span(0, 0)),), {}, None, fix)


@pytest.mark.parametrize(
    ("first", "second", "text", "mended"),
    [
        ([(0, 1, "A")], [(2, 3, "C")], "AbC", 2),
        ([(0, 2, "X")], [(1, 3, "Y")], "Xc", 1),
        ([(0, 1, "A")], [(0, 1, "A")], "Abc", 2),
        ([(0, 1, "A")], [(1, 2, "B")], "ABc", 2),
        ([(1, 1, "+")], [(1, 1, "-")], "a+bc", 1),
        ([(1, 1, "+")], [(1, 1, "+")], "a+bc", 2),
        ([(0, 1, "A"), (2, 3, "C")], [(1, 3, "Y")], "AbC", 1),
        ([(0, 2, "X"), (1, 3, "Y")], [(2, 3, "C")], "abC", 1),
    ],
)
def test_edits_that_meet(
    first: list[tuple[int, int, str]], second: list[tuple[int, int, str]], text: str, mended: int
) -> None:
    source = SourceFile("t", "abc")
    found = apply_fixes(source, [finding(source, *first), finding(source, *second)])
    assert (found[0], len(found[1])) == (text, mended)


def test_only_safe_and_sure_fixes_of_this_file_are_applied() -> None:
    source, other = SourceFile("t", "abc"), SourceFile("u", "abc")
    for one in (
        finding(source, (0, 1, "A"), sure=False),
        finding(source, (0, 1, "A"), code="Y010"),
        finding(other, (0, 1, "A")),
        Diagnostic("Y003", (Label(source, Span(0, 1)),)),
    ):
        assert apply_fixes(source, [one]) == ("abc", [], [])


def test_safe_rules_have_a_fix_somewhere() -> None:
    """A flag that no finding could use would be a promise that is not kept."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/policydsl").rglob("*.py"))
    for rule in RULES.values():
        if rule.safe:
            assert f'"{rule.code}"' in re.sub(r"(?s)RULES: tuple.*?\n\)", "", sources)


SIGNS = "：，。、；“”（）｛｝［］【】＃－—　\u00a0\u200b\ufeff\t\r\n #-:{}[]\"'&*!|>%@`１Ａａ市1a"


@given(st.lists(st.tuples(st.integers(0, len(BASE)), st.integers(0, 3), st.text(SIGNS, max_size=3)), max_size=4))
def test_any_edit_of_the_sample_can_be_checked_and_mended(edits: list[tuple[int, int, str]]) -> None:
    """No exception, no round that does not end, and a second run that changes nothing."""
    text = BASE
    for at, length, by in edits:
        text = text[:at] + by + text[at + length :]
    one = fixed(text)
    again = fixed(one.text)
    assert again.text == one.text
    assert again.applied == ()
    assert (one.text == text) is not bool(one.applied) or one.text == text
