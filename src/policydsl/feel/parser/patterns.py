"""The regular expressions of the lexer. None of them backtracks over what it has matched."""

from __future__ import annotations

import re

# White space (what else may stand for it is folded before, see fold.py).
SPACE = r"\s"
# Inside a figure (`1000 万元`) only on the line.
GAP = r"[ \t\u00a0\u3000]{0,4}+"

# Letters, digits, `_`, `·` and what lies beyond the basic plane (rare Chinese characters, emoji). The standard's
# own list differs for a few symbols only, and classes as long as that take 50 ms to compile.
NAME_CHAR = r"[\w·\U00010000-\U000effff]"
WORD = rf"(?:[^\W\d]|[\U00010000-\U000effff]){NAME_CHAR}*+"

COMMENT_OR_SPACE = rf"(?:{SPACE}++|//[^\n]*+|/\*(?s:.*?)\*/)"

MASTER = re.compile(
    rf"""
      (?P<space>{COMMENT_OR_SPACE}++)
    | (?P<word>{WORD})
    | (?P<number>(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+)
    | (?P<symbol>\*\*|\.\.|<=|>=|!=(?!=)|=(?![=<>])|<(?![>])|>|[-≤≥≠+*×/÷,:.()\[\]{{}}])
    | (?P<string>"(?:[^"\\\n]|\\[^\n])*+")
    | (?P<at>@{SPACE}*+"(?:[^"\\\n]|\\[^\n])*+")
    | (?P<input>\?)
    """,
    re.VERBOSE,
)

DATE = re.compile(rf"([0-9]{{4}}){GAP}年{GAP}([0-9]{{1,2}}){GAP}月{GAP}([0-9]{{1,2}}){GAP}日")
YEAR = re.compile(rf"[0-9]{{4}}{GAP}年(?:{GAP}[0-9]{{1,2}}{GAP}月份?)?+(?:度|末|底|初)?+")
ISO_DATE = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}})(?!{NAME_CHAR}|\.[0-9])")
DAY = re.compile(rf"([0-9]{{1,2}}){GAP}月{GAP}([0-9]{{1,2}}){GAP}[日号]")
ANY_YEAR = re.compile(r"(?<![0-9])([0-9]{4})(?=[-年])")
THOUSANDS = re.compile(r"[0-9]{1,3}+((?:[, ][0-9]{3}(?![0-9]))++)(?:\.[0-9]++)?+")

# A context key or named argument, a parameter, an iterator's name: declared here, so white space may stand in it.
_DECLARED = rf"{WORD}(?:{SPACE}++{NAME_CHAR}++){{0,12}}"
KEY = re.compile(rf"({WORD}(?:(?:{SPACE}|[./\-'+*]){{1,12}}+{NAME_CHAR}++){{0,12}}+){SPACE}*+:")
PARAMETER = re.compile(rf"({_DECLARED}){SPACE}*+(?=[:,)])")
ITERATOR = re.compile(rf"({_DECLARED}?){SPACE}++in(?!{NAME_CHAR})")
INSTANCE_OF = re.compile(rf"instance{SPACE}++of(?!{NAME_CHAR})")

# What may follow a `[` that closes a range, as in `]1..5[`; after anything else it opens a filter.
AFTER_RANGE = re.compile(
    rf"{COMMENT_OR_SPACE}*+(?:$|[)\],}}=<>!≤≥≠]|\.(?![0-9])|(?:and|or|then|else|return|satisfies|in|instance)(?!{NAME_CHAR}))"
)
# What may not follow a `]` that opens a range: then it closes a list after a stray comma.
NOT_OPENING = re.compile(rf"{COMMENT_OR_SPACE}*+(?:$|[)\],}}=<>!.*/])")

FOLD_SPACE = re.compile(f"{SPACE}++")
SKIP = re.compile(f"{COMMENT_OR_SPACE}*+")
COLON_NEXT = re.compile(f"{SPACE}*+:")
TYPE_SYMBOL = re.compile(r"->|[<>,:.]")


def fold_space(name: str) -> str:
    """A name with single spaces inside."""
    return FOLD_SPACE.sub(" ", name.strip()) if not name.isalnum() else name
