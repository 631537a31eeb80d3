"""Random small policies as YAML, and random facts for them, with parts unknown and then filled in."""

from __future__ import annotations

import os
import random
from functools import partial
from typing import Any

import yaml
from hypothesis import Phase, settings
from hypothesis import strategies as st
from tests.evaluate.foreign_formulas import FOREIGN_FIELDS, ForeignFormulas
from tests.evaluate.grammar import COMPARE, DAYS, LARGE, MONEY, MONTHS, NUMBERS, OPTIONS, Formulas, Scope
from tests.evaluate.period_formulas import PERIOD_FIELDS, PeriodFormulas, figures
from tests.evaluate.plain_formulas import TEXTS, PlainFormulas
from tests.evaluate.random_paying import add_paying

from policydsl.model.elections import options_of
from policydsl.model.policy import Policy

Document = dict[str, Any]
# To shrink a whole policy takes minutes: only where one looks further (HYPOTHESIS_PROFILE=deep) is it worth them.
DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
BOUNDED = settings(
    max_examples=settings().max_examples // 3,
    phases=tuple(Phase) if DEEP else (Phase.explicit, Phase.reuse, Phase.generate),
)
ENUM = {"type": "enum", "values": {option: option for option in OPTIONS}}
FIELDS: Document = {
    "applicant": {
        "fields": {
            "b1": {"type": "boolean"},
            "b2": {"type": "boolean"},
            "n1": {"type": "number"},
            "n2": {"type": "number", "min": 0},
            "w1": {"type": "number", "whole": True},
            "t1": {"type": "months"},
            "m1": {"type": "money", "min": "0元"},
            "m2": {"type": "money", "min": "0元"},
            "signed": {"type": "money"},
            "e1": ENUM,
            "d1": {"type": "date"},
            "s1": {"type": "text"},
            "am": {"type": "money", "min": "0元", "assessed": True},
            "ab": {"type": "boolean", "assessed": True},
            **FOREIGN_FIELDS["applicant"],
        }
    },
    "xs": {
        "item": "x",
        "fields": {
            "q": {"type": "boolean"},
            "r": {"type": "boolean"},
            "n": {"type": "number"},
            "w": {"type": "number", "whole": True, "min": 0},
            "t": {"type": "months"},
            "f": {"type": "money", "min": "0元"},
            "g": {"type": "money"},
            "e": ENUM,
            "d": {"type": "date"},
            "s": {"type": "text"},
            "im": {"type": "money", "min": "0元", "assessed": True},
            "ib": {"type": "boolean", "assessed": True},
            **FOREIGN_FIELDS["xs"],
        },
    },
}
PARAMETERS = {
    "rate": {"value": {"2025-01-01": "30%", "2026-01-01": "25%"}},
    "limit_then": {"value": "100元"},
}


BY_PERIOD: Document = {
    key: {**entity, "fields": {**entity["fields"], **PERIOD_FIELDS[key]}} for key, entity in FIELDS.items()
}


@st.composite
def policies(
    draw: Any,
    *,
    joint: bool = False,
    dated: bool = False,
    paying: bool = False,
    by_period: bool = False,
    plain: bool = False,
    foreign: bool = False,
) -> str:
    """The text of a policy that passes the checks; `joint`: with rules over several awards.

    `dated`: a day of its own governs most clauses; `paying`: each is paid in parts and obliges; `by_period`: with facts
    by period, which few formulas do without; `foreign`: with sums in dollars, too; `plain`: most formulas are such that
    SQL can say them.
    """
    formulas: type[Formulas] = (
        PlainFormulas if plain else PeriodFormulas if by_period else ForeignFormulas if foreign else Formulas
    )
    write = _Writer(draw, formulas(draw), dated=dated)
    write.paying = paying
    document = {
        "policydsl": 1,
        "kind": "policy",
        "id": "p",
        "title": "p",
        "level": "市",
        "in_force": {"from": "2025-01-01", "until": "2026-12-31"},
        "rounding": draw(st.sampled_from(ROUNDINGS)),
        "facts": BY_PERIOD if by_period else FIELDS,
        "parameters": PARAMETERS,
        "readings": {"way": {"question": "?", "options": {"one": "1", "two": "2"}, "default": "one"}},
        "clauses": [write.clause(i) for i in range(draw(st.integers(1, 3)))],
        "stacking": [
            {"id": "s", "cite": "s", "rule": "highest", "same": ["category", "subject"], "across": "policies"}
            | {"settle": "difference"}
        ],
    }
    if draw(st.integers(0, 3)) == 0:
        document["common"] = write.common(len(document["clauses"]))
    if joint:
        write.joint(document)
    text: str = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)
    return text


