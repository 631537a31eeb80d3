"""The reference as one Markdown page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from policydsl.feel.builtins import BUILTINS, FAMILIES, Builtin
from policydsl.feel.builtins.machine import MAX_INPUT
from policydsl.feel.builtins.patterns import MAX_PATTERN
from policydsl.feel.builtins.signature import admits_null
from policydsl.feel.compiler import Limits
from policydsl.feel.parser import MAX_LENGTH, MAX_LEVELS
from policydsl.feel.types import NUMBER, Money, Simple, describe
from policydsl.render.reference.language import CELLS, FIGURES, LISTS, OPERATORS
from policydsl.render.reference.rows import Cell, Kind, Part, Row, Same, Value, Wrong
from policydsl.source import Lang, Text

_TITLE: Final = Text("公式参考", "The language of formulas")
_INTRO: Final = Text(
    "政策中的公式和表格单元格怎样写。公式语言是 FEEL（OMG DMN 1.5 第 10 章），另加金额、比例、日期的中文写法和法条的"
    "区间写法；任何 FEEL 教程都适用。本页由 `make docs` 从函数表生成，请勿手改；每个例子都由测试重算。"
    "任何公式都可以试算：`policydsl feel '公式'`。",
    "How formulas and table cells of a policy are written. The language is FEEL (chapter 10 of OMG DMN 1.5), so any "
    "FEEL manual applies, with figures as official Chinese documents write them and intervals in the words of the law. "
    "`make docs` generates this page from the table of functions; a test computes every example again. Try any formula "
    "with `policydsl feel 'FORMULA'`.",
)
_CHAPTERS: Final = (
    (Text("数和值", "Figures and values"), FIGURES),
    (Text("运算", "Operators"), OPERATORS),
    (Text("条件和列表", "Conditions and lists"), LISTS),
    (Text("表格", "Tables"), CELLS),
)
_HEADS: Final[dict[type[Row], tuple[Text, ...]]] = {
    Value: (Text("公式", "formula"), Text("值", "value")),
    Cell: (Text("单元格", "cell"), Text("符合", "holds of"), Text("不符合", "does not hold of")),
    Same: (Text("法条的写法", "as the law writes it"), Text("等同于", "the same as")),
    Kind: (Text("公式", "formula"), Text("得到", "gives")),
    Wrong: (Text("写成", "written"), Text("提示", "finding"), Text("应写", "write")),
}
_NOTE: Final = Text("说明", "note")
_UNKNOWN: Final = Text("未知、null、算不出", "Unknown, null, no result")
_UNKNOWN_TEXT: Final = Text(
    "- **未知**：事实文件没有填的字段。凡用到它的比较和计算都未知；`false and 未知` 是 false，`true or 未知` 是 true；"
    "`if` 的条件未知时，两个分支已知且相等才有值。未知使该条款列为“待补”，并列出缺哪些事实。\n"
    "- **null**：只有标明 `assessed: true`、由部门评定的字段可以是 null，用之前须先问 `= null`。\n"
    "- **算不出**：除以零、结果太大、参数不合。普通 FEEL 得 null 并说明原因和位置；在政策中，该条款无法评定，"
    "命令以 1 退出。不影响结果的部分（如 `false and 1 / 0 > 1`）不算。",
    "- **Unknown**: a field that the fact file leaves out. What compares or reckons with it is unknown; `false and` "
    "unknown is false, `true or` unknown is true; `if` with an unknown condition has a value only where both branches "
    "are known and equal. The clause is then undetermined, and says which facts are missing.\n"
    "- **null**: only a field declared `assessed: true`, for the department to decide, can be null; ask `= null` before "
    "it is used.\n"
    "- **No result**: division by zero, a result that is too large, an argument that does not fit. Plain FEEL gives null and "
    "says why and where; in a policy the clause cannot be decided, and the command exits with 1. What changes nothing, "
    "as in `false and 1 / 0 > 1`, does not count.",
)
_LIMITS: Final = Text("限度", "Limits")
_LIMITS_TEXT: Final = Text(
    "超过时停止计算，结果是 null 并说明原因；不会无休止地运行。一步大致是一次运算，循环的每一轮按其中所做的事计步。",
    "Beyond them the computation stops with null and the reason; nothing runs for ever. A step is about one operation; "
    "a round of a loop counts for what is done in it.",
)
_LIMIT_HEADS: Final = (Text("什么", "what"), Text("最多", "at most"))
_FUNCTIONS: Final = Text("函数", "Functions")
_FUNCTIONS_TEXT: Final = Text(
    "参数按次序写（`round down(5.55, 1)`）或按名称写（`round down(n: 5.55, scale: 1)`），不能混用。签名中 `参数?` "
    "可以省略，`参数...` 可以写任意多个，`A | B` 是任一种；`T` 是任何一种类型，`C` 是可以比较先后的类型（数、金额、文本、日期、"
    "时刻、期限），`N` 是数或金额，`Q` 是数、金额或期限，同一个字母在一个签名中是同一种类型。单个值可以当作一项的列表，"
    "一项的列表可以当作单个值。位置从 1 数起，-1 是最后一个。",
    "Arguments go by position (`round down(5.55, 1)`) or by name (`round down(n: 5.55, scale: 1)`), never mixed. In a "
    "signature `name?` may be left out, `name...` takes any number of arguments, `A | B` is either; `T` is any type, "
    "`C` one with an order (numbers, money, texts, dates, times, durations), `N` a number or money, `Q` a number, money "
    "or a duration; a letter is one type throughout a signature. A single value will do for a list of one, a list of one "
    "for a single value. Positions start at 1, and -1 is the last.",
)
_STRICT: Final = Text("参数为 null 时没有结果。", "No result where an argument is null.")
_HANDLES: Final = Text("可以是 null 的参数：{names}。", "Arguments that may be null: {names}.")
_PLAIN_ONLY: Final = Text("只用于普通 FEEL，政策中不能使用。", "Only in plain FEEL, not in policies.")
_EXAMPLE: Final = Text("例：", "Example: ")
_NOT_IN_POLICIES: Final = Text("政策中不能使用的函数：{names}。", "Functions that policies may not use: {names}.")


def reference_page(lang: Lang) -> str:
    """The whole page."""
    blocks = [f"# {_TITLE.pick(lang)}", _INTRO.pick(lang)]
    for title, parts in _CHAPTERS:
        blocks.append(f"## {title.pick(lang)}")
        for part in parts:
            blocks.extend(_part(part, lang))
    names = "、".join(f"`{row.name}`" for row in BUILTINS.values() if not row.in_policies)
    blocks += [f"## {_UNKNOWN.pick(lang)}", _UNKNOWN_TEXT.pick(lang)]
    blocks += [f"## {_LIMITS.pick(lang)}", _LIMITS_TEXT.pick(lang), _limits(lang)]
    blocks += [f"## {_FUNCTIONS.pick(lang)}", _FUNCTIONS_TEXT.pick(lang)]
    blocks.append(_NOT_IN_POLICIES.pick(lang).format(names=names if lang == "zh" else names.replace("、", ", ")))
    for family, rows in FAMILIES:
        blocks.append(f"### {family.pick(lang)}")
        blocks.append(" · ".join(f"[{row.name}](#{row.name.replace(' ', '-')})" for row in rows))
        for row in rows:
            blocks.append(_function(row, lang))
    return "\n\n".join(blocks) + "\n"


def _part(part: Part, lang: Lang) -> Iterator[str]:
    yield f"### {part.title.pick(lang)}"
    if part.text.pick(lang):
        yield part.text.pick(lang)
    if part.rows:
        noted = any(row.note.zh for row in part.rows if not isinstance(row, Same))
        head = [text.pick(lang) for text in _HEADS[type(part.rows[0])]] + [_NOTE.pick(lang)] * noted
        yield _table(head, [_row(row, lang)[: len(head)] for row in part.rows])


def _row(row: Row, lang: Lang) -> list[str]:
    match row:
        case Value(formula=formula, value=value, note=note):
            return [_code(formula), _code(value), note.pick(lang)]
        case Cell(cell=cell, holds=holds, fails=fails, note=note):
            return [_code(cell), _code(holds), _code(fails), note.pick(lang)]
        case Same(cell=cell, plain=plain):
            return [_code(cell), _code(plain)]
        case Kind(formula=formula, kind=kind, note=note):
            type_ = Money() if kind == "money" else NUMBER if kind == "number" else Simple(kind)
            return [_code(formula), describe(type_).pick(lang), note.pick(lang)]
        case Wrong(written=written, code=code, instead=instead, note=note):
            return [_code(written), code, _code(instead), note.pick(lang)]
        case _:
            assert_never(row)


def _function(row: Builtin, lang: Lang) -> str:
    stop = "。" if lang == "zh" else "."
    doc = row.doc.pick(lang)
    signatures = "\n".join(signature.text for signature in row.signatures)
    example = f"{_EXAMPLE.pick(lang)}`{row.example[0]}` → `{row.example[1]}`"
    remarks = [doc[0].upper() + doc[1:] + stop, _nulls(row, lang)]
    if not row.in_policies:
        remarks.append(_PLAIN_ONLY.pick(lang))
    text = ("" if lang == "zh" else " ").join(remarks)
    return f"#### {row.name}\n\n```\n{signatures}\n```\n\n{text}\n\n{example}"


def _nulls(row: Builtin, lang: Lang) -> str:
    if row.nulls == "strict":
        return _STRICT.pick(lang)
    params = [param for signature in row.signatures for param in signature.params if admits_null(param.type)]
    names = dict.fromkeys(f"`{param.name}`" for param in params)
    return _HANDLES.pick(lang).format(names=("、" if lang == "zh" else ", ").join(names))


def _limits(lang: Lang) -> str:
    usual = Limits()
    rows = (
        (Text("一个数的有效数字", "digits of a number"), 34),
        (Text("一个公式的字数", "characters of a formula"), MAX_LENGTH),
        (Text("公式嵌套的层数", "levels of a formula"), MAX_LEVELS),
        (Text("一次计算的步数", "steps of a computation"), usual.iterations),
        (Text("一个值的项数，或文本的字数", "parts of a value, or characters of a text"), usual.size),
        (Text("互相调用的函数的层数", "functions that wait for each other"), usual.depth),
        (Text("用模式查找的文本的字数", "characters of a text that is searched by a pattern"), MAX_INPUT),
        (Text("模式的字数", "characters of a pattern"), MAX_PATTERN),
    )
    head = [text.pick(lang) for text in _LIMIT_HEADS]
    return _table(head, [[what.pick(lang), f"{most:,}".replace(",", " ")] for what, most in rows])


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"
