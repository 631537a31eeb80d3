"""Formulas that SQL can say, for the most part: shallow ones, without what only the interpreter does."""

from __future__ import annotations

from typing import Final

from tests.evaluate.grammar import COMPARE, DAYS, MONTHS, NUMBERS, OPTIONS, Formulas, Scope

DEEPEST: Final = 2
# Kinds of formulas that no query serves, or few; a kind of the same name elsewhere is not missed.
LEFT_OUT: Final = frozenset({"ratio", "divided"})
TEXTS: Final = ("", "甲", "甲乙", "乙甲乙", "a'b", "A", "\U0001f600甲")
SPANS: Final = ("0天", "1天", "30天", "365天")


class PlainFormulas(Formulas):
    """Draws the same formulas with fewer kinds; and quotients, days and texts where queries serve them."""

    def one(self, *texts: str) -> str:
        return super().one(*([text for text in texts if text not in LEFT_OUT] or texts))

    def boolean(self, depth: int, scope: Scope) -> str:
        if depth > 0 and (kind := self.one("any", "any", "any", "more", "other")) != "any":
            return self.compared(scope) if kind == "more" else self.other(scope)
        return super().boolean(min(depth, DEEPEST), scope)

    def compared(self, scope: Scope) -> str:
        """Quotients, days, texts."""
        sign, day = self.one(*COMPARE), self.day
        match self.one("share", "shares", "per head", "days", "months", "text", "length", "weekday", "among", "dates"):
            case "share":
                return f"({self.share(scope)} {sign} {self.one('0.5', '2', '33%', '-1', '0.25')})"
            case "shares":
                return f"({self.share(scope)} {sign} {self.share(scope)})"
            case "per head":
                money, number = self.one(*scope.names("m")), self.one(*scope.names("n"), "3")
                return f"({money} / {number} - {self.one('10元', '0.01元')} {sign} {self.one('50元', '33.33元')})"
            case "days":
                return f"({day(scope)} - {day(scope)} {sign} {self.one(*SPANS)})"
            case "months":
                between = f"years and months duration({day(scope)}, {day(scope)})"
                return f"({between} {sign} {self.one(*MONTHS)})"
            case "text":
                test = self.one("contains", "starts with", "ends with")
                return f'{test}({self.one(*scope.names("s"))}, "{self.one(*TEXTS)}")'
            case "length":
                return f"(string length({self.one(*scope.names('s'))}) {sign} {self.one('0', '1', '2')})"
            case "weekday":
                return f"({day(scope)}.weekday {sign} {self.one('1', '3', '7')})"
            case "among":
                return f'({self.one(*scope.names("s"))} in ("{self.one(*TEXTS)}", "{self.one(*TEXTS)}"))'
            case _:
                low, high = sorted((self.one(*DAYS), self.one(*DAYS)))
                return f'({day(scope)} in [date("{low}")..date("{high}")))'

    def other(self, scope: Scope) -> str:
        """Remainders, powers, products of quotients, texts that are made, lists within lists."""
        sign, number, money = self.one(*COMPARE), self.one(*scope.names("n")), self.one(*scope.names("m"))
        other, text = self.one(*scope.names("n"), "3"), self.one(*scope.names("s"))
        match self.one(
            "modulo", "odd", "power", "product", "products", "text", "cased", "place", "middle", "all", "nested"
        ):
            case "modulo":
                return self.one(
                    f"(modulo({number}, {self.one('2', '3', '-3', '0.5', other)}) {sign} {self.one('0', '1', '-1')})",
                    f"(modulo({money}, {self.one('10元', '33.33元', *scope.names('m'))}) {sign} 0元)",
                )
            case "odd":
                return f"{self.one('odd', 'even')}({number})"
            case "power":
                power = self.one(f"{number} ** {self.one('0', '2', '3')}", f"{self.one('2', '0.9', '-1')} ** {number}")
                return f"({power} {sign} {self.one(*NUMBERS)})"
            case "product":
                return f"({self.rated(scope)} {sign} {self.one('50元', money)})"
            case "products":
                return f"({self.share(scope)} * {other} {sign} {self.one('1', number, self.share(scope))})"
            case "text":
                made = self.one(
                    f'substring({text}, {self.one("1", "2", "-1", "1, 1", "-2, 2")})', f'({text} + "甲")',
                    f'substring before({text}, "{self.one(*TEXTS)}")', f'substring after({text}, "{self.one(*TEXTS)}")',
                    f'string join([{text}, {self.one(*scope.names("s"))}], "{self.one("-", "")}")',
                )  # fmt: skip
                return f'({made} {sign} "{self.one(*TEXTS)}")'
            case "cased":
                return f'({self.one("upper", "lower")} case({text}) {sign} "{self.one(*TEXTS)}")'
            case "place":
                day = self.day(scope)
                return self.one(
                    f"(day of year({day}) {sign} {self.one('60', '152', '365')})",
                    f"(week of year({day}) {sign} {self.one('1', '22', '53')})",
                    f'({self.one("day of week", "month of year")}({day}) {sign} "{self.one("Sunday", "June")}")',
                    f"(date({self.one('year', number)}, {self.one('2', number)}, {self.one('29', other)}) < as_of)",
                )
            case "middle":
                return f"({self.one('median', 'product', 'sum')}({number}, {other}, 2) {sign} {self.one(*NUMBERS)})"
            case "all":
                return f"{self.one('all', 'any')}({self.one(*scope.names('b'))}, {number} {sign} 1)"
            case _:
                return self.nested(sign, money, scope)

    def nested(self, sign: str, money: str, scope: Scope) -> str:
        """What is asked of a list within what is asked of a list."""
        if scope.bare or scope.loops > 0:
            return self.one(*scope.names("b"))
        fact, most, inner = self.one("f", "g"), self.one("max", "min", "sum"), self.one("xs", "xs[q]", "xs[r]")
        return self.one(
            f"(count(xs[{fact} {sign} {most}({inner}.{fact})]) > {self.one('0', '1')})",
            f"(sum({inner}[f >= max(xs.f)].g) {sign} {money})",
            f"(some o in {inner} satisfies some p in xs satisfies (p.{fact} {sign} o.{fact} and p.q))",
            f"(every o in {inner} satisfies count(xs[{fact} {sign} o.{fact}]) < 2)",
            f"(some o in xs satisfies o.f * 2 {sign} sum(xs[{money} > f].f))",
            f"(sum(for o in {inner} return count(xs[d <= o.d]) * o.f) {sign} {money})",
            f"(some o in {inner} satisfies o.s = max(xs.s))",
        )

    def rated(self, scope: Scope) -> str:
        """A sum of money by a quotient, which is not so large that no one writes the sum down."""
        money, number = self.one(*scope.names("m")), self.one(*scope.names("n"), "3")
        share = f"min({self.share(scope)}, {self.one('1', '3')})"
        return self.one(
            f"{money} / {number} * {self.one(*scope.names('n'), '3', '0.3')}", f"{money} * {share}",
            f"{money} * decimal({share}, {self.one('2', '4')})", f"{share} * {money} / {number}",
            f"({money} / {number} {self.one('+', '-')} {self.one(*scope.names('m'))} / {self.one('7', '12')})",
        )  # fmt: skip

    def share(self, scope: Scope) -> str:
        """A quotient of facts, which no whole number need be."""
        kind = self.one("money", "number", "least", "either")
        if kind == "number":
            return f"({self.one(*scope.names('n'))} / {self.one(*scope.names('n'), '3')})"
        found = f"({self.one(*scope.names('m'))} / {self.one(*scope.names('m'))})"
        if kind == "least":
            return f"{self.one('min', 'max')}({found}, {self.one('1', '0.5')})"
        if kind == "either":
            return f"(if {self.one(*scope.names('b'))} then {found} else {self.one(*NUMBERS)})"
        return found

    def money(self, depth: int, scope: Scope) -> str:
        kind = self.one("name", "any", "any", "loop of a fact", "constant quotient", "quotient", "steps")
        if depth > 0 and kind == "loop of a fact":
            return self.total(scope)
        if depth > DEEPEST and kind == "quotient":  # outermost in an amount
            part = self.one(*scope.names("n"), "3", "7")
            plus = self.one("", f" + {self.one(*scope.names('m'))}", " - 10元", " * 0.5", " * 3", f" / {part}")
            if self.one("once", "by more") == "by more":
                return f"({self.rated(scope)})"
            return f"({self.one(*scope.names('m'))} * {self.one('0.3', '2', 'rate')} / {part}{plus})"
        if depth > 0 and kind == "quotient":
            rounded = self.one("floor", "ceiling", "round half up", "round up", "decimal", "round half down")
            quotient = f"{self.one(*scope.names('m'))} / {self.one(*scope.names('n'), '3')}"
            return f"{rounded}({quotient}, {self.one('0', '2', '-1')})"
        if depth > 0 and kind == "steps":
            return f"(floor({self.share(scope)}) * 10元)"
        return super().money(min(depth, DEEPEST), scope)

    def total(self, scope: Scope) -> str:
        """A share of a fact of each member, added up."""
        if scope.bare or scope.loops > 1:
            return self.one(*scope.names("m"))
        rate, fact, by = (
            self.one("0.3", "0.125", "2", "rate", "-1"),
            self.one("f", "g"),
            self.one("1", "4", "0.5", "50"),
        )
        return f"(sum(for w in {self.members(1, scope)} return w.{fact} * {rate}) / {by})"

    def number(self, depth: int, scope: Scope) -> str:
        if depth > 0 and self.one("any", "any", "any", "days") == "days":
            return self.one(
                f"({self.day(scope)} - {self.day(scope)}).days",
                f"{self.months(0, scope)}.{self.one('years', 'months')}",
            )
        return super().number(min(depth, DEEPEST), scope)

    def months(self, depth: int, scope: Scope) -> str:
        return super().months(min(depth, 1), scope)

    def day(self, scope: Scope) -> str:
        name = self.one(*scope.names("d"), "as_of")
        more = self.one("plain", "plain", "months", "days", "either", "list", "earlier")
        if more == "months":
            return f"({name} {self.one('+', '-')} {self.one(*MONTHS, *scope.names('t'), '13个月')})"
        if more == "days":
            return f"({name} {self.one('+', '-')} {self.one(*SPANS)})"
        if more == "either":
            return f"(if {self.one(*scope.names('b'))} then {name} else {self.one(*scope.names('d'))})"
        if more == "list" and not scope.bare and scope.loops == 0:
            return f"{self.one('min', 'max')}({self.one('xs', 'xs[q]', f'xs[e = {chr(34)}{OPTIONS[0]}{chr(34)}]')}.d)"
        if more == "earlier":
            return f"{self.one('min', 'max')}({name}, {self.one(*scope.names('d'))})"
        return name
