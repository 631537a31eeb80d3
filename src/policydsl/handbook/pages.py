"""The handbook before it is laid out: plain texts in one language."""

from __future__ import annotations

from policydsl.source.frozen import frozen


@frozen
class Line:
    """A name and what is said of it; `code`: as the policy writes it; `facts`: the facts that it asks for."""

    name: str
    text: str
    code: str = ""
    facts: tuple[str, ...] = ()


@frozen
class Grid:
    """A decision table: heads and rows of cells."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@frozen
class Page:
    """A clause or a commitment."""

    id: str
    cite: str
    title: str
    head: tuple[Line, ...]
    conditions: tuple[Line, ...] = ()
    steps: tuple[Line, ...] = ()
    grid: Grid | None = None
    figure: tuple[Line, ...] = ()
    caps: tuple[Line, ...] = ()
    pay: tuple[Line, ...] = ()
    obligations: tuple[Line, ...] = ()
    materials: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@frozen
class Chapter:
    """The clauses and commitments of one part of the official text."""

    name: str
    clauses: tuple[Page, ...]
    commitments: tuple[Page, ...]


@frozen
class Question:
    """A fact to ask for: what it is called, how it is answered, remarks, the clauses that need it."""

    id: str
    label: str
    answer: str
    note: str
    clauses: tuple[tuple[str, str], ...]  # id, title


@frozen
class Questions:
    """The facts of the applicant, or of each item of a list."""

    label: str
    note: str
    questions: tuple[Question, ...]


@frozen
class Handbook:
    """All of it."""

    title: str
    head: tuple[Line, ...]
    note: str
    common: tuple[Line, ...]
    common_steps: tuple[Line, ...]
    common_notes: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    parameters: tuple[Line, ...]
    readings: tuple[Line, ...]
    stacking: tuple[Line, ...]
    limits: tuple[Line, ...]
    questions: tuple[Questions, ...]
