"""The language reference for drafters, in Chinese and English.

Takes the table of built-ins and the rows of this package; gives one Markdown page for a language.
Guarantees: the same program gives the same bytes; every example has a value beside it that a test computes again.
"""

from policydsl.render.reference.page import reference_page

__all__ = ["reference_page"]
