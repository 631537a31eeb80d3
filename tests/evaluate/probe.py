import sys

sys.path.insert(0, "/work/main")
from tests.evaluate.support import *

HEAD = """
policydsl: 1
kind: policy
id: p
title: t
level: 市
in_force: {from: 2025-01-01, until: 2027-12-31}
facts:
  applicant:
    fields:
      a: {type: money, min: 0元}
      b: {type: boolean}
      n: {type: number}
  xs:
    item: x
    fields:
      f: {type: money, min: 0元}
      q: {type: boolean}
      n: {type: number}
"""


def clause(body, head=HEAD, id="c"):
    return (
        head
        + "clauses:\n  - id: %s\n    cite: x\n    title: t\n    departments: [d]\n    benefit: subsidy\n    basis: exact\n"
        % id
        + textwrap.indent(textwrap.dedent(body), "    ")
    )


def F(**kw):
    d = {"policydsl": 1, "kind": "facts", "as_of": "2025-06-01", "applicant": {"id": "A", **kw.pop("a", {})}}
    d.update(kw)
    return d


def show(name, text, facts):
    try:
        p = load(text)
        r = prepare(p, facts)
        pl = rows(p.engine.evaluate(r, {}))
        tr = p.engine.trace(r, {})
        m = marked(p, r)
        print(name)
        for a, b, c in zip(pl, tr.awards, m):
            print("  plain", a)
            if row_of(b) != a:
                print("  TRACE", row_of(b))
            if row_of(c) != a:
                print("  MARKED", row_of(c))
            print("   ", [(f.reason.en) for f in b.failures], b.missing)
    except BaseException as e:
        import traceback

        print(name, "!!", type(e).__name__, str(e)[:300])
        traceback.print_exc(limit=-3)


xs = [{"id": "1", "f": "10元", "q": True, "n": 0}, {"id": "2", "f": "20元", "q": False, "n": 2}]
show("count for", clause("amount: count(for x in xs return x.f) * 1元"), F(xs=xs))
show("failing filter", clause("amount: sum(xs[10 / n > 1].f)"), F(xs=xs))
show(
    "table output aggregates",
    clause("""
table:
  hit: unique
  inputs: {b: applicant.b}
  rules:
    - {id: r1, when: {b: true}, then: {o: sum(xs.f)}}
    - {id: r2, when: {b: false}, then: {o: max(xs.f)}}
amount: o
"""),
    F(xs=xs, a={"b": True}),
)
show(
    "table output aggregates no row",
    clause("""
table:
  hit: unique
  inputs: {n: applicant.n}
  rules:
    - {id: r1, when: {n: 1}, then: {o: sum(xs.f)}}
    - {id: r2, when: {n: 2}, then: {o: max(xs.f)}}
amount: o
"""),
    F(xs=xs, a={"n": 3}),
)
R = HEAD + "rounding: {to: 1元, mode: up}\n"
show(
    "cap rounded up",
    clause("amount: applicant.a\ncaps:\n  - {id: k, limit: 100.5元, per: applicant}", R),
    F(a={"a": "200元"}),
)
show("neg cap", clause("amount: 0元\ncaps:\n  - {id: k, limit: 1元 - 2元, per: applicant, every: year}"), F())
show("neg cap once", clause("amount: 0元\ncaps:\n  - {id: k, limit: 1元 - 2元, per: applicant}"), F())
show(
    "neg amount",
    clause("amount: applicant.a - 100元\ncaps:\n  - {id: k, limit: 5元, per: applicant}"),
    F(a={"a": "20元"}),
)
show("long sum", clause("amount: " + " + ".join(["1元"] * 300)), F())
show("deep paren", clause("amount: " + "(" * 50 + "applicant.a" + " + 1元)" * 50), F(a={"a": "20元"}))
show("deep right", clause("amount: " + "(applicant.a + " * 90 + "1元" + ")" * 90), F(a={"a": "20元"}))
show("deep call", clause("amount: " + "round up(applicant.a + " * 60 + "1元" + ", 2)" * 60), F(a={"a": "20元"}))
show("deep abs", clause("amount: " + "abs(" * 90 + "applicant.a" + ")" * 90), F(a={"a": "20元"}))
show(
    "nested some",
    clause(
        "eligibility:\n  - {id: e, test: '"
        + "".join("some x%d in xs satisfies (" % i for i in range(20))
        + "x0.q"
        + ")" * 20
        + "'}\namount: 1元"
    ),
    F(xs=xs),
)
show(
    "many conds",
    clause(
        "eligibility:\n"
        + "".join('  - {id: e%d, test: "applicant.a > %d元"}\n' % (i, i) for i in range(120))
        + "amount: 1元"
    ),
    F(a={"a": "1000元"}),
)
show(
    "long or",
    clause(
        "eligibility:\n  - {id: e, test: '"
        + " or ".join("applicant.n = %d" % i for i in range(300))
        + "'}\namount: 1元"
    ),
    F(a={"n": 7}),
)
show("unknown text? ", clause("amount: 0.005元", HEAD + "rounding: {to: 0.001元, mode: down}\n"), F())


def deep(kind, n):
    e = "applicant.a > 1元"
    for i in range(n):
        e = {
            "and": f"(applicant.b and ({e}))" if i % 2 else f"(applicant.b or ({e}))",
            "not": f"not({e})",
            "if": f"if applicant.b then applicant.b else ({e})",
            "some": f"some x{i} in xs satisfies ({e})",
            "cmp": f"applicant.b = ({e})",
            "filter": f"count(xs[q and ({e})]) > 1",
        }[kind]
    return e


for kind in ["and", "not", "if", "some", "cmp", "filter"]:
    for n in (20, 60, 90, 120, 198):
        for b in ({"b": True}, {}):
            from policydsl.diagnostics import Reporter
            from policydsl.workspace.loading import load_policy_source

            rep = Reporter()
            t = clause("eligibility:\n  - {id: e, test: '%s'}\namount: 1元" % deep(kind, n))
            try:
                ok = load_policy_source(SourceFile("p", t), rep)
            except RecursionError:
                print(kind, n, "LOAD RecursionError")
                continue
            if ok is None:
                print(kind, n, findings(rep)[:1])
                break
            show(f"{kind} {n} {b}", t, F(xs=xs[:1], a={"a": "5元", **b}))
