"""Lines and entries that run together, or lack the sign that would part them."""

from __future__ import annotations

import re
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span, Text
from policydsl.syntax.bounds import interval, key_and_test
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.stray import pair
from policydsl.syntax.values import quoted, shown

# `400万元 per: project`: a value, and behind a space the next key
_NEXT_KEY: Final = re.compile(r"([^\s:：,，{}\[\]\"']+)([ \t]+)([A-Za-z_]\w*:[ \t]+[^\s].*)")
# `kind: enterprise, revenue: ≥ 1亿元`: what stands in braces elsewhere
_ENTRIES: Final = re.compile(r"[A-Za-z_]\w*:[ \t]+[^:：]+(?:,[ \t]*[A-Za-z_]\w*:[ \t]+[^:：]+)*")
# `20万元 #每年, every: year}`
_HASH: Final = re.compile(
    r"((?:(?<=[:,] )|(?<=\[))(?!\w+: )[^\s,{}\[\]#][^,{}\[\]#]*[ \t]#[^\s#!,}\]][^,{}\[\]]*)([,}\]].*)"
)
_ENTRY_ABOVE: Final = re.compile(r"[ \t]*(?:-[ ]+)*([A-Za-z_]\w*):[ \t]+(\S.*?)[ \t]*")


def mend(source: SourceFile, shadow: Shadow, span: Span, reporter: Reporter) -> bool:
    """Report a line of a map that has no colon; what it says is left out, unless it is clear where the colon goes."""
    text = source.text[span.start : span.end]
    label = Label(source, span)
    own = key_and_test(text)
    if own is not None:
        written = pair(*own)
        colon = Text(
            f"`{own[0]}` 后面要有冒号：`{shown(written)}`。", f"`{own[0]}` lacks its colon: `{shown(written)}`."
        )
        fix = Fix((Edit(source, span, written),))
        reporter.report("Y036", label, help=colon, fix=fix, text=shown(text))
        return shadow.replace(span, written)
    number = source.position(span.start).line
    above = _ENTRY_ABOVE.fullmatch(source.line(number - 1)) if number > 1 else None
    between = interval(above[2].strip("\"'"), text) if above else None
    help_ = None
    if above and between:
        whole = f"{above[1]}: {between}"
        help_ = Text(
            f"和上一行合成一个区间：`{shown(whole)}`。", f"with the line above it is one interval: `{shown(whole)}`."
        )
    reporter.report("Y036", label, help=help_, text=shown(text))
    return shadow.replace(Span(span.start, span.start), "# ")


def behind_hash(source: SourceFile, shadow: Shadow, line: Span, closing: str, reporter: Reporter) -> bool:
    """`{limit: 20万元 #每年, every: year}`: the rest of the line is a comment, its bracket too."""
    found = _HASH.search(source.text, line.start, line.end)
    if found is None or closing not in found[2]:
        return False
    span, written = Span(*found.span(1)), quoted(found[1])
    fix = Fix((Edit(source, span, written),), sure=False)
    help_ = Text(
        f"`#` 后面都成了注释，右括号也在里面。属于值的，加引号：`{shown(written)}`；是注释的，移到括号后面。",
        f"all behind `#` is a comment, the bracket too: quote what belongs to the value, `{shown(written)}`; put "
        "a comment behind the bracket.",
    )
    opened = Label(source, Span(line.start, line.start + 1))
    reporter.report("Y035", opened, help=help_, fix=fix, sign=source.text[line.start], closing=closing)
    return shadow.replace(span, found[1][: found[1].index("#")].rstrip())


def no_comma(source: SourceFile, shadow: Shadow, value: Span, reporter: Reporter) -> bool:
    """`limit: 400万元 per: project` in braces: a comma is missing, and quotes would make one value of two."""
    found = _NEXT_KEY.fullmatch(source.text, value.start, value.end)
    if found is None:
        return False
    gap = Span(*found.span(2))
    fix = Fix((Edit(source, gap, ", "),), sure=False)
    reporter.report("Y038", Label(source, gap), fix=fix)
    return shadow.replace(gap, ", ")


def no_braces(source: SourceFile, shadow: Shadow, value: Span, reporter: Reporter) -> bool:
    """`when: kind: enterprise, revenue: ≥ 1亿元` in one line: a map without its braces."""
    raw = source.text[value.start : value.end]
    if not _ENTRIES.fullmatch(raw):
        return False
    written, text = f"{{{raw}}}", quoted(raw)
    fix = Fix((Edit(source, value, written),), sure=False)
    help_ = Text(
        f"如果是几个键，加花括号：`{shown(written)}`；如果是文字，加引号：`{shown(text)}`。",
        f"if these are keys, put them in braces: `{shown(written)}`; if it is a text, in quotes: `{shown(text)}`.",
    )
    reporter.report("Y010", Label(source, value), help=help_, fix=fix, quoted=shown(text))
    return shadow.replace(value, written)
