"""What is wrong with one value: its type, its choice, its form."""

from __future__ import annotations

import re
from typing import Any, Final
from unicodedata import normalize

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.days import iso, meant
from policydsl.syntax.departments import names_in
from policydsl.syntax.issues import Issue
from policydsl.syntax.line_slips import line_slip
from policydsl.syntax.names import closest, is_slip, listed
from policydsl.syntax.stray import is_stray, report_stray
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence, at_path
from policydsl.syntax.values import quoted, shown
from policydsl.syntax.words import described, found_words, wanted_words

_YES: Final = frozenset(("yes", "y", "on", "true", "是", "对", "有", "√", "1"))
_NO: Final = frozenset(("no", "n", "off", "false", "否", "不", "不是", "没有", "无", "×", "0"))
_HALF_WIDTH: Final = str.maketrans({"［": "[", "］": "]", "【": "[", "】": "]", "，": ", ", "、": ", ", "；": ", "})
_CHOICE: Final = re.compile(r"([A-Za-z_]\w*) ?([\u4e00-\u9fff]+)")
_SAID: Final = re.compile("[，：:；、,（(]")
# Lists of which each item has keys.
_OF_MAPS: Final = frozenset(
    ("caps", "eligibility", "clauses", "rules", "pay", "obligations", "stacking", "limits", "changes", "tests")
)
_NO_NAME: Final = re.compile(r"[\s\-.·/（）()]+")


@frozen
class Place:
    """A node with its path from the document's root."""

    root: Node
    path: tuple[str | int, ...]
    node: Node

    def words(self) -> Text:
        """How a message names it."""
        if not self.path:
            return Text("文件最外层", "the document")
        last = self.path[-1]
        if isinstance(last, str):
            return Text(f" `{last}` ".lstrip(), f"`{last}`")
        name = next((step for step in reversed(self.path) if isinstance(step, str)), "")
        own_id = self.node.get("id") if isinstance(self.node, Mapping) else None
        if isinstance(own_id, Scalar) and own_id.text:
            called = shown(own_id.text)
            return Text(f"`{name}` 里的 `{called}` ", f"`{called}` of `{name}`")
        return Text(f"`{name}` 的第 {last + 1} 项", f"item {last + 1} of `{name}`")

    def label(self) -> Label:
        """The node; where it is empty, the key that it should stand under."""
        node = self.node
        if node.span.start == node.span.end and self.path:
            parent = at_path(self.root, self.path[:-1])
            key = parent.key(str(self.path[-1])) if isinstance(parent, Mapping) else None
            if key is not None:
                return Label(key.file, key.span)
        return Label(node.file, node.span)

    def raw(self) -> str:
        """The node as it is written."""
        return self.node.file.text[self.node.span.start : self.node.span.end]

    def replaced(self, by: str | None, *, sure: bool = True) -> Fix | None:
        """A fix that writes something else, if it is known what."""
        return Fix((Edit(self.node.file, self.node.span, by),), sure) if by is not None else None


def explain(place: Place, issue: Issue, reporter: Reporter) -> None:
    """Report one issue at a value (or at a key, which is a text)."""
    rule, wanted, definition = issue.rule, issue.wanted, issue.definition
    label, words = place.label(), place.words()
    node = place.node
    value = shown(node.text if isinstance(node, Scalar) else place.raw())
    if rule == "type":
        _wrong_type(place, [wanted] if isinstance(wanted, str) else list(wanted), definition, reporter)
    elif rule in ("enum", "const"):
        _not_a_choice(place, wanted if rule == "enum" else [wanted], issue.shape.schema, reporter)
    elif rule in ("pattern", "format") and definition == "date":
        _bad_date(place, reporter)
    elif rule == "pattern" and definition == "id":
        narrow = normalize("NFKC", value).strip().rstrip("。，；、,;")
        better = _NO_NAME.sub("_", narrow).strip("_")
        known = bool(re.fullmatch(r"[^\W\d]\w*", better)) and better != value
        fix = place.replaced(better if known else None, sure=better == narrow)
        reporter.report("S021", label, fix=fix, value=value)
    elif rule in ("minLength", "minItems", "minProperties") or (rule == "pattern" and wanted == r"\S"):
        if isinstance(node, Scalar):
            reporter.report("S025", label, place=words)
        else:
            reporter.report("S024", label, place=words, least=wanted)
    elif rule in ("minimum", "maximum"):
        bound = Text(f"不小于 {wanted}", f"at least {wanted}")
        if rule == "maximum":
            bound = Text(f"不大于 {wanted}", f"at most {wanted}")
        reporter.report("S026", label, place=words, value=value, bound=bound)
    elif rule == "uniqueItems":
        reporter.report("S027", label, place=Place(place.root, place.path[:-1], node).words(), value=value)
    else:
        explained = described(issue.shape.description())
        reporter.report("S023", label, place=words, value=value, explained=explained)


def _wrong_type(place: Place, types: list[str], definition: object, reporter: Reporter) -> None:
    node = place.node
    wanted = wanted_words(types)
    if isinstance(node, Scalar):
        if definition == "date" and node.value is not None:
            _bad_date(place, reporter)
        else:
            _wrong_scalar(place, node, types, wanted, reporter)
        return
    raw = place.raw()
    if isinstance(node, Mapping) and "array" in types:
        if node.entries and node.entries[0][0].text.startswith("-") and _line_slip(node, reporter):
            return
        raw = place.raw()
        one = raw.startswith("{") and "\n" not in raw and place.path[-1:] and place.path[-1] in _OF_MAPS
        fix = place.replaced(f"[{raw}]") if one else None
        reporter.report("S016", place.label(), fix=fix, place=place.words(), found=found_words(node))
    elif isinstance(node, Sequence) and "string" in types and raw.startswith("[") and "\n" not in raw:
        by = quoted(raw)
        fix = place.replaced(by, sure=".." in raw)
        words = place.words()
        reporter.report("S015", place.label(), fix=fix, place=words, wanted=wanted, value=shown(raw), quoted=shown(by))
    elif isinstance(node, Sequence) and "object" in types:
        reporter.report(
            "S017", place.label(), fix=_in_braces(place, node), place=place.words(), found=found_words(node)
        )
    else:
        reporter.report("S013", place.label(), place=place.words(), wanted=wanted, found=found_words(node))


