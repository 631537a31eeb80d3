"""An award's derivation as sections and lines in one language: what every rendering shows, in which order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policydsl.explain.explanation import (
    AwardExplained,
    CapExplained,
    Earlier,
    JointExplained,
    MinimumStep,
    MissingFact,
    Part,
    RowStep,
    SettlementExplained,
    Step,
    TableStep,
    Truth,
)
from policydsl.explain.glossary import money
from policydsl.explain.glossary import named as named_text
from policydsl.explain.instalments import InstalmentExplained, ObligationExplained
from policydsl.explain.phrases import COMMON, FAILS, HOLDS, bracketed, colon, listed, series
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen

MARKS: Final[dict[Truth, str]] = {"true": "✓", "false": "✗", "unknown": "?", "not_reached": "-"}
_COUNTED: Final[dict[Truth, Text]] = {
    "true": Text("计入", "counted"),
    "false": Text("不计", "not counted"),
    "unknown": Text("未定", "undecided"),
    "not_reached": Text("未定", "undecided"),
}


_DUE_MARKS: Final = {"due": "✓", "later": "→", "open": "?", "lapsed": "✗"}


@frozen
class Line:
    """One line with what stands below it; `chain` are equal terms, one after the other: `a = b = c`."""

    text: str
    below: tuple[Line, ...] = ()
    chain: tuple[str, ...] = ()


@frozen
class Section:
    """Lines under a heading."""

    title: str
    lines: tuple[Line, ...]


@frozen
class Outline:
    """One award: its title, the outcome, where it stands in the text, then the derivation."""

    title: str
    outcome: str
    place: str
    sections: tuple[Section, ...]


def outline(award: AwardExplained, currency: str, lang: Lang) -> Outline:
    """The derivation in one language."""
    return _Writer(award, currency, lang).write()


class _Writer:
    def __init__(self, award: AwardExplained, currency: str, lang: Lang) -> None:
        self.award, self.currency, self.lang, self.zh = award, currency, lang, lang == "zh"

    def pick(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def say(self, text: Text) -> str:
        return text.pick(self.lang)

    def pair(self, head: str, tail: str) -> str:
        return f"{head}{colon(self.lang)}{tail}"

    def write(self) -> Outline:
        award, lang = self.award, self.lang
        who = named_text(lang, award.subject.id, award.subject.name)
        outcome = self.say(award.headline)
        if award.why:
            outcome = self.pair(outcome, series(lang, map(self.say, award.why)))
        place = self.pick(f"原文 {award.cite}", f"at {award.cite}") if award.cite else ""
        by = ", ".join(award.amended_by)
        amended = self.pick(f"经 {by} 修订", f"amended by {by}") if by else ""
        where = (place, amended, listed(lang, award.departments), self.say(award.benefit), self.say(award.basis))
        return Outline(
            title=f"{self.say(award.title)} · {who}",
            outcome=outcome,
            place=" · ".join(part for part in where if part),
            sections=tuple(s for s in self._sections() if s.lines),
        )

    def _sections(self) -> Iterator[Section]:
        award = self.award
        yield Section(self.pick("适用日期", "The day that governs"), tuple(self._governing()))
        yield Section(self.pick("条件", "Conditions"), tuple(self._condition(step) for step in award.conditions))
        for working in award.workings:
            if isinstance(working, TableStep):
                yield Section(self.pick("分档", "Table"), tuple(self._table(working)))
        yield Section(self.pick("计算", "Figures"), tuple(self._figures()))
        yield Section(self.pick("限额", "Caps"), tuple(self._caps()))
        yield Section(self.pick("与其他各条", "Together with other awards"), tuple(map(self._joint, award.joint)))
        if award.settlement is not None:
            title = self.pick("与其他政策衔接", "Other policies") + bracketed(self.lang, award.settlement.cite)
            yield Section(title, tuple(self._settlement(award.settlement)))
        yield Section(self.pick("分期", "Instalments"), tuple(map(self._instalment, award.instalments)))
        yield Section(self.pick("义务", "Obligations"), tuple(map(self._obligation, award.obligations)))
        yield Section(self.pick("缺少的事实", "Missing facts"), tuple(map(self._missing, award.missing)))
        yield Section(self.pick("得不出结果的算式", "Formulas without a result"), tuple(self._failures()))
        yield Section(self.pick("还取决于", "Also depends on"), tuple(self._depends()))
        yield Section(self.pick("采用的读法", "Readings"), tuple(self._readings()))
        yield Section(self.pick("采用的参数", "Parameters"), tuple(self._parameters()))
        yield Section(self.pick("材料", "Documents"), tuple(Line(self.say(one)) for one in award.materials))
        yield Section(self.pick("说明", "Notes"), (Line(self.say(award.note)),) if award.note else ())

    # -- the day that governs ------------------------------------------------------------------------

    def _governing(self) -> Iterator[Line]:
        found = self.award.governing
        if found is None:
            return
        if found.words:
            yield Line(self.say(found.words), (Line(self.say(found.by)),) if found.by else ())
        if found.claim is not None:
            mark, label = MARKS[found.claim.truth], self.pick("申报时限", "claim window")
            yield Line(f"{mark} {self.pair(label, self.say(found.claim.words))}")

    # -- conditions ----------------------------------------------------------------------------------

    def _condition(self, step: Step) -> Line:
        mark, label, words, seen = MARKS[step.truth], self.say(step.label), self.say(step.words), self.say(step.seen)
        if step.truth == "not_reached":
            return Line(f"{mark} {self.pair(label, self.say(step.value))}")
        below = [*self._parts(step), *self._note(step.note)]
        common = bracketed(self.lang, self.say(COMMON)) if step.common else ""
        if words == label:  # a fact that is the condition itself
            return Line(f"{mark} {seen}{common}", tuple(below))
        label += common
        if step.truth in ("true", "false") and step.waits_for:
            label += self._so_far()
        if step.truth == "false":
            seen += f" → {self.say(FAILS)}"
        return Line(f"{mark} {label}", (Line(seen), *below))

    def _so_far(self) -> str:
        """What follows a value that missing facts may change."""
        return bracketed(self.lang, self.pick("暂定", "provisional"))

    def _note(self, note: Text) -> Iterator[Line]:
        if note:
            yield Line(self.pair(self.pick("注", "note"), self.say(note)))

    def _parts(self, step: Step) -> Iterator[Line]:
        for part in step.parts:
            lines = tuple(self._members(part))
            if part.words == step.words or len(step.parts) == 1:
                yield from lines
            else:
                yield Line(self.pair(self.say(part.words), self.say(part.value)), lines)

    def _members(self, part: Part) -> Iterator[Line]:
        test = part.kind in ("some", "every")
        for member in part.members:
            name = named_text(self.lang, member.item.id, member.item.name)
            why = self.say(member.why)
            if test:
                yield Line(f"{MARKS[member.counts]} {self.pair(name, why) if why else name}")
                continue
            head = f"{self.say(_COUNTED[member.counts])} {name}"
            figure = "" if part.kind == "count" else self.say(member.figure)
            if member.counts == "true":
                yield Line(self.pair(head, figure) if figure else head)
            else:
                told = [figure, why] if member.counts == "unknown" and figure else [why]
                yield Line(self.pair(head, listed(self.lang, told)))
        if not part.members:
            yield Line(self.say(part.empty))

    # -- the table -----------------------------------------------------------------------------------

    def _table(self, table: TableStep) -> Iterator[Line]:
        if table.state == "matched":
            yield from (self._row(row, "✓") for row in table.rows if row.id == table.matched)
        elif table.state == "collected":
            yield from (self._row(row, MARKS[row.truth]) for row in table.rows if row.truth != "false")
            yield Line(series(self.lang, map(self._output, table.outputs)))
        elif table.state == "banded":
            for row in table.rows:
                if row.truth == "true":
                    yield Line(
                        f"{MARKS['true']} {self.say(row.label)}", tuple(Line(self.say(one)) for one in row.bands)
                    )
            rest = sum(row.truth != "true" for row in table.rows)
            if rest:
                yield Line(self.pick(f"其余 {rest} 段没有达到", f"{rest} other band{'s' * (rest > 1)} not reached"))
            yield Line(series(self.lang, map(self._output, table.outputs)))
        elif table.state == "open":
            possible = [row for row in table.rows if row.truth != "false"]
            yield from (self._row(row, "?") for row in possible)
            rest = len(table.rows) - len(possible)
            if rest:
                yield Line(self.pick(f"其余 {rest} 行不适用", f"{rest} other row{'s' * (rest > 1)} cannot apply"))
        elif table.state == "no_row":
            for row in table.rows:
                yield self._row(row, "✗", only="false")

    def _output(self, step: Step) -> str:
        so_far = self._so_far() if step.exact is not None and step.waits_for else ""
        return f"{self.say(step.label)} = {self.say(step.value)}{so_far}"

    def _row(self, row: RowStep, mark: str, only: Truth | None = None) -> Line:
        cells = [self.say(cell.seen) for cell in row.cells if only is None or cell.truth == only]
        below = [Line(series(self.lang, cells))] if cells else []
        if only is None and row.outputs:
            outputs = (f"{self.say(one.label)} {self.say(one.value)}" for one in row.outputs)
            below.append(Line("→ " + series(self.lang, outputs)))
        return Line(f"{mark} {self.say(row.label)}", tuple(below))

    # -- figures -------------------------------------------------------------------------------------

    def _figures(self) -> Iterator[Line]:
        award = self.award
        for step in (*award.workings, award.amount_step, award.term_step):
            if isinstance(step, Step) and step.truth != "not_reached":
                yield self._formula(step)
        if award.minimum is not None:
            yield self._minimum(award.minimum)
        if award.rounding is not None:
            yield Line(self.pair(self.pick("取整", "rounding"), self.say(award.rounding.words)))

    def _minimum(self, found: MinimumStep) -> Line:
        words, value = self.say(found.least.words), self.say(found.least.value)
        below = () if words == value else (Line("", tuple(self._parts(found.least)), (words, value)),)
        return Line(self.pair(self.pick("最低额", "minimum"), self.say(found.words)), below)

    def _formula(self, step: Step) -> Line:
        terms = [self.say(step.label), self.say(step.words), self.say(step.seen), self.say(step.value)]
        if step.exact is None:
            terms.pop()  # what is not known stands in the figures already
        if step.is_test:
            terms = [terms[0], terms[2], self.say(HOLDS if step.truth == "true" else step.value)]
        chain: list[str] = []
        for term in terms:
            if term and (not chain or chain[-1] != term):
                chain.append(term)
        if step.exact is not None and step.waits_for:
            chain[-1] += self._so_far()
        return Line("", tuple(self._parts(step)), tuple(chain))

    # -- caps ----------------------------------------------------------------------------------------

    def _caps(self) -> Iterator[Line]:
        for cap in self.award.caps:
            if cap.applies == "not_reached":
                continue
            yield self._cap(cap)
        if self.award.final_rounding is not None:
            yield Line(self.pair(self.pick("取整", "rounding"), self.say(self.award.final_rounding.words)))

    def _cap(self, cap: CapExplained) -> Line:
        label = self.say(cap.label)
        if cap.applies == "false":
            head = self.pair(f"- {label}", self.pick("不适用", "does not apply"))
            return Line(head, (Line(self.say(cap.when.seen)),) if cap.when is not None else ())
        below: list[Line] = []
        if cap.when is not None:
            below.append(Line(f"{MARKS[cap.when.truth]} {self.say(cap.when.seen)}"))
        words, value = self.say(cap.limit.words), self.say(cap.limit.value)
        limit = value if words == value else f"{words} = {value}"
        kind = self.pick("每年", "a year") if cap.every == "year" else self.pick("累计", "in all")
        if cap.applies == "unknown":
            kind += self.pick("；是否适用尚不能确定", "; not known yet whether it applies")
        head = self.pair(label, limit + bracketed(self.lang, kind))
        if cap.work is not None:
            done = self.say(cap.work.words)
            if cap.work.bound:
                done += bracketed(self.lang, self.pick("受此限额限制", "this cap is reached"))
            below.append(Line(done))
        below += self._may_exceed(cap.may_exceed)
        if len(cap.earlier) > 1 or not all(one.counts for one in cap.earlier):
            below += [self._earlier(one) for one in cap.earlier]
        return Line(head, tuple(below))

    def _may_exceed(self, test: Step | None) -> Iterator[Line]:
        """Whether the department may decide above a cap; nothing where that does not matter."""
        if test is None or test.truth == "not_reached":
            return
        words = {
            "true": self.pick("部门可以决定超过此限额", "the department may decide above this cap"),
            "false": self.pick("不得超过此限额", "this cap cannot be exceeded"),
            "unknown": self.pick("是否可以超过此限额尚不能确定", "not known yet whether it may be exceeded"),
        }[test.truth]
        seen = self.say(test.seen)
        yield Line(f"{MARKS[test.truth]} {words}", () if seen == self.say(test.value) else (Line(seen),))

    def _earlier(self, one: Earlier) -> Line:
        counted = self.say(_COUNTED["true" if one.counts else "false"])
        year = "" if one.year is None else self.pick(f"{one.year} 年 ", f"{one.year}: ")
        source = one.policy + self.pick(" ", ": ") if one.policy else ""
        sum_ = money(one.amount, self.currency, self.lang)
        who = "" if one.subject == self.award.subject else f"{named_text(self.lang, one.subject.id, one.subject.name)} "
        why = bracketed(self.lang, self.say(one.why)) if one.why else ""
        return Line(f"{counted} {who}{year}{source}{sum_}{why}")

    # -- what is paid, what it depends on ------------------------------------------------------------

    def _settlement(self, found: SettlementExplained) -> Iterator[Line]:
        yield from (self._earlier(one) for one in found.others)
        if found.before_this:
            taken = money(found.before_this, self.currency, self.lang)
            en = f"{taken} of it is deducted from earlier awards"
            yield Line(self.pick(f"其中 {taken} 已在前面的奖补中扣除", en))
        yield Line(self.say(found.words))
        yield from self._note(found.note)

    def _joint(self, found: JointExplained) -> Line:
        head = self.say(found.label) + (bracketed(self.lang, found.cite) if found.cite else "")
        return Line(head, (Line(self.say(found.words)), *self._note(found.note)))

    def _instalment(self, one: InstalmentExplained) -> Line:
        below = [self._formula(one.due_step)] if one.due_step is not None and _is_telling(one.due_step) else []
        if one.when is not None:
            awaited = one.status == "open" and one.when.truth == "false"  # an assessment may yet make it true
            mark = MARKS["unknown" if awaited else one.when.truth]
            below.append(Line(f"{mark} {self.say(one.when.seen)}", tuple(self._parts(one.when))))
        head = f"{_DUE_MARKS[one.status]} {self.pair(self.say(one.label), self.say(one.words))}"
        return Line(head, (*below, *self._note(one.note)))

    def _obligation(self, one: ObligationExplained) -> Line:
        below = [self._formula(step) for step in one.steps if _is_telling(step)]
        return Line(self.say(one.words), (*below, *self._note(one.note)))

    def _missing(self, fact: MissingFact) -> Line:
        name = self.say(fact.label)
        if fact.item is not None and fact.item != self.award.subject:
            owner = named_text(self.lang, fact.item.id, fact.item.name)
            name = f"{self.say(fact.item_kind)} {self.pair(owner, name)}"
        below = [Line(f"{self.say(one.case)} → {self.say(one.result)}") for one in fact.outcomes]
        if fact.decides and not below:
            below.append(Line(self.pair(self.pick("决定", "decides"), listed(self.lang, map(self.say, fact.decides)))))
        return Line(name, (*below, *self._note(fact.note)))

    def _failures(self) -> Iterator[Line]:
        for one in self.award.failures:
            place = f"{one.file}:{one.line}:{one.column}"
            yield Line(f"`{one.formula}`", (Line(self.say(one.reason)), Line(place)))

    def _depends(self) -> Iterator[Line]:
        for one in self.award.subject_to:
            extra = self.say(self.award.quota) if one.id == "quota" else ""
            yield Line(self.pair(self.say(one.words), extra) if extra else self.say(one.words))

    def _readings(self) -> Iterator[Line]:
        for one in self.award.readings:
            kind = self.pick("默认", "the default") if one.is_default else self.pick("不是默认", "not the default")
            answer = self.say(one.chosen) + bracketed(self.lang, kind)
            cite = bracketed(self.lang, one.cite) if one.cite else ""
            yield Line(self.say(one.question) + cite, (Line(f"→ {answer}"), *self._note(one.note)))

    def _parameters(self) -> Iterator[Line]:
        for one in self.award.parameters:
            start = self.pick(f"自 {one.since} 起", f"since {one.since}")
            since = "" if one.since is None else bracketed(self.lang, start)
            cite = bracketed(self.lang, one.cite) if one.cite else ""
            by = ", ".join(one.amended_by)
            amended = bracketed(self.lang, self.pick(f"经 {by} 修订", f"amended by {by}")) if by else ""
            line = f"{self.say(one.label)} = {self.say(one.value)}{since}{cite}{amended}"
            day = None if self.award.governing is None else self.award.governing.day
            if one.today and day is not None:
                now = self.say(one.today)
                line += self.pick(f"，按适用日期 {day}；基准日为 {now}", f", of {day}; on the day of evaluation {now}")
            yield Line(line, tuple(self._note(one.note)))


def _is_telling(step: Step) -> bool:
    """Whether a formula says more than its value."""
    return step.words != step.value
