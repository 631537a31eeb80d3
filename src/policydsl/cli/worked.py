"""The reference of documents with its examples: each is put to use by the program itself."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence

from policydsl.cli.rehearsal import Rehearsed, perform, stage
from policydsl.diagnostics.pages.read import Given
from policydsl.render.document_reference import documents_page, outline, worked_file
from policydsl.source import Lang
from policydsl.source.resources import example_texts, schema_text


def reference_text(kinds: Sequence[str], lang: Lang) -> str:
    """The page of some kinds of documents."""
    texts = example_texts()
    outlines = [outline(kind, json.loads(schema_text(kind))) for kind in kinds]
    with stage(_given(texts)):
        files = [worked_file(*one) for one in texts.items()]
        return documents_page(outlines, files, lambda line: _printed(line, lang), lang)


def performed(arguments: Sequence[str], texts: Mapping[str, str], lang: Lang) -> Rehearsed:
    """What the program makes of its arguments in a folder with these documents."""
    with stage(_given(texts)):
        return perform(arguments, lang)


def _given(texts: Mapping[str, str]) -> dict[str, Given]:
    return {name: Given(text.rstrip()) for name, text in texts.items()}


def _printed(line: str, lang: Lang) -> str:
    """Results, then findings."""
    done = perform(shlex.split(line), lang)
    return done.printed + done.said
