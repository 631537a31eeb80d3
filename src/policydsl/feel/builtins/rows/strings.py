"""Rows: texts."""

from __future__ import annotations

from policydsl.feel.builtins import lists, regex, strings
from policydsl.feel.builtins.entry import builtin

ROWS = (
    builtin(
        "substring(string: string, start position: number, length?: number) -> string",
        impl=strings.substring,
        zh="从某一位置起的若干个字（不写 length 则到末尾；-1 为最后一个字）",
        en="the characters from a position on, `length` of them or all; -1 is the last",
        example=('substring("foobar", 3, 3)', '"oba"'),
    ),
    builtin(
        "string length(string: string) -> number",
        impl=strings.string_length,
        zh="文本的字数",
        en="the number of characters",
        example=('string length("厦门市")', "3"),
    ),
    builtin(
        "upper case(string: string) -> string",
        impl=strings.upper_case,
        zh="转为大写字母",
        en="in capital letters",
        example=('upper case("aBc4")', '"ABC4"'),
    ),
    builtin(
        "lower case(string: string) -> string",
        impl=strings.lower_case,
        zh="转为小写字母",
        en="in small letters",
        example=('lower case("aBc4")', '"abc4"'),
    ),
    builtin(
        "substring before(string: string, match: string) -> string",
        impl=strings.substring_before,
        zh="第一处 match 之前的文本，没有则为空",
        en="what stands before the first `match`, nothing if there is none",
        example=('substring before("foobar", "bar")', '"foo"'),
    ),
    builtin(
        "substring after(string: string, match: string) -> string",
        impl=strings.substring_after,
        zh="第一处 match 之后的文本，没有则为空",
        en="what stands after the first `match`, nothing if there is none",
        example=('substring after("foobar", "ob")', '"ar"'),
    ),
    builtin(
        "contains(string: string, match: string) -> boolean",
        impl=strings.contains,
        zh="文本中是否有 match",
        en="whether `match` occurs in the text",
        example=('contains("foobar", "of")', "false"),
    ),
    builtin(
        "starts with(string: string, match: string) -> boolean",
        impl=strings.starts_with,
        zh="文本是否以 match 开头",
        en="whether the text starts with `match`",
        example=('starts with("foobar", "fo")', "true"),
    ),
    builtin(
        "ends with(string: string, match: string) -> boolean",
        impl=strings.ends_with,
        zh="文本是否以 match 结尾",
        en="whether the text ends with `match`",
        example=('ends with("foobar", "r")', "true"),
    ),
    builtin(
        "string join(list: list<string>, delimiter?: string | null) -> string",
        impl=lists.string_join,
        zh="把各个文本连成一个，中间加 delimiter，略去 null",
        en="the texts joined into one, with `delimiter` between them; nulls are left out",
        example=('string join(["a", "b", "c"], "、")', '"a、b、c"'),
    ),
    builtin(
        "matches(input: string, pattern: string, flags?: string) -> boolean",
        impl=regex.matches,
        zh="文本中是否有符合模式（XPath 正则表达式）的部分",
        en="whether a part of the text fits the pattern (a regular expression of XPath)",
        example=('matches("foobar", "^fo*b")', "true"),
    ),
    builtin(
        "replace(input: string, pattern: string, replacement: string, flags?: string) -> string",
        impl=regex.replace,
        zh="替换文本中符合模式的部分，$1 指第一个括号所取",
        en="the text with what fits the pattern replaced; `$1` is what the first group took",
        example=('replace("banana", "a", "o")', '"bonono"'),
    ),
    builtin(
        "split(string: string, delimiter: string) -> list<string>",
        impl=regex.split,
        zh="在符合模式的各处把文本拆开",
        en="the parts of the text between what fits the pattern",
        example=('split("a;b;;", ";")', '["a", "b", "", ""]'),
    ),
)
