"""Worked examples: small documents whose first comments say what they show.

```yaml
# 每年最高 200万元
# At most 2 million yuan a year
# shows: cap.every clause.caps
# run: eval caps.yaml caps.facts.yaml
policydsl: 1
```

The first line is the title, in Chinese, the next in English; further lines are what there is to say, the Chinese ones
together and the English ones together, in paragraphs that empty lines part. `shows` names places of the schema of the document's kind: the section of the
first one is where the example stands. `run` says what to type in the folder of the examples; without it the document is
put to the use of its kind. A document belongs to the example that it is named after: `caps.facts.yaml` to `caps.yaml`.
"""

from __future__ import annotations

import re
from typing import Final

from policydsl.source import Text
from policydsl.source.frozen import frozen

_HAN: Final = re.compile("[\u3400-\u9fff]")
_ENDING: Final = ".yaml"
# What every document begins with, and an example need not repeat.
_HEAD: Final = ("policydsl", "kind", "id", "title", "in_force", "policy")
_KEY: Final = re.compile(r"(?P<key>\w+):")


@frozen
class Worked:
    """A document of an example. `kind` is that of the schema, `head` its text without what it says of itself."""

    name: str
    kind: str
    title: Text
    words: Text
    shows: tuple[str, ...]
    runs: tuple[str, ...]
    text: str

    @property
    def example(self) -> str:
        """The name of the example that it belongs to."""
        return self.name.removesuffix(_ENDING).partition(".")[0]

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return "example-" + self.name.removesuffix(_ENDING).replace(".", "-")

    def body(self) -> str:
        """The document without the lines that all documents of its kind begin with, unless it is about them."""
        wanted = {place.rpartition(".")[2] for place in self.shows if place.rpartition(".")[0] == self.kind}
        kept, dropping = [], True
        for line in self.text.splitlines():
            key = _KEY.match(line)
            if key is not None:
                dropping = key["key"] in _HEAD and key["key"] not in wanted
            if not dropping:
                kept.append(line)
        return "\n".join(kept).rstrip()


def worked_file(name: str, text: str) -> Worked:
    """The document of a file, with what its first comments say."""
    lines = text.splitlines()
    count = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    says = [line.lstrip("# ").rstrip() for line in lines[:count]]
    shows = [line.removeprefix("shows:").split() for line in says if line.startswith("shows:")]
    runs = [line.removeprefix("run:").strip() for line in says if line.startswith("run:")]
    words = [line for line in says if not line.startswith(("shows:", "run:"))]
    body = "\n".join(lines[count:]) + "\n"
    return Worked(
        name,
        _kind(body),
        *_title_and_words(words),
        tuple(place for line in shows for place in line),
        tuple(runs) or _usual_run(name, body),
        body,
    )


def _title_and_words(lines: list[str]) -> tuple[Text, Text]:
    """The first line of each language is the title; the others are paragraphs, which empty lines part."""
    titles, paragraphs = {True: "", False: ""}, {True: [""], False: [""]}
    for line in lines:
        chinese = _HAN.search(line) is not None
        found = paragraphs[chinese]
        if not line:
            for one in paragraphs.values():
                one.extend([""] if one[-1] else [])
        elif not titles[chinese]:
            titles[chinese] = line
        else:
            found[-1] += f" {line}" if found[-1] and _spaced(found[-1][-1], line[0]) else line
    return (
        Text(titles[True], titles[False]),
        Text("\n\n".join(filter(None, paragraphs[True])), "\n\n".join(filter(None, paragraphs[False]))),
    )


def _spaced(left: str, right: str) -> bool:
    """Whether a space stands between two signs of a text: not between Chinese ones, nor at their punctuation."""
    return any(one.isascii() for one in (left, right)) and all(
        one.isascii() or _HAN.match(one) for one in (left, right)
    )


def _kind(body: str) -> str:
    found = re.search(r"^kind: *(\w+)", body, re.MULTILINE)
    return found[1] if found else ""


def _usual_run(name: str, body: str) -> tuple[str, ...]:
    policy = name.partition(".")[0] + _ENDING
    match _kind(body):
        case "facts":
            return (f"eval {policy} {name}",)
        case "tests":
            return (f"test {name}",)
        case "amendment":
            day = re.search(r"from: *(\d{4}-\d{2}-\d{2})", body)
            return (f"amend show {policy} {name} --as-of {day[1]} --diff",) if day else ()
        case _:
            return ()
