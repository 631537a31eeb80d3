"""The page of a code: why it is a mistake, how it looks, how it is mended; as text, Markdown and JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from policydsl.diagnostics.catalogue import FAMILIES
from policydsl.diagnostics.pages import Page
from policydsl.diagnostics.rule import Rule, Severity
from policydsl.source import Lang, Text
from policydsl.source.width import pad, visible, wrap

_SEVERITIES: Final = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.STYLE: Text("写法", "style"),
    Severity.NOTE: Text("提示", "note"),
}
_MEANS: Final = {
    Severity.ERROR: Text("有错误的文件不能用来计算。", "A document with an error is not used for evaluation."),
    Severity.WARNING: Text("`check` 不通过，但可以计算。", "`check` fails; evaluation goes on."),
    Severity.STYLE: Text("含义不变，不影响 `check` 的结论。", "The meaning is plain, and `check` passes."),
    Severity.NOTE: Text("只作说明，不影响 `check` 的结论。", "For information; `check` passes."),
}
_ERRORS: Final = {
    "U": Text("命令没有完成，退出码是 2。", "The command does not do what it was asked; its exit code is 2."),
    "A": Text("`audit` 不通过，但可以计算。", "`audit` fails; evaluation goes on."),
    "R": Text("这一项没有结果，退出码是 1。", "There is no result for this; the exit code is 1."),
}
_HAVE_ALLOW: Final = frozenset("YSXNTDPMA")  # families of findings in documents that may say `allow:`
_WHY: Final = Text("为什么", "Why")
_BAD: Final = Text("有问题的写法", "Not so")
_GOOD: Final = Text("正确的写法", "But so")
_SHOWN: Final = Text("显示的结果", "What is shown")
_HELP: Final = Text("怎样改", "How to mend it")
_SAFE: Final = Text(
    "`policydsl check --fix` 能自动改正确有把握的情形。", "`policydsl check --fix` mends it where it is sure."
)
_ALLOW: Final = Text(
    "确认无误时，可在所在部分写 `allow: [{{code: {}, why: 理由}}]`。",
    "Where it is wanted: `allow: [{{code: {}, why: the reason}}]` in that part.",
)
_TITLE: Final = Text("检查规则", "Rules")
_INTRODUCTION: Final = Text(
    "`policydsl check` 等命令报告的每个问题都有一个代码。这一页由 `make docs` 从规则本身生成，每个例子都由测试执行。"
    "命令行里用 `policydsl rule 代码` 查看。",
    "Every finding of `policydsl check` and the other commands has a code. `make docs` makes this page from the rules "
    "themselves, and a test executes each example. On the command line, `policydsl rule CODE` shows one.",
)
_INSTEAD: Final = Text("通常由更早的检查以 {} 报告。", "Mostly an earlier check says it, as {}.")
_FRAMES: Final = {
    "clause": Text("条款", "a clause"),
    "test": Text("条件", "a condition"),
    "formula": Text("金额公式", "an amount"),
    "cell": Text("决策表的单元格", "a cell of a table"),
    "facts": Text("事实文件", "a fact file"),
    "amendment": Text("修订文件", "an amendment"),
    "tests": Text("测试文件", "a file of tests"),
    "audit": Text("`~~~` 之前是原文，之后是政策", "the official text, below `~~~` the policy"),
    "feel": Text("公式", "a formula"),
    "command": Text("命令", "a command"),
    "table": Text("申报主体的 Parquet 表", "a Parquet table of applicants"),
    "install": Text("命令", "commands"),
    "cohort": Text("命令", "commands"),
    "workbook": Text("工作表", "a sheet"),
}
_LANGUAGES: Final = {
    "feel": "text",
    "test": "text",
    "formula": "text",
    "cell": "text",
    "audit": "text",
    "command": "console",
    "table": "sql",
    "install": "console",
    "cohort": "console",
    "workbook": "csv",
}
_ARGUMENT: Final = re.compile(r"(?<!\{)\{\w+\}(?!\})")
_WIDTH: Final = 80


def severity_word(rule: Rule, lang: Lang) -> str:
    """How bad it is, in a word."""
    return _SEVERITIES[rule.severity].pick(lang)


def can_be_allowed(rule: Rule) -> bool:
    """Whether a document may say that it wants what the rule finds."""
    return rule.severity is not Severity.ERROR and rule.family in _HAVE_ALLOW


def help_words(rule: Rule, lang: Lang) -> str:
    """The help of the catalogue; `…` stands for what a finding fills in."""
    return _ARGUMENT.sub("…", rule.help.pick(lang)).replace("{{", "{").replace("}}", "}")


def page_text(rule: Rule, page: Page | None, lang: Lang, shown: str = "") -> str:
    """For a terminal; `shown` is the finding that the bad example gives."""
    lines = [f"{rule.code} {rule.name} · {severity_word(rule, lang)}", *wrap(rule.title(lang), _WIDTH), ""]
    remarks = _remarks(rule, page, lang)
    if page is None:
        return "\n".join([*lines, *remarks]) + "\n"
    lines += [_WHY.pick(lang), *_indented(page.why.pick(lang)), ""]
    lines += [_example_head(_BAD, page, lang), *_code(page.bad), ""]
    if shown:
        lines += [_SHOWN.pick(lang), *_code(shown), ""]
    lines += [_GOOD.pick(lang), *_code(page.good), ""]
    if rule.help and not _says_help(shown, lang):
        lines += [_HELP.pick(lang), *_indented(help_words(rule, lang)), ""]
    return "\n".join([*lines, *(line for remark in remarks for line in wrap(remark, _WIDTH))]) + "\n"


def page_markdown(rule: Rule, page: Page | None, lang: Lang, shown: str = "") -> str:
    """For documents and code scanning."""
    parts = [f"## {rule.code} {rule.name}", f"**{severity_word(rule, lang)}**：{rule.title(lang)}" if lang == "zh"
             else f"**{severity_word(rule, lang)}**: {rule.title(lang)}"]  # fmt: skip
    if page is not None:
        parts.append(page.why.pick(lang))
        language = _LANGUAGES.get(page.frame, "yaml")
        parts += [_example_head(_BAD, page, lang) + _colon(lang), _fenced(page.bad, language)]
        if shown:
            parts.append(_fenced(shown, "text"))
        parts += [_GOOD.pick(lang) + _colon(lang), _fenced(page.good, language)]
    if rule.help and not _says_help(shown, lang):
        parts.append(f"{_HELP.pick(lang)}{_colon(lang)}{'' if lang == 'zh' else ' '}{help_words(rule, lang)}")
    remarks = _remarks(rule, page, lang)
    parts.append(("" if lang == "zh" else " ").join(remarks))
    return "\n\n".join(parts) + "\n"


def page_json(rule: Rule, page: Page | None) -> dict[str, object]:
    """Everything, in both languages."""

    def both(text: Text) -> dict[str, str]:
        return {"zh": text.zh, "en": text.en}

    found: dict[str, object] = {
        "code": rule.code,
        "name": rule.name,
        "severity": str(rule.severity),
        "title": {"zh": rule.title("zh"), "en": rule.title("en")},
        "help": {"zh": help_words(rule, "zh"), "en": help_words(rule, "en")},
        "safe_fix": rule.safe,
        "can_be_allowed": can_be_allowed(rule),
    }
    if page is not None:
        found |= {"why": both(page.why), "frame": page.frame, "bad": page.bad, "good": page.good}
    return found


def list_text(rules: Sequence[Rule], lang: Lang, width: int = _WIDTH) -> str:
    """One line a rule, more where the title is long."""
    words = {rule.code: severity_word(rule, lang) for rule in rules}
    column = max((len(word) * (2 if lang == "zh" else 1) for word in words.values()), default=0)
    lines = []
    for rule in rules:
        head = f"{rule.code}  {pad(words[rule.code], column)}  "
        indent = " " * (4 + 2 + column + 2)
        first, *rest = wrap(rule.title(lang), max(24, width - len(indent)))
        lines += [head + first, *(indent + line for line in rest)]
    return "".join(line.rstrip() + "\n" for line in lines)


def index_markdown(rules: Sequence[Rule], lang: Lang) -> str:
    """The table of contents of a folder with a document a family."""
    parts = [f"# {_TITLE.pick(lang)}", _INTRODUCTION.pick(lang)]
    for letter in FAMILIES:
        rows = [_row(rule, lang) for rule in rules if rule.family == letter]
        if rows:
            head = f"| [{letter}]({letter}.md) | | {FAMILIES[letter].pick(lang)} |"
            parts.append("\n".join([head, "|---|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def family_markdown(pages: Sequence[tuple[Rule, Page | None, str]], lang: Lang) -> str:
    """The pages of a family, or of any rules, one after the other."""
    letters = {rule.family for rule, _, _ in pages}
    titles = [f"{letter} · {FAMILIES[letter].pick(lang)}" for letter in FAMILIES if letter in letters]
    shown = [page_markdown(rule, page, lang, finding).strip() for rule, page, finding in pages]
    return "\n\n".join([f"# {'; '.join(titles)}", *shown]) + "\n"


def _row(rule: Rule, lang: Lang) -> str:
    title = rule.title(lang).replace("|", "\\|")
    return (
        f"| [{rule.code}]({rule.family}.md#{rule.code.lower()}-{rule.name}) | {severity_word(rule, lang)} | {title} |"
    )


def _remarks(rule: Rule, page: Page | None, lang: Lang) -> list[str]:
    means = _ERRORS.get(rule.family) if rule.severity is Severity.ERROR else None
    said = (means or _MEANS[rule.severity]).pick(lang)
    remarks = [said.replace("`check`", "`audit`") if rule.family == "A" else said]
    if page is not None and page.instead:
        remarks.append(_INSTEAD.pick(lang).format(page.instead))
    if rule.safe:
        remarks.append(_SAFE.pick(lang))
    if can_be_allowed(rule):
        remarks.append(_ALLOW.pick(lang).format(rule.code))
    return remarks


def _example_head(head: Text, page: Page, lang: Lang) -> str:
    frame = _FRAMES.get(page.frame)
    if frame is None:
        return head.pick(lang)
    return f"{head.zh}（{frame.zh}）" if lang == "zh" else f"{head.en} ({frame.en})"


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ":"


def _indented(text: str) -> list[str]:
    return ["  " + line for paragraph in text.split("\n") for line in wrap(paragraph, _WIDTH - 2)]


def _code(text: str) -> list[str]:
    return [("  " + visible(line)).rstrip() for line in text.split("\n")]


def _says_help(shown: str, lang: Lang) -> bool:
    return ("\n帮助：" if lang == "zh" else "\nhelp: ") in shown


def _fenced(text: str, language: str) -> str:
    fence = "````" if "```" in text else "```"
    lines = (visible(line) for line in text.split("\n"))
    return "\n".join([f"{fence}{language}", *lines, fence])
