"""A curve as blocks of lines, which text, pages and tables lay out."""

from __future__ import annotations

from policydsl.curve.curve import Break, Curve, Piece, Series
from policydsl.curve.phrases import Phrases
from policydsl.render import words
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Line:
    """One piece: from where to where, what it gives, what is to be said of it."""

    piece: Piece
    range: str
    rule: str
    notes: tuple[str, ...]


@frozen(eq=False)
class Turn:
    """One break: its position and its sentence, and why."""

    one: Break
    at: str
    told: str
    reason: str


@frozen(eq=False)
class Block:
    """One award, or the sum."""

    series: Series
    title: str
    cite: str
    lines: tuple[Line, ...]
    turns: tuple[Turn, ...]


@frozen(eq=False)
class Report:
    """All of it in one language."""

    curve: Curve
    lang: Lang
    title: str
    head: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    still: tuple[str, ...]  # the awards that do not move
    notes: tuple[str, ...]


def report_of(curve: Curve, lang: Lang, clauses: tuple[str, ...] = ()) -> Report:
    """The report; `clauses`: only these, without the sum."""
    say = Phrases(curve, lang)
    chosen = [one for one in curve.series if not clauses or (one.award is not None and one.award.clause.id in clauses)]
    shown = [one for one in chosen if one.moves]
    if not clauses and (curve.total.moves or not shown):
        shown.append(curve.total)
    still = [_still(one, say) for one in chosen if not one.moves]
    title = say.pick(f"随{curve.axis.label('zh')}的变化", f"As {curve.axis.label('en')} moves")
    blocks = tuple(_block(one, say) for one in shown)
    return Report(curve, lang, title, _head(curve, say), blocks, tuple(still), _notes(curve, say))


def _head(curve: Curve, say: Phrases) -> tuple[tuple[str, str], ...]:
    axis, first, lang = curve.axis, curve.first, say.lang
    low, high, step = axis.shown(0, lang), axis.shown(axis.last, lang), axis.figure_text(axis.step, lang)
    if axis.kind == "day":
        step = say.pick(f"{axis.step}天", f"{axis.step} day")
    applicant = " ".join(part for part in (first.facts.applicant.id, first.facts.applicant.name) if part)
    given = say.pick("（没有写）", "(not given)") if curve.given is None else axis.figure_text(curve.given, lang)
    found = [
        (say.pick("政策", "Policy"), first.plan.policy.title.pick(lang)),
        (say.pick("申报主体", "Applicant"), applicant),
        (say.pick("基准日", "As of"), first.as_of.iso()),
        (say.pick("变动的事实", "Fact that moves"), f"{axis.label(lang)} {axis.name}"),
        (say.pick("范围", "Range"), say.pick(f"{low} 至 {high}，每步 {step}", f"{low} to {high}, in steps of {step}")),
        (say.pick("事实文件所写", "In the fact file"), given),
    ]
    if first.readings:
        readings = "; ".join(f"{name}={option}" for name, option in first.readings.items())
        found.append((say.pick("读法", "Readings"), readings))
    return tuple(found)


def _block(series: Series, say: Phrases) -> Block:
    lines = tuple(
        Line(piece, say.range_of(piece), say.rule_of(piece, series), tuple(say.notes(piece))) for piece in series.pieces
    )
    turns = tuple(
        Turn(one, say.axis.shown(one.at, say.lang), say.told(one, series), say.reason(one, series))
        for one in series.breaks
    )
    cite = "" if series.award is None else series.award.clause.cite
    return Block(series, say.title(series), cite, lines, turns)


def _still(series: Series, say: Phrases) -> str:
    (piece,) = series.pieces
    rule = say.rule_of(piece, series)
    return f"{say.title(series)}{say.pick('：', ': ')}{rule}"


def _notes(curve: Curve, say: Phrases) -> tuple[str, ...]:
    axis, lang = curve.axis, say.lang
    step = axis.figure_text(axis.step, lang) if axis.kind != "day" else say.pick("1天", "1 day")
    found = [
        Text(
            f"位置精确到 {step}；所写的位置是变化后的第一步。算过 {curve.points} 个位置。",
            f"Positions are exact to {step}: each is the first step after the change. {curve.points} were evaluated.",
        ).pick(lang)
    ]
    if any(piece.law is not None and piece.law.rate for one in (*curve.series, curve.total) for piece in one.pieces):
        text = Text("公式所得再按政策的取舍规则舍入。", "What a rule gives is then rounded as the policy says.")
        found.append(text.pick(lang))
    if curve.complete:
        text = Text("范围内的转折已全部找到。", "Every break within the range was found.")
    elif curve.dark:
        text = Text(
            "有的地段没有查完，其中可能还有转折。", "Some stretches were not looked into and may hold more breaks."
        )
    else:
        names = words.listed([name for name in curve.unsure if name != "*"], lang)
        text = Text(
            f"{names or '有的公式'} 不能逐步推断（如两个变动的数相乘、按比例分配、细密的取整），"
            "只在算过的位置之间查找：很窄的转折可能没有找到。",
            f"{names or 'Some formulas'}: not every step can be followed (a product of two figures that move, shares, "
            "fine rounding); it was searched between positions that were evaluated, and a narrow break may be missed.",
        )
    found.append(text.pick(lang))
    assumed = [words.ASSUMES[code].pick(lang) for code in words.assumptions(curve.first)]
    return (*found, *assumed)
