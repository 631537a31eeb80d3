"""The one layout of a document: block style, two spaces a level, formulas as the language prints them.

Takes the text of a document with its tree and its formulas; gives the text laid out. Guarantees: the same entries in
the same order with the same values, formulas that say the same, every comment; laid out twice is laid out once.
"""

from policydsl.layout.document import Layout, lay_out
from policydsl.layout.formulas import formulas_of

__all__ = ["Layout", "formulas_of", "lay_out"]
