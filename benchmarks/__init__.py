"""Measures one evaluation against the loaded Xiamen policy, side by side with hand-written Python and other engines.

Takes nothing but the package itself and optional peers, gives a table (and files under results/ on request).
Guarantees that every contestant's figures are compared with the hand-written ones before its time is shown.
"""