ROUNDINGS = [
    {"to": "0.01元", "mode": "down"},
    {"to": "0.01元", "mode": "down"},
    {"to": "0.01元", "mode": "half_up"},
    {"to": "1元", "mode": "down"},
    {"to": "1元", "mode": "up"},
]


class _Dumper(yaml.SafeDumper):
    """Writes no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


class _Writer:
    """Writes the clauses of one policy."""

    def __init__(self, draw: Any, formulas: Formulas, *, dated: bool) -> None:
        self.draw, self.dated = draw, dated
        self.formulas = formulas
        self.paying = False

    def one(self, *texts: str) -> str:
        return self.formulas.one(*texts)

    def count(self, most: int) -> int:
        found: int = self.draw(st.integers(0, most))
        return found

    def clause(self, index: int) -> Document:
        for_each = self.one("applicant", "x", "x", *(["x"] * 3 if self.dated else []))
        scope = Scope(items=("x",) if for_each == "x" else ())
        lets, scope = self.lets("v", scope)
        table, scope = self.table(scope) if self.count(2) == 0 else (None, scope)
        more, scope = self.lets("u", scope)
        conditions = [{"id": f"c{i}", "test": self.formulas.boolean(3, scope)} for i in range(self.count(2))]
        found: Document = {
            "id": f"k{index}",
            "cite": "1",
            "title": "t",
            "departments": ["d"],
            "category": self.one("one", "one", "two"),
            "benefit": "subsidy",
            "basis": "ceiling",
            "eligibility": conditions,
        }
        if for_each == "x":
            found["for_each"] = "x"
        if self.dated:
            found |= self.days(for_each)
        if lets or more:
            found["let"] = lets | more
        if table is not None:
            found["table"] = table
        form = self.count(9)
        if form == 0:
            found["term"] = self.term(scope)
        elif form == 1:
            found["basis"] = "case_by_case"
            found["caps"] = [self.cap(i, for_each, scope) for i in range(self.count(2))]
        else:
            found["amount"] = self.formulas.money(3, scope)
            if self.count(6) == 0:
                least = self.one("10元", "100元", self.formulas.money(1, scope))
                found["minimum"] = {self.one("at_least", "else_nothing"): least}
            if self.count(6) == 0:
                found["rounding"] = self.draw(st.sampled_from(ROUNDINGS))
            found["caps"] = [self.cap(i, for_each, scope) for i in range(self.count(2))]
        if self.paying:
            found = {key: value for key, value in found.items() if key not in ("term", "eligibility", "caps")}
            found |= {"amount": self.one("1000元", "applicant.m1"), "basis": "ceiling"}
        if self.paying or self.count(5) == 0:
            add_paying(draw=self.draw, write=self.formulas, clause=found, scope=scope)
        return found

    # -- rules over several awards

    def joint(self, document: Document) -> None:
        """Stacking between clauses and with other policies, and limits."""
        clauses = document["clauses"]
        document["stacking"] = [self.between(i, clauses) for i in range(self.count(2))] + self.across(clauses)
        document["limits"] = [found for i in range(self.count(2)) if (found := self.limit(i, clauses)) is not None]

    def between(self, index: int, clauses: list[Document]) -> Document:
        kind = self.one("highest", "choose", "deduct", "exclude")
        paying = [c["id"] for c in clauses if "amount" in c or kind in ("choose", "exclude")]
        found: Document = {"id": f"between{index}", "cite": "s", "rule": kind, "across": "clauses"}
        same = self.draw(st.sampled_from([[], ["subject"], ["category"], ["category", "subject"]]))
        if len(paying) < 2 or (same and kind == "highest" and self.count(1)):
            found |= {"rule": "highest", "same": same or ["subject"]}
        else:
            found["among"] = list(reversed(paying)) if self.count(1) else paying
            if same:
                found["same"] = same if kind != "choose" else ["subject"]
        if self.count(1):
            found["every"] = self.one("once", "year")
        return found

    def across(self, clauses: list[Document]) -> list[Document]:
        paying = [c["id"] for c in clauses if "amount" in c]
        found = []
        for i, chosen in enumerate([paying[:1], paying[1:]] if self.count(1) else [paying]):
            if chosen and self.count(2):
                same = self.draw(st.sampled_from([["subject"], ["category"], ["category", "subject"]]))
                rule: Document = {
                    "id": f"s{i}",
                    "cite": "s",
                    "rule": self.one("highest", "exclude", "deduct"),
                    "same": same,
                }
                found.append(rule | {"across": "policies", "settle": "difference", "among": chosen})
                if self.count(1):
                    found[-1]["level"] = self.draw(st.sampled_from([["市", "区"], ["省"]]))
        return found

    def limit(self, index: int, clauses: list[Document]) -> Document | None:
        paying = [c for c in clauses if "amount" in c]
        if not paying:
            return None
        per = self.one("applicant", "applicant", "programme", "x", "x.e", "x.q", "applicant.e1")
        counted = [c["id"] for c in paying if not per.startswith("x") or c.get("for_each") == "x"]
        if not counted:
            per, counted = "applicant", [c["id"] for c in paying]
        scope = Scope(items=("x",) if per == "x" else ())
        found: Document = {"id": f"limit{index}", "limit": self.formulas.money(1, scope), "per": per, "counts": counted}
        if self.count(2):
            found["limit"] = self.one("50元", "120.5元", "150元", "1000元")
        if self.count(3) == 0:
            found["when"] = self.formulas.boolean(1, scope)
        return found | {
            "every": self.one("once", "year"), "short": self.one("clause_order", "pro_rata"),
            "other": self.draw(st.sampled_from([["区"], ["市", "省"]])),
        }  # fmt: skip

    def days(self, for_each: str) -> Document:
        """A day of its own, and a claim window."""
        day = "x.d" if for_each == "x" else "applicant.d1"
        flag = "x.q" if for_each == "x" else "applicant.b1"
        found: Document = {}
        if self.count(4):
            found["dated"] = self.one(
                day, day, "applicant.d1", f"if {flag} then {day} else as_of", "min(xs[q].d)", "max(xs[r].d)"
            )
        if self.count(1) == 0:
            within = {"within": self.one("6个月", "30天", "1年", "if applicant.b2 then 1年 else 1个月")}
            if "dated" not in found or self.count(1):
                within["of"] = self.one(day, "applicant.d1")
            bounds = {
                "from": self.one("2025-06-01", "date(year, 3, 1)"),
                "until": self.one("date(year + 1, 3, 31)", day),
            }
            chosen = self.one("within", "from", "until", "all")
            found["claim"] = (
                within if chosen == "within" else within | bounds if chosen == "all" else {chosen: bounds[chosen]}
            )
        return found

    def common(self, clauses: int) -> Document:
        """Conditions of all clauses, by way of lets of their own, but for some clauses."""
        lets, scope = self.lets("z", Scope(items=()))
        found: Document = {"eligibility": [{"id": "all", "test": self.formulas.boolean(2, scope)}]}
        if lets:
            found["let"] = lets
        if clauses > 1 and self.count(1) == 0:
            found["except"] = [f"k{self.count(clauses - 1)}"]
        return found

    def lets(self, prefix: str, scope: Scope) -> tuple[Document, Scope]:
        found: Document = {}
        for i in range(self.count(1)):
            kind, name = self.one("b", "m", "n", "t"), f"{prefix}{i}"
            write = self.formulas
            found[name] = {"b": write.boolean, "m": write.money, "n": write.number, "t": write.months}[kind](2, scope)
            scope = scope.with_local(kind, name)
        return found, scope

    def table(self, scope: Scope) -> tuple[Document, Scope]:
        """A decision table: unique over an enum and intervals, first or collect over any conditions."""
        hit = self.one("unique", "first", "collect", "progressive")
        if hit == "progressive":
            return self.bands(scope)
        inputs = {"kind": self.one(*scope.names("e")), "sum": self.formulas.money(1, scope)}
        if hit == "unique":
            rows = [
                ({"kind": "x", "sum": "< 50元"}), ({"kind": "x", "sum": "≥ 50元"}),
                ({"kind": ["y", "z"], "sum": self.one("[10元..100元)", "(10元..100元]", "-")}),
            ]  # fmt: skip
        else:
            inputs["flag"] = self.formulas.boolean(1, scope)
            rows = [self.row() for _ in range(1 + self.count(2))]
        table: Document = {"hit": hit, "inputs": inputs}
        kind = "m"
        if hit == "collect":
            table["aggregate"] = self.one("sum", "min", "max", "count")
            kind = "n" if table["aggregate"] == "count" else "m"
        table["rules"] = [
            {"id": f"r{i}", "when": when, "then": {"out": self.formulas.money(1, scope)}} for i, when in enumerate(rows)
        ]
        return table, scope.with_local(kind, "out")

    def bands(self, scope: Scope) -> tuple[Document, Scope]:
        """Bands of a sum, or of a number, at rates or prices that may depend on facts."""
        write = self.formulas
        of_sums = self.count(1)
        given = write.money(2, scope) if of_sums else write.number(2, scope)
        cells = self.one("≤ {a}|({a}..{b}]|> {b}", "< {a}|≥ {a}", "[0..{b})|≥ {b}", "-").split("|")
        ends = {"a": "50元", "b": "150.5元"} if of_sums else {"a": "10", "b": "100.5"}
        rates = [self.one("10%", "0", write.number(1, scope)) if of_sums else write.money(1, scope) for _ in cells]
        rules = [
            {"id": f"r{i}", "when": {"of": cell.format(**ends)}, "then": {"out": rate}}
            for i, (cell, rate) in enumerate(zip(cells, rates, strict=True))
        ]
        return {"hit": "progressive", "inputs": {"of": given}, "rules": rules}, scope.with_local("m", "out")

    def row(self) -> Document:
        cells = {
            "kind": self.one("x", "y", "-", 'not("x")'),
            "sum": f"{self.one(*COMPARE[:4])} {self.one(*MONEY)}",
            "flag": self.one("true", "false", "-"),
        }
        return {name: cell for name, cell in cells.items() if self.count(2)} or {"flag": "true"}

    def cap(self, index: int, for_each: str, scope: Scope) -> Document:
        limit = self.one("100元", "150.5元", "1000元") if self.count(3) else self.formulas.money(1, scope)
        found = {
            "id": f"l{index}",
            "limit": limit,
            "per": self.one("applicant", for_each),
            "every": self.one("once", *(["year"] * (3 if self.dated else 1))),
        }
        if self.count(3) == 0:
            found["when"] = self.formulas.boolean(1, scope)
        if self.count(5) == 0:
            found["may_exceed"] = self.one("true", self.formulas.boolean(1, scope), self.formulas.boolean(2, scope))
        return found

    def term(self, scope: Scope) -> str:
        return self.one(f"min({self.formulas.number(1, scope)} * 1个月, 36个月)", self.formulas.months(3, scope))


# ---- facts


def _draws(field: Document) -> list[Any]:
    kind, low = field["type"], "min" in field
    if kind == "boolean":
        return [True, False]
    if kind == "number":
        pool = [n for n in NUMBERS if not ((low and n.startswith("-")) or (field.get("whole") and "." in n))]
        return [float(n) if "." in n else int(n) for n in pool]
    if kind == "money":
        found = [*MONEY, *MONEY[2:], *LARGE, *(() if low else ("-50元", "-0.01元"))]
        return [one.replace("元", "美元") for one in found] if "currency" in field else found
    if kind == "months":
        return [*MONTHS, "3个月", "P1Y1M"]
    if kind == "text":
        return list(TEXTS)
    return list(OPTIONS) if kind == "enum" else list(DAYS)


def random_facts(rng: random.Random, missing: float, *, by_period: bool = False) -> Document:
    """A fact file for such a policy; `missing` is the share of fields, or of periods, left out."""
    items = [{"id": f"P{i}", **_fields(rng, "xs", missing)} for i in range(rng.choice((0, 1, 2, 2, 3)))]
    document: Document = {
        "policydsl": 1,
        "kind": "facts",
        "as_of": rng.choice((*3 * ("2025-06-01", "2025-12-31", "2026-01-01", "2026-12-31"), "2027-01-01")),
        "applicant": {"id": "A", **_fields(rng, "applicant", missing)},
        "xs": items,
    }
    return with_figures(rng, document, 1 - missing) if by_period else document


def with_figures(rng: random.Random, document: Document, share: float) -> Document:
    """The facts with a share of the figures by period that are not given yet."""

    def filled(owner: str, item: Document) -> Document:
        found = dict(item)
        for name, field in PERIOD_FIELDS[owner].items():
            draw = partial(rng.choice, _draws(field))
            given = figures(rng, field, document["as_of"], share, draw, item.get(name, {}))
            if given or rng.random() < 0.5:
                found[name] = given
        return found

    items = [filled("xs", item) for item in document["xs"]]
    return {**document, "applicant": filled("applicant", document["applicant"]), "xs": items}


def add_awards(rng: random.Random, document: Document, policy: Policy) -> None:
    """Add awards granted before, under the policy and under others, to subjects that can have them."""
    items = [item["id"] for item in document["xs"]]

    def award(**named: str) -> Document:
        ((key, name),) = named.items()
        clauses = [c for c in policy.clauses if name in (c.id, c.category)]
        subjects = [*(["A"] if any(c.for_each is None for c in clauses) else []), *items]
        if all(c.for_each is None for c in clauses):
            subjects = ["A"]
        return {key: name, "subject": rng.choice(subjects or ["P9"]), "amount": rng.choice(MONEY)}

    clauses, categories = [c.id for c in policy.clauses], [c.category for c in policy.clauses if c.category is not None]
    document["prior_awards"] = [
        {**award(clause=rng.choice(clauses)), "year": rng.choice((2025, 2026))} for _ in range(rng.choice((0, 1, 2, 3)))
    ]
    document["other_policy_awards"] = [
        {**award(category=rng.choice(categories)), "policy": "o"} for _ in range(rng.choice((0, 1, 2, 3)))
    ]
    if policy.limits:
        for one in document["other_policy_awards"]:
            one |= {"level": rng.choice(("市", "区", "省")), "year": rng.choice((2025, 2026))}
    for rule in policy.stacking:
        if rule.rule == "choose" and rng.random() < CHOSEN:
            document.setdefault("elections", {})[rule.id] = rng.choice(options_of(rule))


def _fields(rng: random.Random, owner: str, missing: float) -> Document:
    found = {}
    for name, field in FIELDS[owner]["fields"].items():
        share = 0.5 if field.get("assessed") else missing
        if rng.random() >= share:
            found[name] = rng.choice(_draws(field))
    return found


CHOSEN = 0.3


def elect(rng: random.Random, document: Document, policy: Policy) -> Document:
    """The same facts with what has not been chosen yet chosen."""
    chosen = dict(document.get("elections", {}))
    for rule in policy.stacking:
        if rule.rule == "choose" and rule.id not in chosen:
            chosen[rule.id] = rng.choice(options_of(rule))
    return {**document, "elections": chosen}


def completion(rng: random.Random, document: Document, leave: float) -> Document:
    """The same facts with missing ones filled in, all but a share of them; what is assessed stays as it is."""

    def filled(owner: str, item: Document) -> Document:
        found = dict(item)
        for name, field in FIELDS[owner]["fields"].items():
            if name not in found and not field.get("assessed") and rng.random() >= leave:
                found[name] = rng.choice(_draws(field))
        return found

    applicant = filled("applicant", document["applicant"])
    return {**document, "applicant": applicant, "xs": [filled("xs", item) for item in document["xs"]]}


__all__ = ["BOUNDED", "add_awards", "completion", "elect", "policies", "random_facts", "with_figures"]
