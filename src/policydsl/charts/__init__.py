"""A small kit for pictures: lines in panels, bars, histograms, with Chinese labels that can be read.

Takes charts as plain records (see `chart`) with exact figures; gives SVG, its texts kept as texts, or PNG. Guarantees:
the same chart gives the same bytes on one machine; figures become drawing coordinates here and nothing else is made of
them. Needs the extra `charts` (matplotlib), which is imported only when something is drawn.
"""
