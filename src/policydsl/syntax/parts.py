"""The named parts of a document by their places: clauses, conditions, parameters, changes of an amendment."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from policydsl.source import Part, Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

# What stands under these keys has a name of its own: the id of an item of a list, or the key in a map.
_NOUNS: Final = {
    "clauses": Text("条款", "clause"),
    "commitments": Text("政府事项", "commitment"),
    "parameters": Text("参数", "parameter"),
    "readings": Text("读法", "reading"),
    "options": Text("选项", "option"),
    "facts": Text("事实", "fact"),
    "fields": Text("字段", "field"),
    "stacking": Text("衔接规则", "stacking rule"),
    "limits": Text("总限额", "limit"),
    "eligibility": Text("条件", "condition"),
    "let": Text("中间值", "let"),
    "inputs": Text("表格输入", "input"),
    "outputs": Text("表格结果", "output"),
    "rules": Text("表格行", "row"),
    "caps": Text("限额", "cap"),
    "pay": Text("分期", "instalment"),
    "obligations": Text("承诺", "obligation"),
    "changes": Text("修改", "change to"),
    "tests": Text("测试", "test"),
}
# These are parts themselves.
_ALONE: Final = {
    "quota": Text("名额", "quota"),
    "claim": Text("申报时限", "claim window"),
    "common": Text("共同条件", "common conditions"),
}
# What holds all else, and is named where there is nothing narrower.
_DOCUMENTS: Final = {"policy": Text("政策", "policy"), "amendment": Text("修订", "amendment")}
_CHANGES: Final = ("set", "add", "remove")
_COMMA: Final = Text("，", ", ")


@frozen(eq=False)
class _Place:
    """Where a part stands; `above`: the place in the list of the part around it, -1 if there is none."""

    start: int
    end: int
    above: int
    part: Part


class Parts:
    """The named parts of a tree. They are looked for when first asked for: most texts have no findings."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._places: list[_Place] | None = None
        self._starts: list[int] = []

    def part_at(self, offset: int) -> Part | None:
        """The innermost part at a place; None where there is none."""
        if self._places is None:
            self._places = _Finder(self._root).places
            self._starts = [one.start for one in self._places]
        index = bisect_right(self._starts, offset) - 1
        while index >= 0 and self._places[index].end < offset:
            index = self._places[index].above
        return self._places[index].part if index >= 0 else None


class _Finder:
    """Goes through a tree in the order of its text."""

    def __init__(self, root: Node) -> None:
        self.places: list[_Place] = []
        self._root = root
        if isinstance(root, Mapping):
            kind = _text(root.get("kind"))
            noun, name = _DOCUMENTS.get(kind), _text(root.get("id"))
            if noun is not None and name:
                self._add(root.span.start, len(root.file.text), -1, Part((), _words(noun, name)))
            above = len(self.places) - 1
            for key, value in root.entries:
                if kind == "facts" and not isinstance(value, Scalar):
                    self._named_facts(key, value, above)
                else:
                    self._under(key, value, above, Part((), Text()))

    def _under(self, key: Scalar, value: Node, above: int, inside: Part) -> None:
        """What stands under a key that is no name."""
        if isinstance(value, Scalar) or not self._is_here(value, key.span.start, above):
            return
        part = Part((*inside.path, key.text), inside.words)
        noun, alone = _NOUNS.get(key.text), _ALONE.get(key.text)
        if alone is not None:
            part = Part(part.path, _joined(inside.words, alone))
            above = self._add(key.span.start, value.span.end, above, part)
        if noun is None:
            for child_key, child in _entries(value):
                self._under(child_key, child, above, part)
        elif isinstance(value, Mapping):
            for child_key, child in value.entries:
                self._named(child_key.span.start, child_key.text, child, above, part, noun)
        else:
            for number, child in enumerate(value.items, 1):
                name = _change(child) if key.text == "changes" else _name(child)
                words = _words(noun, name) if name else _numbered(noun, number)
                self._named(child.span.start, name or str(number), child, above, part, noun, words)

    def _named(
        self, start: int, name: str, node: Node, above: int, inside: Part, noun: Text, words: Text | None = None
    ) -> None:
        if not self._is_here(node, start, above):
            return
        part = Part((*inside.path, name), _joined(inside.words, words or _words(noun, name)))
        index = self._add(start, node.span.end, above, part)
        for key, value in _entries(node):
            self._under(key, value, index, part)

    def _named_facts(self, key: Scalar, value: Node, above: int) -> None:
        """An entity or a list of facts: what it is called stands in the policy, here its key names it."""
        items = value.items if isinstance(value, Sequence) else (value,)
        for number, item in enumerate(items, 1):
            start = item.span.start if isinstance(value, Sequence) else key.span.start
            name = _name(item) or (str(number) if isinstance(value, Sequence) else "")
            if self._is_here(item, start, above):
                words = f"{key.text} {name}".rstrip()
                path = (key.text, name) if isinstance(value, Sequence) else (key.text,)
                self._add(start, item.span.end, above, Part(path, Text(words, words)))

    def _add(self, start: int, end: int, above: int, part: Part) -> int:
        self.places.append(_Place(start, end, above, part))
        return len(self.places) - 1

    def _is_here(self, node: Node, start: int, above: int) -> bool:
        """Whether a node stands where it belongs, and not elsewhere with an alias for it here."""
        around = self.places[above].end if above >= 0 else node.span.end
        behind = self.places[-1].start if self.places else 0
        return node.file is self._root.file and behind <= start <= node.span.end <= around


def _entries(node: Node) -> Iterator[tuple[Scalar, Node]]:
    if isinstance(node, Mapping):
        yield from node.entries


def _name(node: Node) -> str:
    """What an item of a list goes by: its id, else its title or name."""
    if not isinstance(node, Mapping):
        return ""
    name = _text(node.get("id"))
    if name:
        return name
    title = node.get("title") or node.get("label") or node.get("name")
    return _text(title.get("zh") or title.get("en") if isinstance(title, Mapping) else title)


def _change(node: Node) -> str:
    """The path of a change; of what is added, with its own id."""
    if not isinstance(node, Mapping):
        return ""
    path = next((text for text in (_text(node.get(key)) for key in _CHANGES) if text), "")
    value = node.get("value")
    added = _text(value.get("id")) if isinstance(value, Mapping) else ""
    return f"{path}.{added}" if path and added else path


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) and node.value is not None else ""


def _words(noun: Text, name: str) -> Text:
    return Text(f"{noun.zh} {name}", f"{noun.en} {name}")


def _numbered(noun: Text, number: int) -> Text:
    return Text(f"第 {number} 个{noun.zh}", f"{noun.en.removesuffix(' to')} no. {number}")


def _joined(one: Text, other: Text) -> Text:
    return Text(one.zh + _COMMA.zh + other.zh, one.en + _COMMA.en + other.en) if one else other
