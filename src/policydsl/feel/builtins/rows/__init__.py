"""The rows of the table of built-ins, a module a family.

Takes the implementations; gives `ROWS` in each module, one `builtin(…)` a function.
Guarantees: a row names its signatures, implementation, one line of documentation and an example that is run.
"""
