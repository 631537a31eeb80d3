"""What the words beside a figure say of the award: fixed or up to, each year or once, for whom, of which kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from policydsl.audit.compare.entries import Entry, Work
from policydsl.audit.compare.matching import Matched
from policydsl.audit.policy.citers import What
from policydsl.audit.policy.uses import Part, Spot, Use
from policydsl.audit.text.bounds import Bound
from policydsl.audit.text.sentences import Sentence, Sourced
from policydsl.diagnostics import Reporter
from policydsl.feel import ast
from policydsl.feel.walk import names_in, walk
from policydsl.model.policy import ROOT, Basis, Benefit, Cap, Clause
from policydsl.model.reading import get, label_of, mappings, string
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node

BASES: Final = {
    "exact": Text("exact（定额）", "exact"),
    "ceiling": Text("ceiling（最高限）", "ceiling"),
    "discretionary": Text("discretionary（由部门评定）", "discretionary"),
}
_AWARD: Final = frozenset({Part.AMOUNT, Part.RATE})
_UP_TO: Final = frozenset({Bound.AT_MOST, Bound.DOWN, Bound.BELOW})


def check_wording(work: Work, matched: Matched, reporter: Reporter) -> None:
    """Report bases, periods, units and kinds of support that the words of the text contradict."""
    slipped = {(slip.entry.citer.id, slip.use.spot) for slip in matched.slips}
    for entry in work.of(What.CLAUSE):
        clause = entry.citer.clause
        if clause is None or entry.lost or not entry.passages:
            continue
        _basis(work, entry, clause, reporter)
        for cap, body in _caps(entry, clause):
            if (entry.citer.id, Spot("caps", cap.id)) not in slipped:
                _cap(work, entry, cap, body, reporter)
        _quota(work, entry, clause, reporter)
        _benefit(work, entry, clause, reporter)


# -- fixed, or up to ---------------------------------------------------------------------------------


def _basis(work: Work, entry: Entry, clause: Clause, reporter: Reporter) -> None:
    if clause.basis is None:
        return
    figures = _award_figures(entry, clause)
    if not figures:
        return
    assessed = _is_assessed(entry, clause)
    expected, figure = _expected(clause, figures, assessed=assessed)
    if expected == clause.basis:
        return
    reporter.report(
        "A023",
        entry.citer.place("basis"),
        work.source(figure.bounded.words_span()),
        name=entry.citer.name,
        basis=clause.basis,
        expected=BASES[expected],
        help=_basis_help(expected, figure),
    )


def _award_figures(entry: Entry, clause: Clause) -> list[tuple[Use, Sourced]]:
    """The figures of the text that the sum itself, or the term, is made of."""
    parts = _AWARD if clause.term is None else _AWARD | {Part.CAP}
    found = []
    for use in entry.uses:
        if use.free or use.part not in parts or (use.part is Part.CAP and use.spot.part != "term"):
            continue
        found += [(use, figure) for figure in entry.met.get(id(use), ())]
    return found


def _expected(clause: Clause, figures: list[tuple[Use, Sourced]], *, assessed: bool) -> tuple[Basis, Sourced]:
    """The basis that the words say, and the figure beside which they stand."""
    rates = [(use, figure) for use, figure in figures if use.part is Part.RATE]
    odd = _odd_row(clause, rates or figures)
    if odd is not None:
        return ("exact" if clause.basis == "ceiling" else "ceiling"), odd
    up_to = [figure for _, figure in rates or figures if figure.bound in _UP_TO]
    if not up_to:
        plain = next((f for _, f in rates or figures if f.bound in (Bound.PLAIN, Bound.EACH)), None)
        if plain is None:
            return clause.basis or "exact", figures[0][1]
        return "exact", plain
    if assessed and not rates:
        return "discretionary", up_to[0]
    return "ceiling", up_to[0]


def _odd_row(clause: Clause, figures: list[tuple[Use, Sourced]]) -> Sourced | None:
    """Of the rows of a table that the text words differently, one that the basis does not fit."""
    rows = [figure for use, figure in figures if use.row is not None and figure.bound in (*_UP_TO, Bound.PLAIN)]
    if len({figure.bound in _UP_TO for figure in rows}) <= 1 or clause.basis not in ("exact", "ceiling"):
        return None
    return next(figure for figure in rows if (figure.bound in _UP_TO) is not (clause.basis == "ceiling"))


def _is_assessed(entry: Entry, clause: Clause) -> bool:
    """Whether the sum is one that the department sets: the formula reads an assessed fact."""
    formula = clause.amount or clause.term
    if formula is None or entry.reader is None:
        return False
    names = names_in(formula.expr) | {node.name for node in walk(formula.expr) if isinstance(node, ast.Path)}
    fields = (f for e in entry.reader.policy.entities.values() for f in e.fields.values() if f.assessed)
    return any(field.id in names for field in fields)


def _basis_help(expected: Basis, figure: Sourced) -> Text:
    said = figure.words
    reason = {
        "exact": Text("没有“最高”“不超过”之类的字", "no “up to” there"),
        "ceiling": Text("只定最高额", "it gives only the most"),
        "discretionary": Text("只有上限，金额由部门评定", "only a cap, and the department sets the sum"),
    }[expected]
    return Text(
        f"原文是“{said}”：{reason.zh}，写作 `basis: {expected}`",
        f"the text has “{said}”: {reason.en}; write `basis: {expected}`",
    )


# -- each year or once, for whom ---------------------------------------------------------------------

_YEARLY: Final = re.compile(
    r"每年度?|每一年|每个?自然年|每会计年度|年度(?:累计|合计|最高|内|总额|补助总额|奖励总额)|当年度?(?:累计|合计|最高)|一年内"
)
_ONCE: Final = re.compile(r"一次性|累计|总计|一生|终身|政策(?:执行|有效)期内")
_FOR_APPLICANT: Final = re.compile(
    r"(?:每家|每户|每个|单个|单家|单户|同一家?|同一个)(?:企业|单位|法人|申报主体|申报单位|高校|科研机构|机构主体|公司|市场主体|经营主体)"
)
_FOR_ITEM: Final = re.compile(
    r"(?:每个|单个|每项|单项|每人|每名|每台|每辆|每件|每场|每次|每套|每篇|每款|单款)(?!企业|单位|法人|申报|高校|科研机构|公司|市场主体|经营主体|年)"
)
_PHRASE: Final = re.compile(r"[，。；：、（）|]")


def _caps(entry: Entry, clause: Clause) -> Iterable[tuple[Cap, Mapping]]:
    bodies = {string(get(body, "id")): body for body in mappings(entry.citer.body.get("caps"))}
    return [(cap, bodies[cap.id]) for cap in clause.caps if cap.id in bodies]


def _cap(work: Work, entry: Entry, cap: Cap, body: Mapping, reporter: Reporter) -> None:
    figures = _figures_at(entry, Spot("caps", cap.id))
    if not figures:  # the limit is an output of the table or a let
        names = names_in(cap.limit.expr)
        figures = [
            figure
            for use in entry.uses
            if use.part is Part.CAP
            and (use.spot.column in names or (use.spot.part in ("let", "parameters") and use.spot.id in names))
            for figure in entry.met.get(id(use), ())
        ]
    if not figures:
        return
    phrases = [_phrase(figure) for figure in figures]
    _every(work, entry, cap.every, body, figures[0], phrases, reporter)
    if cap.when is None:
        _per(work, entry, cap, body, figures[0], phrases, reporter)


def _figures_at(entry: Entry, where: Spot) -> list[Sourced]:
    return [f for use in entry.uses if use.spot == where and use.part is Part.CAP for f in entry.met.get(id(use), ())]


def _phrase(figure: Sourced) -> str:
    """What stands before a figure in its phrase, and right after it: `每家每年最高不超过`."""
    text = figure.sentence.passage.text.text
    start = figure.bounded.figure.start
    before = text[max(figure.sentence.start, start - 40) : start]
    cut = [one.end() for one in _PHRASE.finditer(before)]
    return before[cut[-1] if cut else 0 :]


def _every(
    work: Work,
    entry: Entry,
    every: str,
    body: Node,
    figure: Sourced,
    phrases: list[str],
    reporter: Reporter,
) -> None:
    yearly = all(_YEARLY.search(phrase) for phrase in phrases)
    once = not yearly and all(_ONCE.search(phrase) for phrase in phrases)
    node = get(body, "every")
    at = label_of(node) if node is not None else label_of(get(body, "limit") or body)
    if every == "once" and yearly:
        reporter.report(
            "A024", at, work.source(figure.bounded.words_span()), name=entry.citer.name, every="once", expected="year"
        )
    elif every == "year" and (once or not any("年" in one.text for one in _around(entry, figure))):
        reporter.report(
            "A024", at, work.source(figure.bounded.words_span()), name=entry.citer.name, every="year", expected="once"
        )


def _around(entry: Entry, figure: Sourced) -> list[Sentence]:
    """The sentences of the passage that a figure stands in."""
    return [one for one in entry.sentences if one.passage is figure.sentence.passage]


def _per(
    work: Work, entry: Entry, cap: Cap, body: Node, figure: Sourced, phrases: list[str], reporter: Reporter
) -> None:
    clause = entry.citer.clause
    item = clause.for_each if clause is not None else None
    if item is None:
        return  # there is nothing but the applicant to count by
    node = get(body, "per")
    at = label_of(node) if node is not None else label_of(body)
    if cap.per != ROOT and all(_FOR_APPLICANT.search(phrase) for phrase in phrases):
        reporter.report(
            "A025", at, work.source(figure.bounded.words_span()), name=entry.citer.name, per=cap.per, expected=ROOT
        )
    elif cap.per == ROOT and all(_FOR_ITEM.search(phrase) for phrase in phrases):
        reporter.report(
            "A025", at, work.source(figure.bounded.words_span()), name=entry.citer.name, per=cap.per, expected=item
        )


def _quota(work: Work, entry: Entry, clause: Clause, reporter: Reporter) -> None:
    figures = _figures_at(entry, Spot("quota"))
    if clause.quota is None or not figures:
        return
    _every(work, entry, clause.quota.every, entry.citer.body.get("quota") or entry.citer.body, figures[0],
           [_phrase(figure) for figure in figures], reporter)  # fmt: skip


# -- the kind of support -----------------------------------------------------------------------------

_KINDS: Final[dict[Benefit, re.Pattern[str]]] = {
    "voucher": re.compile(r"[\u4e00-\u9fff]券(?!商|市|后)"),
    "rent_free": re.compile(r"免租|租金(?:减免|全免|免除)|免(?:收|除|交|缴)(?:房屋)?租金|零租"),
    "subsidy": re.compile(r"(?<!奖)补(?:助|贴|偿)|资助|贴息"),
    "reward": re.compile(r"奖励(?!性?补)|奖金"),
}
_EITHER: Final = re.compile(r"奖补|以奖代补|奖励性?补|奖励(?:或|和|、)补")
_BENEFITS: Final = {
    "subsidy": Text("subsidy（补助）", "subsidy"),
    "reward": Text("reward（奖励）", "reward"),
    "voucher": Text("voucher（券）", "voucher"),
    "rent_free": Text("rent_free（免租）", "rent_free"),
    "service": Text("service（服务）", "service"),
}


def _benefit(work: Work, entry: Entry, clause: Clause, reporter: Reporter) -> None:
    """Only where the sentences have one kind of word, and it is another one."""
    text = "".join(one.text for one in entry.own)
    if _EITHER.search(text):
        return
    said = [kind for kind, words in _KINDS.items() if words.search(text)]
    gives = clause.amount is not None or clause.term is not None
    expected: Benefit | None = said[0] if said and (len(said) == 1 or said[0] == "voucher") else None
    if expected is None or expected == clause.benefit or (clause.benefit in said and expected != "voucher"):
        return
    if not gives and clause.benefit == "service":
        return
    found = next((m for one in entry.own if (m := _KINDS[expected].search(one.text))), None)
    sentence = next((one for one in entry.own if _KINDS[expected].search(one.text)), None)
    if found is None or sentence is None:
        return
    at = sentence.passage.text.span(sentence.start + found.start(), sentence.start + found.end())
    reporter.report(
        "A026",
        entry.citer.place("benefit"),
        work.source(at),
        name=entry.citer.name,
        benefit=clause.benefit,
        expected=_BENEFITS[expected],
    )
