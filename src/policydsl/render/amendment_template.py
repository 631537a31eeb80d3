"""An amendment to fill in: what a policy says now, place by place, each ready to be rewritten."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from policydsl.amend.document import path_text
from policydsl.amend.kinds import Form, policy_form
from policydsl.amend.places import item_name, title_of
from policydsl.amend.writing import flow
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.policy import Policy
from policydsl.source import Lang, Text
from policydsl.source.width import display_width, visible
from policydsl.syntax.tree import Mapping, Node, Scalar

_HEAD: Final = Text(
    """\
修订：{title}

填法
  改好 id、名称、文号和生效日期；until 不写就一直有效。
  下面按条款列出 {day} 的内容。要改哪一处，去掉那几行行首的“# ”，把 to 改成新的内容。
  was 是现在的内容，不要动：生效时如果已经不是这样，检查时会报告，不会改错。
  不改的留着不动，或者删去。增加、删去一项的写法在最后。
  写好后检查：policydsl check {path} --amend 这份文件""",
    """\
Amendment of: {title}

How to fill it in
  Set id, title, number and the day of effect; without `until` it holds for good.
  Below stands what the policy says on {day}, clause by clause. To change a place, remove the "# " at the start of
  its lines and write in `to` what it is to become.
  `was` is what stands there now, leave it: should it be something else when the time comes, the check will say so.
  What does not change may stay or be deleted. How to add and to remove is shown at the end.
  Then check it: policydsl check {path} --amend THIS_FILE""",
)
_TITLE: Final = Text("关于修订……的通知", "Notice amending …")
_NUMBER: Final = Text("文号", "document number")
_ISSUED: Final = Text("成文日期", "date of issue")
_EFFECT: Final = Text("生效之日", "first day of effect")
_POLICY: Final = Text("施行期间", "period in force")
_PARAMETERS: Final = Text("参数", "parameters")
_MORE: Final = Text("增加和删去", "to add and to remove")
_WHY: Final = Text("理由", "reason")
_IDENTITY: Final = "id"


def amendment_template(
    policy: Policy, tree: Mapping, lang: Lang, day: Date, path: str, clauses: Collection[str] = ()
) -> str:
    """The file; `path` is what the policy is called on the command line, `clauses` are those asked for (none: all)."""
    lines = _Template(policy, tree, lang, clauses).lines(day, path)
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Template:
    def __init__(self, policy: Policy, tree: Mapping, lang: Lang, clauses: Collection[str]) -> None:
        self.policy, self.tree, self.lang, self.clauses = policy, tree, lang, clauses

    def lines(self, day: Date, path: str) -> Iterator[str]:
        """The whole file."""
        yield from self._head(day, path)
        if not self.clauses:
            yield from self._section(_POLICY.pick(self.lang), self._places("in_force"))
            yield from self._section(_PARAMETERS.pick(self.lang), self._places("parameters"))
        form = policy_form().under("clauses").item
        for clause in read.mappings(self.tree.get("clauses")):
            own_id = item_name(clause) or ""
            if self.clauses and own_id not in self.clauses:
                continue
            cite = read.string(clause.get("cite")) or ""
            heading = f"{cite} {title_of(clause).pick(self.lang)} {own_id}".strip()
            names = ("clauses", own_id)
            yield from self._section(heading, _leaves(names, clause, form, every=bool(self.clauses)))
        yield from self._examples()

    def _head(self, day: Date, path: str) -> Iterator[str]:
        policy, lang = self.policy, self.lang
        number = f"（{policy.number}）" if lang == "zh" else f" ({policy.number})"
        title = policy.title.pick(lang) + (number if policy.number else "")
        for line in _HEAD.pick(lang).format(title=visible(title), day=day.iso(), path=path).splitlines():
            yield f"# {line}"
        taken = {one.id for one in policy.amendments}
        own_id = next(name for n in range(1, 1000) if (name := f"{policy.id}_amd_{n}") not in taken)
        yield ""
        yield from ("policydsl: 1", "kind: amendment", f"id: {own_id}", f"title: {_TITLE.pick(lang)}")
        yield f"# number: {_NUMBER.pick(lang)}"
        yield f"# issued: {day.iso()}  # {_ISSUED.pick(lang)}"
        yield from (f"amends: {policy.id}", "effective:")
        yield f"  from: {day.iso()}  # {_EFFECT.pick(lang)}"
        yield from (f"  # until: {day.iso()}", "changes:")

    def _places(self, key: str) -> Iterator[tuple[tuple[str, ...], Node]]:
        node = self.tree.get(key)
        if node is not None:
            yield from _leaves((key,), node, policy_form().under(key), every=key == "in_force")

    def _section(self, title: str, places: Iterator[tuple[tuple[str, ...], Node]]) -> Iterator[str]:
        """A heading, and a change ready to be made for each place."""
        every = list(places)
        if not every:
            return
        yield ""
        yield f"  # ── {visible(title)} " + "─" * max(4, 70 - display_width(visible(title)))
        for names, node in every:
            now = _written(node)
            yield ""
            yield f"#   - set: {_path(names)}"
            yield f"#     was: {now}"
            yield f"#     to: {now}"

    def _examples(self) -> Iterator[str]:
        lang, clauses = self.lang, self.policy.clauses
        title = _MORE.pick(lang)
        yield ""
        yield f"  # ── {title} " + "─" * max(4, 70 - display_width(title))
        yield ""
        yield "#   - add: clauses.ID.caps"
        yield "#     value:"
        yield "#       id: new_cap"
        yield "#       limit: 100万元"
        yield "#       per: applicant"
        if clauses:
            last = clauses[-1]
            yield ""
            yield f"#   - remove: clauses.{last.id}"
            yield f"#     was_title: {_quoted(last.title.pick('zh'))}"
            yield f"#     why: {_WHY.pick(lang)}"


def _leaves(names: tuple[str, ...], node: Node, form: Form, *, every: bool) -> Iterator[tuple[tuple[str, ...], Node]]:
    """The places that hold a figure, a formula or a test; with `every` also texts and words, but no id."""
    if form.kind == "cell" or isinstance(node, Scalar):
        if names[-1] != _IDENTITY and (every or form.kind in ("formula", "cell")):
            yield names, node
    elif isinstance(node, Mapping):
        for key, child in node:
            yield from _leaves((*names, key.text), child, form.under(key.text), every=every)
    else:
        named = [(item_name(item), item) for item in node.items]
        if all(isinstance(item, Scalar) for item in node.items):
            if every:
                yield names, node
            return
        for name, item in named:
            if name is not None:
                yield from _leaves((*names, name), item, form.item, every=every)


def _written(node: Node) -> str:
    """A value on one line: as it stands, if it stands on one."""
    raw = node.file.text[node.span.start : node.span.end]
    one_line = isinstance(node, Scalar) and "\n" not in raw and "\r" not in raw
    return raw if one_line else "".join(piece.text for piece in flow(node, json=False))


def _path(names: tuple[str, ...]) -> str:
    """A path as a YAML text."""
    written = path_text(names)
    return f"'{written}'" if '"' in written else written


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if not text.isalnum() else text
