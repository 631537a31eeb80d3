"""The reference of the documents: every key that drafters can write, from the JSON Schemas, with worked examples.

Takes the schemas of kinds of documents, the examples and what the program prints of them; gives one Markdown page for a
language. Guarantees: every object of a schema has a section and every key of it a row; every link leads somewhere; the
same schemas and examples give the same bytes.
"""

from policydsl.render.document_reference.outline import Key, Outline, Section, outline
from policydsl.render.document_reference.page import Shown, documents_page
from policydsl.render.document_reference.worked import Worked, worked_file

__all__ = ["Key", "Outline", "Section", "Shown", "Worked", "documents_page", "outline", "worked_file"]
