"""The page: each kind of document, its objects as sections with a row for each key, the examples where they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from policydsl.render.document_reference.outline import Key, Outline, Schema, Section
from policydsl.render.document_reference.together import rules
from policydsl.render.document_reference.values import Values
from policydsl.render.document_reference.worked import Worked
from policydsl.source import Lang, Text

Shown: TypeAlias = Callable[[str], str]  # what the program prints for a line that is typed, without its name

_FOLDER: Final = "examples"
_TITLE: Final = Text("文件怎样写：每个键的参考", "How documents are written: every key")
_INTRO: Final = Text(
    "这一页由 `make docs` 从 `schemas/` 里的格式和 `docs/policy/examples/` 里的例子生成；例子由测试执行，结果就是程序显示的。"
    "从通知的话找到该用的写法，见[编写指南](../language.md)；公式见[公式参考](../feel/reference.zh.md)；"
    "报告的问题见[检查规则](../rules/zh/README.md)。",
    "`make docs` writes this page from the schemas in `schemas/` and the examples in `docs/policy/examples/`; tests "
    "execute the examples, and the results are what the program prints. Which phrase of a notice becomes which "
    "construct: [the guide](../language.md); formulas: [their reference](../feel/reference.en.md); findings: "
    "[the rules](../rules/en/README.md).",
)
_HEADS: Final = Text(
    "每份文件先写 `policydsl: 1` 和 `kind`；政策还要写 `id`、`title`、`in_force`。下面的例子省去了与所讲内容无关的这几行，"
    "全文在所注的文件里。映射写成一行一个“键: 值”，列表每项以 `- ` 开头；冒号后要有一个空格，用半角。",
    "Every document begins with `policydsl: 1` and `kind`, a policy with `id`, `title` and `in_force` besides. The "
    "examples leave these lines out where they are not the matter; the file that is named has the whole. A map is a line "
    "`key: value` for each key, each item of a list begins with `- `; a colon is a plain one, with a space after it.",
)
_COLUMNS: Final = (
    Text("键", "key"),
    Text("必写", "required"),
    Text("写什么", "what may stand there"),
    Text("含义", "meaning"),
)
_REQUIRED: Final = Text("是", "yes")
_ANY: Final = Text("其他标识", "any other id")
_DEFAULT: Final = Text("不写即 `{}`。", "Left out: `{}`.")
_LEFT_OUT: Final = "不写即"
_SUCH_AS: Final = Text("，如 {}", ", such as {}")
_WRITTEN_AT: Final = Text("写在：", "Written at: ")
_EACH: Final = Text(" 的每一项", " (each item)")
_UNDER: Final = Text(" 的每个标识之下", " (under each id)")
_MANY: Final = Text("许多键都可以这样写。", "Many keys take it.")
_EXAMPLE: Final = Text("例：", "Example: ")
_FACTS: Final = Text("事实", "Facts")
_RESULT: Final = Text("结果", "Result")
_WHOLE: Final = Text("全文", "whole file")
_POLICY_OF: Final = Text("所用的政策", "the policy")
_CONTENTS: Final = Text("目录", "Contents")
_EXAMPLES: Final = Text("例子", "Examples")
_EXAMPLE_LINK: Final = Text("[例](#{})", "[example](#{})")
_COMMON: Final = ("label", "note", "allow")  # stand in most objects, and tell nothing of them
_MOST_PLACES: Final = 8  # of a value that many keys take no places are listed


def documents_page(outlines: Sequence[Outline], files: Sequence[Worked], shown: Shown, lang: Lang) -> str:
    """The whole page, for one kind of document or several."""
    return "\n\n".join(_Page(outlines, files, shown, lang).blocks()) + "\n"


class _Page:
    """What stands where on the page, and its text."""

    def __init__(self, outlines: Sequence[Outline], files: Sequence[Worked], shown: Shown, lang: Lang) -> None:
        self.outlines, self.shown, self.lang = outlines, shown, lang
        self.own: dict[str, str] = {}  # the anchor of each section, by what its schema says
        self.anchors: dict[tuple[str, str], str] = {}
        for one in outlines:
            for section in one.sections:
                anchor = self.own.setdefault(f"{section.name} {section.schema}", section.anchor)
                self.anchors[one.kind, section.name] = anchor
        self.files = {file.name: file for file in files}
        self.homes: dict[str, list[list[Worked]]] = {}  # the examples of each section, by its anchor
        self.links: dict[tuple[str, str], list[Worked]] = {}  # the examples that show a place
        places = [(one.kind, place) for one in outlines for place in one.places()]
        order = {place: number for number, place in enumerate(places)}
        for group in sorted(_groups(files), key=lambda group: _first(group, order)):
            self._place(group)

    def blocks(self) -> Iterator[str]:
        """Everything, from the title on."""
        whole = len(self.outlines) > 1
        if whole:
            yield f"# {self._say(_TITLE)}"
            yield self._say(_INTRO)
            yield self._say(_HEADS)
            yield "\n".join(f"- [{self._say(one.title)}](#{one.kind})" for one in self.outlines)
        for one in self.outlines:
            yield f'<a id="{one.kind}"></a>'
            yield f"{'##' if whole else '#'} {self._say(one.title)}"
            yield from self._kind(one)

    def _kind(self, one: Outline) -> Iterator[str]:
        root, *rest = [section for section in one.sections if self.anchors[one.kind, section.name] == section.anchor]
        yield self._say(root.about) + self._stop()
        yield f"**{self._say(_CONTENTS)}**"
        yield "\n".join(self._entry(section) for section in rest)
        titles = [group[0] for section in [root, *rest] for group in self.homes.get(section.anchor, ())]
        if titles:
            yield f"**{self._say(_EXAMPLES)}**"
            yield "\n".join(f"- [{self._say(file.title)}](#{file.anchor})" for file in titles)
        yield from self._body(one, root)
        for section in rest:
            yield f'<a id="{section.anchor}"></a>'
            yield f"### {self._say(section.title)}"
            if self._own(section.lead):
                yield self._own(section.lead) + self._stop()
            yield self._written_at(one, section)
            yield from self._body(one, section)

    def _entry(self, section: Section) -> str:
        keys = " ".join(f"`{key.name}`" for key in section.keys if key.name not in ("", *_COMMON))
        return f"- [{self._say(section.title)}](#{section.anchor}) {keys}".rstrip()

    def _written_at(self, one: Outline, section: Section) -> str:
        if len(section.used) > _MOST_PLACES:
            return self._say(_MANY)
        return self._say(_WRITTEN_AT) + self._join(self._at(one, place) for place in section.used)

    def _at(self, one: Outline, place: str) -> str:
        """A place such as `clause.caps[]`, its object as a link."""
        plain = place.removesuffix("[]").removesuffix(".…").removesuffix(".…")
        each = _EACH if place.endswith("[]") else _UNDER if place.endswith("…") else Text()
        names = {section.name: section for section in one.sections}
        owner = max((name for name in names if plain == name or plain.startswith(name + ".")), key=len)
        if owner == plain:
            owner = max((name for name in names if plain.startswith(name + ".")), key=len, default=owner)
        key = plain.removeprefix(owner).strip(".…")
        link = f"[{self._say(names[owner].title)}](#{self.anchors[one.kind, owner]})"
        return f"{link} `{key}`{self._say(each)}" if key else f"{link}{self._say(each)}"

    def _body(self, one: Outline, section: Section) -> Iterator[str]:
        values = Values(one.definitions, lambda name, schema: self._link(one, name, schema), self.lang)
        if section.keys:
            lines = [[self._say(head) for head in _COLUMNS], ["---"] * len(_COLUMNS)]
            lines += [self._row(one, section, key, values) for key in section.keys]
            yield "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
        together = list(rules(section.schema))
        if together:
            yield "\n".join(f"- {self._say(rule)}" for rule in together)
        for group in self.homes.get(section.anchor, ()):
            yield from self._example(group)

    def _row(self, one: Outline, section: Section, key: Key, values: Values) -> list[str]:
        schema, place = key.schema, f"{section.name}.{key.name}"
        what = values.phrase(schema, place if key.name else f"{section.name}.…")
        examples = [f"`{example}`" for example in schema.get("examples", ())]
        if examples:
            what += self._say(_SUCH_AS).format(self._join(examples))
        meaning = [self._say(key.about) + self._stop()]
        if "default" in schema and _LEFT_OUT not in key.about.zh:
            meaning.append(self._say(_DEFAULT).format(schema["default"]))
        links = [self._say(_EXAMPLE_LINK).format(file.anchor) for file in self.links.get((one.kind, place), ())]
        if links:
            meaning.append(self._join(links))
        text = ("" if self.lang == "zh" else " ").join(meaning)
        choices = "".join(f"<br>`{value}` {says}" for value, says in values.choices(schema))
        name = f"`{key.name}`" if key.name else self._say(_ANY)
        return [name, self._say(_REQUIRED) if key.required else "", what, text + choices]

    def _link(self, one: Outline, name: str, schema: Schema) -> str:
        section = next((section for section in one.sections if section.name == name), None)
        if section is None:
            return str(schema.get("description", name))
        return f"[{self._say(section.title)}](#{self.anchors[one.kind, name]})"

    # -- examples ----------------------------------------------------------------------------------

    def _place(self, group: list[Worked]) -> None:
        """Give a group of documents its place: at the first section of the page that one of them is about."""
        at = [(file.kind, place) for file in group for place in file.shows]
        homes = [anchor for kind, place in at if (anchor := self._section(kind, place)) is not None]
        if not homes:
            return
        self.homes.setdefault(homes[0], []).append(group)
        for kind, place in at:
            shown = self.links.setdefault((kind, place), [])
            if group[0] not in shown:
                shown.append(group[0])

    def _section(self, kind: str, place: str) -> str | None:
        return self.anchors.get((kind, place)) or self.anchors.get((kind, place.rpartition(".")[0]))

    def _example(self, group: list[Worked]) -> Iterator[str]:
        first, *others = group
        yield f'<a id="{first.anchor}"></a>'
        yield f"#### {self._say(_EXAMPLE)}{self._say(first.title)}"
        if self._own(first.words):
            yield self._own(first.words)
        yield self._code(first)
        for line in first.runs:
            yield self._run(line)
        for file in others:
            yield f"{self._say(_FACTS)}{self._colon()}{self._say(file.title) or self._whole(file)}"
            if self._own(file.words):
                yield self._own(file.words)
            yield f"```yaml\n{file.body()}\n```"
            for line in file.runs:
                yield self._run(line)

    def _code(self, file: Worked) -> str:
        links = [self._whole(file)]
        base = self.files.get(f"{file.example}.yaml")
        if base is not None and base is not file:
            links.append(f"[{self._say(_POLICY_OF)}]({_FOLDER}/{base.name})")
        return f"```yaml\n{file.body()}\n```\n\n({' · '.join(links)})"

    def _whole(self, file: Worked) -> str:
        return f"[{file.name}]({_FOLDER}/{file.name})"

    def _run(self, line: str) -> str:
        return f"```console\n$ policydsl {line}\n{self.shown(line).rstrip()}\n```"

    # -- small things --------------------------------------------------------------------------------

    def _say(self, text: Text) -> str:
        return text.pick(self.lang)

    def _own(self, text: Text) -> str:
        """In this language alone: nothing where it is said in the other one only."""
        return text.zh if self.lang == "zh" else text.en

    def _stop(self) -> str:
        return "。" if self.lang == "zh" else "."

    def _colon(self) -> str:
        return "：" if self.lang == "zh" else ": "

    def _join(self, parts: Iterator[str] | Sequence[str]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(parts)


def _first(group: Sequence[Worked], order: Mapping[tuple[str, str], int]) -> tuple[int, str]:
    """Where the first place stands that an example shows, in the order of the page."""
    found = [order[file.kind, file.shows[0]] for file in group if file.shows and (file.kind, file.shows[0]) in order]
    return (found[0] if found else len(order), group[0].name)


def _groups(files: Sequence[Worked]) -> Iterator[list[Worked]]:
    """A policy with its facts is one example; an amendment and a file of tests is one by itself."""
    for file in files:
        if file.kind == "facts":
            continue
        facts = [other for other in files if file.kind == "policy" and other.kind == "facts"]
        own = [other for other in facts if other.example == file.example]
        yield [file, *sorted(own, key=lambda other: other.name.count("."))]
