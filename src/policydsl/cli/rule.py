"""`policydsl rule`: what the codes of findings mean, with examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from policydsl.cli.console import CANNOT_RUN, FINE, Console
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, argument, console, define, format_option, lang_option, option, output_option
from policydsl.diagnostics import RULES, Reporter, Rule
from policydsl.diagnostics.catalogue import FAMILIES
from policydsl.diagnostics.pages import page_of
from policydsl.diagnostics.render.json import dumped
from policydsl.diagnostics.render.rule_page import (
    family_markdown,
    index_markdown,
    list_text,
    page_json,
    page_markdown,
    page_text,
)
from policydsl.diagnostics.render.text import render_text
from policydsl.source import Lang, Text
from policydsl.workspace import did_you_mean


@define(
    Text(
        "说明每个代码：为什么是问题，有问题的写法和正确的写法，怎样改。\n"
        "写代码（T022）或名称（compare-money）看一条；写字母（T）或词看一类；不写看全部。",
        "What the codes mean: why it is a mistake, how it looks, how it is mended.\n"
        "A code (T022) or its name (compare-money) shows one; a letter (T) or a word lists some; nothing lists all.",
    ),
    Example("policydsl rule T022", Text("看这一条的说明和例子", "the page of this code")),
    Example("policydsl rule D", Text("决策表的全部代码", "all codes about decision tables")),
    Example("policydsl rule 金额", Text("提到“金额”的代码", "codes that speak of this word")),
    name="rule",
)
@argument(
    "wanted",
    metavar="[CODE]",
    required=False,
    about=Text("代码、名称、字母或词", "a code, a name, a letter or a word"),
)
@option(
    "--pages",
    metavar="DIR",
    about=Text("把全部说明写成文件夹里的 Markdown 文件", "write all pages into a folder, as Markdown"),
)
@format_option("text", "markdown", "json")
@lang_option()
@output_option()
def command(wanted: str | None, pages: str | None, format_: str, output: str | None) -> int:
    """Show; the exit code."""
    out, reporter = console(), Reporter()
    if pages is not None:
        return _write_pages(Path(pages), out)
    one = _one(wanted)
    rules = [one] if one is not None else list(_some(wanted))
    if not rules:
        known = [*RULES, *(rule.name for rule in RULES.values())]
        reporter.report("U132", name=wanted or "", help=did_you_mean(wanted or "", known))
        out.report(reporter)
        return CANNOT_RUN
    if format_ == "json":
        text = dumped([page_json(rule, page_of(rule.code)) for rule in rules])
    elif format_ == "markdown" and one is not None:
        text = page_markdown(one, page_of(one.code), out.lang, shown(one, out.lang))
    elif format_ == "markdown":
        text = _family(rules, out.lang)
    elif one is not None:
        text = page_text(one, page_of(one.code), out.lang, shown(one, out.lang))
    else:
        text = list_text(rules, out.lang, out.width)
    return FINE if deliver(text, output, out) else CANNOT_RUN


def _write_pages(folder: Path, out: Console) -> int:
    """A document a family, and their table of contents."""
    rules = list(_some(None))
    texts = {"README": index_markdown(rules, out.lang)}
    for letter in dict.fromkeys(rule.family for rule in rules):
        texts[letter] = _family([rule for rule in rules if rule.family == letter], out.lang)
    done = [deliver(text, str(folder / f"{name}.md"), out) for name, text in texts.items()]
    return FINE if all(done) else CANNOT_RUN


def _family(rules: Sequence[Rule], lang: Lang) -> str:
    return family_markdown([(rule, page_of(rule.code), shown(rule, lang)) for rule in rules], lang)


def _one(wanted: str | None) -> Rule | None:
    """The rule of a code or of a name."""
    if wanted is None:
        return None
    return RULES.get(wanted.upper()) or next((rule for rule in RULES.values() if rule.name == wanted.lower()), None)


def _some(wanted: str | None) -> Iterator[Rule]:
    """The rules of a family, or those that a word occurs in; all if nothing is asked for."""
    for rule in sorted(RULES.values(), key=_by_family):
        word = (wanted or "").lower()
        if not word or (len(word) == 1 and word.isascii() and rule.family.lower() == word):
            yield rule
        elif len(word) > 1 or not word.isascii():
            texts: Sequence[str] = (rule.code, rule.name, rule.message.zh, rule.message.en, rule.help.zh, rule.help.en)
            if any(word in text.lower() for text in texts):
                yield rule


def _by_family(rule: Rule) -> tuple[int, str]:
    return (list(FAMILIES).index(rule.family), rule.code)


def shown(rule: Rule, lang: Lang) -> str:
    """The finding of a page's bad example, as a drafter sees it."""
    page = page_of(rule.code)
    if page is None:
        return ""
    wanted = page.instead or rule.code
    if page.frame in ("feel", "command"):
        from policydsl.cli.rehearsal import rehearse  # noqa: PLC0415  (only for its pages)

        done = rehearse(page, page.bad, lang)
        return _only(wanted, (done.said if f"[{wanted}]" in done.said else done.printed).strip("\n"))
    from policydsl.workspace.examples import example_findings  # noqa: PLC0415  (a list needs none)

    found = [one for one in example_findings(page.frame, page.bad, page.column) if one.code == wanted]
    return render_text(found, lang).rpartition("\n\n")[0]


def _only(code: str, printed: str) -> str:
    """Of what a command printed, the finding of a code."""
    blocks = printed.split("\n\n")
    return next((block for block in blocks if f"[{code}]" in block.split("\n", 1)[0]), printed)
