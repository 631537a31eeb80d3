"""Codes U: usage and files, what stops a run before any text is understood."""

from __future__ import annotations

from policydsl.diagnostics.rule import Rule, error

RULES: tuple[Rule, ...] = (
    error(
        "U001",
        "file-not-found",
        "找不到文件 `{path}`",
        "there is no file `{path}`",
        help_zh="检查路径和文件名，注意大小写和扩展名（.yaml、.yml、.json）。",
        help_en="check the path and the name, its case and its ending (.yaml, .yml, .json).",
    ),
    error(
        "U002",
        "is-a-directory",
        "`{path}` 是文件夹，不是文件",
        "`{path}` is a folder, not a file",
        help_zh="请写出文件夹里具体的文件名。",
        help_en="name a file inside it.",
    ),
    error(
        "U003",
        "cannot-read",
        "无法读取 `{path}`：{reason}",
        "cannot read `{path}`: {reason}",
        help_zh="检查文件权限，以及文件是否被别的程序占用。",
        help_en="check the file's permissions, and whether another program holds it.",
    ),
    error(
        "U004",
        "file-too-large",
        "`{path}` 太大：一个文件最多 {limit}",
        "`{path}` is too large: a file may have at most {limit}",
        help_zh="一份政策或事实文件远小于这个大小：请确认没有选错文件；大批申报数据请用批量计算。",
        help_en="policies and fact files are far smaller: is this the right one? use batch for many applicants.",
    ),
    error(
        "U005",
        "file-empty",
        "`{path}` 是空文件",
        "`{path}` is empty",
        help_zh="第一行写 `policydsl: 1`，第二行写 `kind: policy`（或 facts、tests、amendment）。",
        help_en="begin with `policydsl: 1`, then `kind: policy` (or facts, tests, amendment).",
    ),
    error(
        "U006",
        "not-utf-8",
        "`{path}` 不是 UTF-8 文本：第 {line} 行第 {column} 列的字节 {byte} 无法解读",
        "`{path}` is not UTF-8 text: the byte {byte} at line {line}, column {column} makes no character",
        help_zh="请用编辑器把文件另存为 UTF-8 编码。",
        help_en="save the file again as UTF-8.",
    ),
    error(
        "U007",
        "control-character",
        "`{path}` 里有文本文件不允许的控制字符 {character}",
        "`{path}` holds the control character {character}, which no text file may have",
        help_zh="删除这个字符；如果到处都是，说明这不是文本文件（例如误选了 Word 或 Excel 文件）。",
        help_en="delete it; if there are many, this is no text file (a Word or Excel file, for example).",
    ),
)
