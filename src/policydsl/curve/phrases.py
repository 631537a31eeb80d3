"""Pieces and breaks in sentences: rules, figures, what changes at a position and how far a dead zone reaches."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from policydsl.award import Award, Status
from policydsl.curve.curve import Break, Curve, Piece, Series
from policydsl.curve.laws import Law, decimal_of
from policydsl.render import words
from policydsl.render.money import sum_text
from policydsl.source import Lang, Text
from policydsl.source.figures import CURRENCIES, months_text, percent_text, plain_text

NOTHING: Final = Decimal(0)
_LONGEST: Final = 12  # digits of a rate; a longer one is written as a fraction


class Phrases:
    """The sentences of one curve in one language."""

    def __init__(self, curve: Curve, lang: Lang) -> None:
        self.curve, self.axis, self.lang = curve, curve.axis, lang
        self.policy = curve.first.plan.policy

    def pick(self, zh: str, en: str) -> str:
        """In the language."""
        return Text(zh, en).pick(self.lang)

    # -- figures -------------------------------------------------------------------------------------

    def figure(self, value: Decimal | None, *, months: bool = False) -> str:
        """A sum, or a term."""
        if value is None:
            return self.pick("没有", "nothing")
        if months:
            return months_text(int(value), self.lang)
        return sum_text(value, self.policy.currency, self.lang)

    def range_of(self, piece: Piece) -> str:
        """From where to where."""
        low, high = self.axis.shown(piece.start, self.lang), self.axis.shown(piece.end, self.lang)
        if piece.start == piece.end:
            return low
        return self.pick(f"{low} 至 {high}", f"{low} to {high}")

    def law(self, law: Law, *, months: bool = False) -> str:
        """A rule: `年度营业收入 × 50% − 100万元`."""
        if not law.rate:
            return self._constant(law.constant, months=months)
        label = self.axis.label(self.lang)
        if self.axis.kind == "day":
            return self._by_day(law, months=months)
        rate = abs(law.rate)
        product = label if rate == 1 and self._alike(months=months) else f"{label} × {self._rate(rate, months=months)}"
        if not law.constant:
            return product if law.rate > 0 else f"−{product}"
        constant = self._constant(abs(law.constant), months=months)
        if law.rate > 0:
            return f"{product} {'+' if law.constant > 0 else '−'} {constant}"
        return f"{constant} − {product}" if law.constant > 0 else f"−{product} − {constant}"

    def _by_day(self, law: Law, *, months: bool) -> str:
        rate = self._constant(abs(law.rate), months=months)
        more = law.rate > 0
        return self.pick(
            f"每晚一天{'多' if more else '少'} {rate}", f"{rate} {'more' if more else 'less'} for each day later"
        )

    def _alike(self, *, months: bool) -> bool:
        return self.axis.kind == "months" if months else self.axis.currency == self.policy.currency

    def _rate(self, rate: Fraction, *, months: bool) -> str:
        found = decimal_of(rate)
        if self._alike(months=months):
            short = found is not None and len(found.as_tuple().digits) <= _LONGEST
            return percent_text(found) if found is not None and short else f"{rate.numerator}/{rate.denominator}"
        return self._constant(rate, months=months)

    def _constant(self, value: Fraction, *, months: bool) -> str:
        found = decimal_of(value)
        if found is None or len(found.as_tuple().digits) > 2 * _LONGEST:
            sign = (
                self.pick("个月", " months")
                if months
                else self.pick(CURRENCIES[self.policy.currency], f" {self.policy.currency}")
            )
            return f"{value.numerator}/{value.denominator}{sign}"
        if months:
            return self.pick(f"{plain_text(found)}个月", f"{plain_text(found)} months")
        return sum_text(found, self.policy.currency, self.lang)

    def slope(self, piece: Piece, *, months: bool) -> str:
        """How steep a piece is: `50%`, `每平方米 480元`."""
        rate = Fraction(0) if piece.law is None else piece.law.rate
        sign = "−" if rate < 0 else ""
        if not rate:
            return "0"
        found = sign + self._rate(abs(rate), months=months)
        if self._alike(months=months):
            return found
        each = {"day": self.pick("天", "day"), "months": self.pick("个月", "month")}
        if self.axis.kind == "money":
            code = self.axis.currency
            each["money"] = self.pick(CURRENCIES[code], "yuan" if code == "CNY" else code)
        unit = each.get(self.axis.kind) or self.axis.field.unit or self.pick("个", "one")
        return self.pick(f"每{unit} {found}", f"{found} for each {unit}")

    # -- pieces --------------------------------------------------------------------------------------

    def rule_of(self, piece: Piece, series: Series) -> str:
        """What a piece gives: its rule, or why there is nothing."""
        if piece.dark:
            return self.pick("没有查完", "not looked into")
        if piece.status is not None and piece.figure_start is None:
            return self._nothing(piece)
        if piece.law is None:
            low, high = (self.figure(one, months=series.months) for one in (piece.figure_start, piece.figure_end))
            return self.pick(f"不成直线：由 {low} 到 {high}", f"on no straight line: from {low} to {high}")
        return self.law(piece.law, months=series.months)

    def _nothing(self, piece: Piece) -> str:
        assert piece.status is not None  # noqa: S101
        if piece.status is Status.ELIGIBLE:
            return self.pick("给予，没有数额", "granted, without a figure")
        return words.STATUS[piece.status].pick(self.lang)

    def notes(self, piece: Piece) -> list[str]:
        """Beside the rule: row, cap, why not, what is missing."""
        found = []
        award = piece.award
        if award is not None:
            if (row := words.row_of(award)) is not None and piece.status is Status.ELIGIBLE:
                found.append(
                    self.pick(f"档次：{self.name_of_row(row.id, award)}", f"row: {self.name_of_row(row.id, award)}")
                )
            if piece.limited_by is not None and piece.status is Status.ELIGIBLE:
                cap = self.limit_of(award)
                found.append(self.pick(f"限额：{cap}", f"limit: {cap}"))
            if why := words.failed_words(award, self.policy, self.lang):
                found.append(self.pick(f"不满足：{why}", f"not met: {why}"))
            if award.missing:
                facts = words.missing_words(self.curve.first, award, self.lang)
                found.append(self.pick(f"缺：{facts}", f"missing: {facts}"))
            found += [words.failure_words(note, self.lang) for note in award.failures]
        if piece.status is None and piece.missing:
            found.append(self.pick("缺少事实的项未计入或暂定", "awards that lack facts are left out or provisional"))
        elif piece.provisional and piece.status in (None, Status.ELIGIBLE):
            found.append(self.pick("暂定", "provisional"))
        return found

    def name_of_row(self, id_: str, award: Award) -> str:
        """A row's label, its id where it has none."""
        row = words.row_of(award)
        return (row.label.pick(self.lang) if row is not None else "") or id_

    def limit_of(self, award: Award) -> str:
        """What lowers an award."""
        if award.limited_by == "minimum":
            return words.MINIMUM.pick(self.lang)
        return words.limit_words(self.policy, award, self.lang)

    # -- breaks --------------------------------------------------------------------------------------

    def told(self, one: Break, series: Series) -> str:
        """A break in a sentence without its position."""
        before, after = (self.figure(value, months=series.months) for value in (one.before, one.after))
        match one.kind:
            case "cliff_down":
                assert one.lost is not None  # noqa: S101
                lost = self.figure(one.lost, months=series.months)
                head = self.pick(f"少 {lost}（由 {before} 降到 {after}）", f"{lost} less ({before} to {after})")
            case "cliff_up":
                more = self.figure((one.after or NOTHING) - (one.before or NOTHING), months=series.months)
                head = self.pick(f"多 {more}（由 {before} 升到 {after}）", f"{more} more ({before} to {after})")
            case "status":
                head = self._status(one, before, after)
            case "cap_begins" | "cap_ends":
                head = self._cap(one)
            case "kink":
                left, right = (self.slope(piece, months=series.months) for piece in (one.left, one.right))
                head = self.pick(f"增幅由 {left} 变为 {right}", f"the increase changes from {left} to {right}")
                if one.left.bent or one.right.bent:
                    head = self.pick("走势改变", "the course changes")
            case _:
                head = self._other(one)
        return head + self._dead_zone(one, series)

    def _status(self, one: Break, before: str, after: str) -> str:
        left, right = (
            "" if piece.status is None else words.STATUS[piece.status].pick(self.lang)
            for piece in (one.left, one.right)
        )
        head = self.pick(f"由“{left}”变为“{right}”", f"from “{left}” to “{right}”")
        if one.after is not None:
            return head + self.pick(f"，得 {after}", f": {after}")
        if one.lost is not None:
            return head + self.pick(f"，{before} 不再给", f": {before} is lost")
        return head

    def _cap(self, one: Break) -> str:
        piece = one.right if one.kind == "cap_begins" else one.left
        cap = "" if piece.award is None else self.limit_of(piece.award)
        if one.kind == "cap_begins":
            return self.pick(f"限额“{cap}”开始起作用", f"the limit “{cap}” begins to bind")
        return self.pick(f"不再受限额“{cap}”限制", f"the limit “{cap}” no longer binds")

    def _other(self, one: Break) -> str:
        notes = "".join(self.notes(one.right)[:1])
        colon = self.pick("：", ": ") if notes else ""
        return self.pick("数额不变，其他有变化", "the sum stays, other things change") + colon + notes

    def _dead_zone(self, one: Break, series: Series) -> str:
        if one.lost is None:
            return ""
        before = self.figure(one.before, months=series.months)
        if one.until is None:
            end = self.axis.shown(self.axis.last, self.lang)
            return self.pick(f"；直到 {end} 都不再多于 {before}", f"; up to {end} never more than {before} again")
        until = self.axis.shown(one.until, self.lang)
        return self.pick(f"；到 {until} 才又多于 {before}", f"; more than {before} again only from {until}")

    def reason(self, one: Break, series: Series) -> str:
        """Why: another row, or in the sum the clauses that change there."""
        left, right = one.left.award, one.right.award
        if series.award is None:
            names = [self.title(other) for other in self.curve.series if any(b.at == one.at for b in other.breaks)]
            causes = words.listed(list(dict.fromkeys(names)), self.lang)
            return self.pick(f"变的是：{causes}", f"what changes: {causes}") if causes else ""
        if left is not None and right is not None and left.row != right.row and left.row and right.row:
            rows = self.name_of_row(left.row, left), self.name_of_row(right.row, right)
            return self.pick(f"档次由“{rows[0]}”变为“{rows[1]}”", f"the row changes from “{rows[0]}” to “{rows[1]}”")
        return ""

    def title(self, series: Series) -> str:
        """The clause and its item."""
        if series.award is None:
            return self.pick("应付合计", "Total payable")
        subject = words.subject_words(self.curve.first, series.award, self.lang)
        title = series.award.clause.title.pick(self.lang)
        return f"{title} · {subject}" if subject else title
