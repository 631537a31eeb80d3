"""The picture of a curve, and the page with its tables."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.curve.support import clause, curve, shipped_curve

from policydsl.charts.picture import picture
from policydsl.curve.as_html import curve_html
from policydsl.curve.picture import MOST_PANELS, chart_of
from policydsl.curve.report import report_of

XIAMEN = "policies/xiamen_ai_2025.yaml"
GROWTH = "examples/policies/growth_and_finance/policy.yaml"
GROWTH_FACTS = "examples/policies/growth_and_finance/facts.yaml"
Golden = Callable[[Path, str], None]


def test_a_cliff_is_a_jump_with_its_dead_zone(root: Path) -> None:
    found = shipped_curve(root, XIAMEN, "examples/ai_startup.yaml", "applicant.annual_revenue=0..20亿元")
    chart = chart_of(report_of(found, "zh"))
    voucher, total = chart.panels
    assert [str(jump.x) for jump in voucher.jumps] == ["100000000.00", "1000000000.00"]
    assert voucher.marks[0].text == "1亿元  −174,860.05元"
    assert [band.kind for band in total.bands] == ["loss"]
    assert [int(one) for one in chart.uprights] == [28_600_000]
    assert chart.x.label == "年度营业收入（亿元）"


def test_what_is_open_and_what_is_nothing_are_bands() -> None:
    texts = clause("""\
        eligibility:
          - {id: size, test: applicant.sales >= 100万元, label: 规模}
          - {id: new, test: applicant.new, label: 新办}
        amount: 10万元
        """)
    (panel, *_) = chart_of(report_of(curve(texts, "applicant.sales=0..200万元"), "zh")).panels
    assert [band.kind for band in panel.bands] == ["none", "open"]
    assert panel.lines == ()


def test_what_is_bent_is_drawn_by_the_positions_evaluated() -> None:
    found = curve(clause("amount: 'applicant.sales * (applicant.sales / 100万元)'\n"), "applicant.sales=0..100万元")
    (panel, *_) = chart_of(report_of(found, "zh")).panels
    assert len(panel.lines[-1]) > 10


@pytest.mark.parametrize("asked", ["applicant.since=2020-01-01..2025-01-01", "applicant.staff=0..100"])
def test_days_and_numbers_have_axes(asked: str) -> None:
    texts = clause("""\
        eligibility:
          - {id: young, test: applicant.since > as_of - 3年, label: 三年内成立}
        amount: applicant.staff * 100元
        """, facts="applicant: {id: A, staff: 5, since: 2024-01-01}")  # fmt: skip
    text = picture(chart_of(report_of(curve(texts, asked), "zh")), "svg").decode()
    assert ("2021-01-01" in text) == ("since" in asked)


def test_many_awards_are_not_all_drawn() -> None:
    texts = clause("amount: applicant.sales * 10%\n")
    block = texts[0][texts[0].index("  - id: k") :]
    many = "".join(block.replace("id: k", f"id: k{i}") for i in range(12))
    found = curve((texts[0].replace(block, many), texts[1]), "applicant.sales=0..100元")
    panels = chart_of(report_of(found, "zh")).panels
    assert len(panels) == MOST_PANELS
    assert panels[-1].title == "应付合计"


def test_a_page_stands_by_itself_and_escapes_every_text() -> None:
    texts = clause("""\
        amount: 'if applicant.sales < 10元 then 5.01元 else 5元'
        """)
    policy = (
        texts[0].replace("title: 奖励", 'title: "<b>奖励</b> & \\"x\\""').replace("label: 销售额", "label: <i>销售额")
    )
    page = curve_html([report_of(curve((policy, texts[1]), "applicant.sales=0..20元"), "zh")])
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;b&gt;奖励&lt;/b&gt; &amp; " in page
    assert not re.search(r'(?:href|src)="(?!#)', page)
    assert "<script" not in page
    assert page.count("<svg") == 1


def test_the_page_of_two_curves(root: Path, golden: Golden) -> None:
    asked = ("applicant.revenue[2025]=0..12亿元", "premises[R1].area=0..2000平方米")
    reports = [report_of(shipped_curve(root, GROWTH, GROWTH_FACTS, one), "zh") for one in asked]
    page = curve_html(reports)
    assert page.count("<svg") == 2
    without = re.sub(r"<svg.*?</svg>", "<svg/>", page, flags=re.DOTALL)
    golden(Path(__file__).parent / "page.zh.html", without)


def test_without_a_chinese_font_there_are_no_chinese_words(root: Path) -> None:
    found = shipped_curve(root, GROWTH, GROWTH_FACTS, "premises[R1].area=0..2000平方米")
    text = picture(chart_of(report_of(found, "en"), plain=True), "svg").decode()
    inside = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", text))
    assert "rent R1" in inside
    assert not re.search("[\u2e80-\uffff]", inside)


def test_text_needs_no_matplotlib(root: Path) -> None:
    code = (
        "import sys; from policydsl.cli import main; "
        "code = main(['curve', *sys.argv[1:], '--vary', 'applicant.annual_revenue=0..2亿元']); "
        "sys.exit(code or 'matplotlib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, XIAMEN, "examples/ai_startup.yaml"], cwd=root, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
