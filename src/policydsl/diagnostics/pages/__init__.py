"""A page for every code: why it is a mistake, a bad and a good example; one TOML file a family letter.

An example stands in a frame (`frames.py`): alone it would be no document. A test executes every one.
"""

from policydsl.diagnostics.pages.frames import FRAMES, framed
from policydsl.diagnostics.pages.read import Page, page_of

__all__ = ["FRAMES", "Page", "framed", "page_of"]