def _in_braces(place: Place, node: Sequence) -> Fix | None:
    """`[kind: enterprise, revenue: ≥ 1亿元]`: the pairs of a map, in the brackets of a list."""
    raw = place.raw()
    pairs = all(isinstance(item, Mapping) and len(item.entries) == 1 for item in node.items)
    return place.replaced(f"{{{raw[1:-1]}}}") if raw.startswith("[") and node.items and pairs else None


def _wrong_scalar(place: Place, node: Scalar, types: list[str], wanted: Text, reporter: Reporter) -> None:
    label, words, found = place.label(), place.words(), found_words(node)
    if node.value is None:
        owner = at_path(place.root, place.path[:-1]) if place.path else None
        key = owner.key(str(place.path[-1])) if isinstance(owner, Mapping) else None
        if isinstance(owner, Mapping) and key is not None and is_stray(owner, key, node):
            report_stray(owner, key, reporter)
            return
        reporter.report("S019", label, place=words, wanted=wanted)
        return
    if ("object" in types or "array" in types) and _line_slip(node, reporter):
        return
    if "string" in types and not isinstance(node.value, str):
        by = quoted(node.text)
        fix = place.replaced(by)
        reporter.report(
            "S014", label, fix=fix, place=words, wanted=wanted, value=shown(node.text), found=found, quoted=shown(by)
        )
    elif "boolean" in types and "string" not in types:
        text = normalize("NFKC", node.text).strip().rstrip("。，；,;").casefold()
        fix = place.replaced("true" if text in _YES else "false" if text in _NO else None)
        reporter.report("S018", label, fix=fix, place=words, value=shown(node.text))
    elif "array" in types:
        reporter.report("S016", label, fix=_as_list(place, node), place=words, found=found)
    elif "object" in types:
        help_ = None
        if len(place.path) > 1 and place.path[-2] == "eligibility":
            test = quoted(node.text) if "," in node.text or ": " in node.text else node.text
            entry = f"{{id: 标识, test: {test}, label: 说明}}", f"{{id: name, test: {test}, label: words}}"
            help_ = Text(f"条件要有标识和说明：`- {entry[0]}`。", f"a condition has an id and a label: `- {entry[1]}`.")
        reporter.report("S017", label, help=help_, place=words, found=found)
    else:
        reporter.report("S013", label, place=words, wanted=wanted, found=found)


def _line_slip(node: Node, reporter: Reporter) -> bool:
    """Report the slip in the node's first line that made it something else, such as `：` for `: `."""
    slip = line_slip(node.file, node.file.position(node.span.start).line)
    if slip is None or not node.span.start <= slip.span.start < node.span.end:
        return False
    slip.report(node.file, reporter)
    return True


def _as_list(place: Place, node: Scalar) -> Fix | None:
    """A single value in brackets; full-width brackets and commas become those of YAML."""
    raw = place.raw()
    if "\n" in raw:
        return None
    half = raw
    if node.style == "plain":
        whole = raw.startswith("（") and raw.endswith("）")
        half = (f"[{raw[1:-1]}]" if whole else raw).translate(_HALF_WIDTH).strip()
    sure = half == raw or place.path[-1:] == ("departments",)  # of other texts a comma may be a part
    if place.path[-1:] == ("departments",) and node.style == "plain":
        names, certain = names_in(raw.strip("［］【】〔〕（）[]"))
        if len(names) > 1:
            return place.replaced(f"[{', '.join(names)}]", sure=certain)
    return place.replaced(half if half.startswith("[") and half.endswith("]") else f"[{half}]", sure=sure)


def _not_a_choice(place: Place, allowed: list[Any], schema: Any, reporter: Reporter) -> None:
    node = place.node
    value = shown(node.text if isinstance(node, Scalar) else place.raw())
    names = [str(choice) for choice in allowed]
    by_label = {label: name for name, label in _CHOICE.findall(str(schema.get("description", ""))) if name in names}
    for name, means in zip(names, schema.get("enumDescriptions", ()), strict=False):  # `每年 / Each year`
        by_label |= {_SAID.split(one)[0].strip().casefold(): name for one in str(means).split(" / ")}
    said = value.strip().casefold()
    said = next((one for one in (said, f"每{said}", f"每{said.lstrip('1一按')}") if one in by_label), said)
    likely = by_label.get(said) or closest(value, names)
    help_text = None
    if likely is not None:
        rest = listed(names)
        help_text = Text(f"改成 `{likely}`；可以是 {rest}。", f"write `{likely}`; it may be {rest}.")
    reporter.report(
        "S020",
        place.label(),
        help=help_text,
        fix=place.replaced(likely, sure=said in by_label or is_slip(value, likely or "", names)),
        place=place.words(),
        value=value,
        allowed=listed(names),
    )


def _bad_date(place: Place, reporter: Reporter) -> None:
    node = place.node
    text = node.text if isinstance(node, Scalar) else place.raw()
    day, help_ = meant(text)
    reporter.report(
        "S022", place.label(), help=help_, fix=place.replaced(day, sure=iso(text) is not None), value=shown(text)
    )
