"""What became of the mutations of a policy: counts, and each survivor with a test that would notice it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policydsl.source import Lang, Text
from policydsl.testing.mutations import Mutation

_COUNTS = Text(
    "改动 {total} 处：检查发现 {by_check}，测试发现 {by_tests}，等价 {equivalent}，没有发现 {survivors}",
    "mutations {total}: found by check {by_check}, by tests {by_tests}, equivalent {equivalent}, surviving {survivors}",
)
_CHANGED = Text("{where}：{was} 改成 {by}，没有测试发现", "{where}: {was} changed to {by}, and no test noticed")
_LEFT_OUT = Text("{where}：去掉 {was}，没有测试发现", "{where}: {was} left out, and no test noticed")
_EQUIVALENT = Text(
    "{where}：{was} 改成 {by}，结果不可能不同（{why}）", "{where}: {was} changed to {by} makes no difference ({why})"
)
_ADVICE: Final = {
    "figure": Text(
        "补一个结果要靠 `{was}` 的测试，写出准确的数额", "add a test whose figure depends on `{was}`, to the fen"
    ),
    "operator": Text("补两个测试：正好在界限上，和差一分", "add two tests: on the bound, and a fen off it"),
    "bound": Text("补一个正好在界限上的测试", "add a test that is on the bound"),
    "condition": Text("补一个只有这个条件不满足的测试", "add a test in which this condition alone fails"),
    "day": Text(
        "补一个适用日期与基准日取不同数值、或不在施行期的测试",
        "add a test in which the day that governs has other figures than the day of evaluation, or is not in force",
    ),
    "row": Text(
        "补一个适用这一档的测试，写出数额和 `row`", "add a test to which this row applies, with its figure and `row`"
    ),
    "cap": Text("补一个超过这个上限的测试，写出 `limited_by`", "add a test above this cap, with its `limited_by`"),
    "rule": Text("补一个几条都能得的测试，写出各自的数额", "add a test with several of its clauses and their figures"),
    "limit": Text("补一个合计超过它的测试，写出 `limited_by`", "add a test above it in all, with `limited_by`"),
}


def mutants_text(
    counts: dict[str, int], survivors: Sequence[Mutation], equivalent: Sequence[Mutation], lang: Lang
) -> str:
    """The counts, the survivors with advice, and what nothing could notice."""
    lines = [_COUNTS.pick(lang).format(**counts)]
    for one in survivors:
        words = _LEFT_OUT if one.part else _CHANGED
        lines.append("  " + words.pick(lang).format(where=_where(one), was=one.was, by=one.by))
        lines.append("    → " + _ADVICE[one.kind].pick(lang).format(was=one.was))
    lines += _equivalent(equivalent, lang)
    return "\n".join(lines) + "\n"


def _equivalent(found: Sequence[Mutation], lang: Lang) -> Iterator[str]:
    for one in found:
        yield "  " + _EQUIVALENT.pick(lang).format(where=_where(one), was=one.was, by=one.by, why=one.equivalent)


def _where(one: Mutation) -> str:
    file, span = one.at.file, one.at.span
    return f"{file.name}:{file.position(span.start).line} {one.clause}".rstrip()
