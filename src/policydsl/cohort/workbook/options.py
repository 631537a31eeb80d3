"""Options of a column: what a drop-down shows, and which id a cell means.

A drop-down shows labels. A cell may say the id, the label in either language, or `label（id）`; where one text could
mean two options the drop-down shows the last form, and the text alone is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policydsl.source import Lang, Text

YES_NO: Final[Mapping[str, Text]] = {"true": Text("是", "yes"), "false": Text("否", "no")}


class Options:
    """Options by id, with their labels."""

    def __init__(self, labels: Mapping[str, Text]) -> None:
        self.labels = labels
        self._by_word: dict[str, list[str]] = {}
        for id_, label in labels.items():
            for word in _words(id_, label):
                self._by_word.setdefault(word, []).append(id_)

    def meant(self, text: str) -> list[str]:
        """The ids that a text may mean: one, or several where it is not clear, or none."""
        return self._by_word.get(_folded(text), [])

    def shown(self, lang: Lang) -> list[str]:
        """What a drop-down shows, in the order of the options."""
        return [self.show(id_, lang) for id_ in self.labels]

    def show(self, id_: str, lang: Lang) -> str:
        """One option in a drop-down."""
        label = self.labels[id_].pick(lang).strip()
        return label if label and self.meant(label) == [id_] else _full(id_, label)


def _words(id_: str, label: Text) -> set[str]:
    """All that means an option."""
    words = {id_}
    for lang in ("zh", "en"):
        word = label.pick(lang).strip()
        if word:
            words |= {word, _full(id_, word)}
    return {_folded(word) for word in words}


def _full(id_: str, label: str) -> str:
    return f"{label}（{id_}）" if label and label != id_ else id_


def _folded(text: str) -> str:
    """Without what people do not see: case, kinds of brackets and of spaces."""
    return "".join(text.replace("(", "（").replace(")", "）").split()).casefold()
