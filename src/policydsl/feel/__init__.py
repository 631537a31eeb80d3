"""FEEL, the expression language: usable alone, shared by every part of a policy.

Takes a text and the names in scope; gives a typed AST, its types, and compiled callables.
Guarantees: every node has a span; a failed operation is null and a recorded failure with its span.
"""
