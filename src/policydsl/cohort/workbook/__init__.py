"""Workbooks: an empty one to fill in, and the tables of one that was filled in.

Takes a policy, or a workbook of it; gives a sheet for each table, or its cells as texts with their places. Guarantees:
a cell is the exact text that was typed or has a problem of its own; nothing is rounded, computed or passed over.
"""

from policydsl.cohort.workbook.cells import Cell
from policydsl.cohort.workbook.opening import WorkbookError
from policydsl.cohort.workbook.read import Problem, WorkbookTables, read_tables
from policydsl.cohort.workbook.table import Row, SheetTable
from policydsl.cohort.workbook.write import write_workbook

__all__ = ["Cell", "Problem", "Row", "SheetTable", "WorkbookError", "WorkbookTables", "read_tables", "write_workbook"]
