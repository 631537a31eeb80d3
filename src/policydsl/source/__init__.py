"""Texts and the places in them.

Takes bytes or text with a name; gives `SourceFile`, `Span` (code points) and `Position` (1-based).
Guarantees: a position is the one an editor shows; a span never leaves its text.
"""

from policydsl.source.lang import Lang, Text, pick
from policydsl.source.outline import Outline, Part
from policydsl.source.text import Origin, Position, SourceFile, Span, WholeText

__all__ = ["Lang", "Origin", "Outline", "Part", "Position", "SourceFile", "Span", "Text", "WholeText", "pick"]
