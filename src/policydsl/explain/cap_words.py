"""What one cap did to the sum, in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from policydsl.award import CapStep
from policydsl.explain.explanation import Earlier
from policydsl.explain.glossary import money
from policydsl.explain.phrases import bracketed, listed, signed
from policydsl.feel.ops import DECIMAL128
from policydsl.model.policy import Cap
from policydsl.source import Lang
from policydsl.source.frozen import frozen

ZERO = Decimal(0)


@frozen
class CapSentence:
    """A cap and its work; `takes_off` when it is the one that subtracts what was granted before."""

    cap: Cap
    step: CapStep
    taken: Decimal
    earlier: Sequence[Earlier]
    currency: str
    shared: bool
    takes_off: bool
    case_by_case: bool = False
    year: int | None = None  # of the day that governs, where that is another than the day of evaluation

    def say(self, lang: Lang) -> str:
        """The sentence."""
        if self.case_by_case:
            left = self._money(self.step.after, lang)
            return self._room(lang).rstrip("；; ") or (f"最多 {left}" if lang == "zh" else f"at most {left}")
        if self.takes_off and self.step.granted:
            return self._total(lang)
        before, after = self._money(self.step.before, lang), self._money(self.step.after, lang)
        room = self._room(lang)
        if self.step.bound:
            return f"{room}{before} → {after}"
        return room + (f"{before}，未超过限额" if lang == "zh" else f"{before} is within the cap")

    def _money(self, value: Decimal, lang: Lang) -> str:
        return money(value, self.currency, lang)

    def _total(self, lang: Lang) -> str:
        """The award is a total: what was granted before comes off it."""
        step, zh = self.step, lang == "zh"
        before, limit = self._money(step.before, lang), self._money(step.limit, lang)
        if step.bound:
            most = f"{before}，超过限额，按 {limit} 计；" if zh else f"{before} is over the cap, so {limit}; "
        else:
            most = f"{before}，未超过限额；" if zh else f"{before} is within the cap; "
        held = min(step.before, step.limit)
        sign = "=" if held >= step.granted else "→"  # less than nothing is nothing
        less = f"{self._money(held, lang)} - {self._given(lang)}"
        return most + signed(lang, less, sign, self._money(step.after, lang))

    def _room(self, lang: Lang) -> str:
        """What earlier grants and earlier items leave of the limit."""
        step, zh = self.step, lang == "zh"
        parts = [self._given(lang)] if step.granted else []
        if self.taken:
            taken = self._money(self.taken, lang)
            parts.append(f"排在前面的各项已占 {taken}" if zh else f"{taken} taken by the items before")
        if not parts:
            return ""
        left = DECIMAL128.subtract(step.limit, step.granted)
        if self.shared:
            left = DECIMAL128.subtract(left, self.taken)
        rest = self._money(max(ZERO, left), lang)
        limit = self._money(step.limit, lang)
        if zh:
            return signed(lang, f"限额 {limit} - {' - '.join(parts)}", "=", f"尚余 {rest}；")
        return f"cap {limit} - {' - '.join(parts)} leaves {rest}; "

    def _given(self, lang: Lang) -> str:
        """What was granted before, and when."""
        zh, sum_ = lang == "zh", self._money(self.step.granted, lang)
        if self.cap.every == "year":
            if self.year is not None:
                return f"{self.year} 年度已给 {sum_}" if zh else f"{sum_} granted for {self.year}"
            return f"本年度已给 {sum_}" if zh else f"{sum_} granted this year"
        years = sorted({one.year for one in self.earlier if one.counts and one.year is not None})
        told = listed(lang, map(str, years))
        when = bracketed(lang, f"{told} 年" if zh else told) if years else ""
        return f"以前已给 {sum_}{when}" if zh else f"{sum_} granted before{when}"
