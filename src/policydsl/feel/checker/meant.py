"""What the other side of a comparison shows of a word that is no name: an option, yes or no, a day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from policydsl.feel import ast, types
from policydsl.feel.checker.paths import path_of
from policydsl.feel.literal_text import temporal_text
from policydsl.feel.printer import print_expression
from policydsl.feel.types import BOOLEAN, NUMBER, Enum, Type, describe
from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.feel.ast import Expr
    from policydsl.feel.checker.checker import Checker
    from policydsl.feel.checker.scope import Scope

_YES: Final = frozenset(
    ("是", "是的", "对", "有", "真", "√", "yes", "Yes", "YES", "True", "TRUE", "Y", "y", "已", "符合")
)
_NO: Final = frozenset(
    ("否", "不是", "没有", "无", "假", "×", "no", "No", "NO", "False", "FALSE", "N", "n", "未", "不符合")
)
_MARKS: Final = " \"'“”‘’[]［］【】()（）"
_BETWEEN: Final = re.compile(r"\s*(?:[、，,；;/／|]|或者?|以及|和|与|及|[(（](?:包?含|包括)|\bor\b|\|\|)\s*")
_SHUT_OUT: Final = re.compile(r"(?:非|不是|除了?)(.+?)(?:以外|之外|外)?|(.+?)(?:以外|之外|除外)|(?:!=|≠)\s*(.+)")
_DAY: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


def word(checker: Checker, expr: Expr, other: Type, scope: Scope) -> bool:
    """Report an unknown name that is compared with an enum or a boolean, where it is clear what was meant."""
    if not isinstance(expr, ast.Name) or scope.lookup(expr.name) is not None:
        return False
    name = expr.name
    if isinstance(other, Enum):
        value = name if name in other.values else dict(other.labels).get(name)
        if value is None:
            return False
        help_ = Text(f'选项是文本，写作 `"{value}"`。', f'an option is a text: write `"{value}"`')
        checker.report("N001", expr.span, name=name, known="", help=help_, replace=f'"{value}"')
        return True
    truth = _truth(name) if other == BOOLEAN else None
    if truth is None:
        return False
    help_ = Text(f"是写 `true`，否写 `false`：这里写 `{truth}`。", f"write `{truth}`: yes is `true`, no is `false`")
    checker.report("N001", expr.span, name=name, known="", help=help_, replace=truth)
    return True


def unlike(checker: Checker, left: tuple[Expr, Type], right: tuple[Expr, Type]) -> bool:
    """Report two sides that do not compare, where one of them is a literal of the wrong kind."""
    for (one, found), (_, wanted) in ((left, right), (right, left)):
        meant = _literal(one, found, wanted)
        if meant is not None:
            replace, help_ = meant
            checker.report("T005", one.span, left=describe(left[1]), right=describe(right[1]), help=help_,
                           replace=replace)  # fmt: skip
            return True
    return False


def truth_of(checker: Checker, expr: ast.Name, column: Expr, scope: Scope) -> bool:
    """Report what a cell of a column of yes and no says in words: `是`, `已认定`, `未认定`."""
    if word(checker, expr, BOOLEAN, scope):
        return True
    path = path_of(column)
    label = expr.name.lstrip("未非不无没")
    names = (expr.name, label, f"已{label}", f"是{label}")
    if path is None or not any(scope.path_of_label(one) == path for one in names):
        return False
    truth = "true" if scope.path_of_label(expr.name) == path else "false"
    help_ = Text(f"是写 `true`，否写 `false`：这里写 `{truth}`。", f"write `{truth}`: yes is `true`, no is `false`")
    checker.report("N001", expr.span, name=expr.name, known="", help=help_, replace=truth)
    return True


def repeats_column(checker: Checker, one: ast.Binary, column: Expr, scope: Scope) -> bool:
    """Report `applicant.annual_revenue ≥ 1亿元` or `年度营业收入≥1亿元` in the column of that very fact."""
    path = path_of(column)
    written = one.left.name if isinstance(one.left, ast.Name) else path_of(one.left)
    if path is None or written is None or one.op not in ast.COMPARISONS:
        return False
    if written != path and scope.path_of_label(written) != path:
        return False
    checker.report("X067", one.left.span, written=written, replace="")
    return True


def options(checker: Checker, tests: ast.UnaryTests, text: str, enum: Enum) -> bool:
    """Report several options of an enum that are joined or shut out in words: `企业或高校`, `企业、高校`, `非企业`."""
    named = (one.name if isinstance(one, ast.Name) else getattr(one, "value", None) for one in tests.tests)
    if all(name in enum.values for name in named):
        return False
    by_label = dict(enum.labels)
    shut_out = _SHUT_OUT.fullmatch(text)
    inner = next(filter(None, shut_out.groups())) if shut_out and text not in by_label else text
    written = [part.strip(_MARKS) for part in _BETWEEN.split(inner.strip(_MARKS)) if part.strip(_MARKS)]
    found = [part if part in enum.values else by_label.get(part) for part in written]
    if None in found or (len(found) < 2 and inner is text):  # noqa: PLR2004  (several)
        return False
    right = ", ".join(filter(None, found))
    if inner is not text:
        right = f"not({right})"
    help_ = Text(f"写作 `{right}`。", f"write `{right}`")
    replace = right if checker.stands_alone(tests.span) and checker.is_written(text) else None
    checker.report("N003", tests.span, name=text, owner=enum.owner, known="", help=help_, replace=replace)
    return True


def alternatives(expr: ast.Binary) -> str | None:
    """`x = "a" or "b"`: what it was meant to say, `x in ("a", "b")`."""
    values, left = [expr.right], expr.left
    while isinstance(left, ast.Binary) and left.op is ast.Op.OR:
        values, left = [left.right, *values], left.left
    if not (isinstance(left, ast.Binary) and left.op is ast.Op.EQ and isinstance(expr.right, ast.StringLit)):
        return None
    return print_expression(ast.In(expr.span, left.left, (left.right, *values)))


def _literal(expr: Expr, found: Type, wanted: Type) -> tuple[str | None, Text] | None:
    match expr:
        case ast.StringLit(value=value) if wanted == BOOLEAN and (truth := _truth(value)):
            return truth, Text(f"写 `{truth}`，不加引号。", f"write `{truth}`, without quotes")
        case ast.StringLit(value=value) if wanted == types.DATE and (day := _day(value)):
            return day, Text(f"日期写作 `{day}`，不加引号。", f"write the date as `{day}`, without quotes")
        case ast.StringLit(value=value) if wanted == NUMBER and value.strip().isdecimal():
            return value.strip(), Text("数不加引号。", "a number has no quotes")
        case ast.TemporalLit(value=YearsMonthsDuration() | DaysTimeDuration()) if wanted == NUMBER:
            return None, Text(
                "与它比较的是数，不是期限：只写数，不写单位。",
                "what it is compared with is a number, not a span of time: write the number alone",
            )
        case ast.NumberLit(value=value) if found == NUMBER and wanted == types.DATE:
            digits = f"{value:f}"
            day = _day(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}") if len(digits) == 8 else None  # noqa: PLR2004
            if day:
                return day, Text(f"日期写作 `{day}`。", f"write the date as `{day}`")
            return None, Text(
                "与它比较的是日期：写全年月日，如 `2025年4月21日`；只比年份，写 `….year`。",
                "the other side is a date: write one in full, as `2025年4月21日`; years alone compare as `….year`",
            )
        case ast.NumberLit() if found == NUMBER and wanted in (types.YEARS_MONTHS, types.DAYS_TIME):
            unit = "年` 或 `个月" if wanted == types.YEARS_MONTHS else "天` 或 `小时"
            english = unit.replace("` 或 `", "` or `")
            return None, Text(f"期限要写单位：`{unit}`。", f"a span of time has a unit: `{english}`")
        case _:
            return None


def _truth(word_: str) -> str | None:
    return "true" if word_ in _YES else "false" if word_ in _NO else None


def _day(text: str) -> str | None:
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return temporal_text(Date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return None
