"""How the typed tables say things in each dialect: the same statements for DuckDB and for Spark.

Only what was compared on both (tests/cohort/test_spark_typed.py) stands here: quoting, patterns over whole texts, the
names of types, what comes last in an order.
"""

from __future__ import annotations

from policydsl.cohort.intake.sources import literal, quoted


class Words:
    """Those of DuckDB."""

    text_type = "VARCHAR"

    def name(self, name: str) -> str:
        """An identifier."""
        return quoted(name)

    def text(self, text: str) -> str:
        """A text."""
        return literal(text)

    def matches(self, cell: str, pattern: str) -> str:
        """Whether all of a text is of a pattern; the signs that are used mean the same to RE2 and to Java."""
        return f"regexp_full_match({cell}, {self.text(pattern)})"

    def within(self, cell: str, pattern: str) -> str:
        """The first group of a pattern of all of a text; the empty text where it does not fit."""
        return f"regexp_extract({cell}, {self.text(f'^{pattern}$')}, 1)"

    def is_odd_text(self, cell: str) -> str:
        """Whether a text cannot be kept; empty where there can be none."""
        del cell
        return ""

    def place(self, position: str, row: str, owner: str) -> str:
        """The place of an item: a number that grows with its position among the items of its applicant."""
        del owner
        return f"row_number() OVER (ORDER BY TRY_CAST({position} AS BIGINT), {row})"


def _whole(pattern: str) -> str:
    return rf"\A{pattern}\z"  # `$` would let a line end pass


class SparkWords(Words):
    """Those of Spark with ANSI on."""

    text_type = "STRING"

    def name(self, name: str) -> str:
        """See `Words`."""
        return "`" + name.replace("`", "``") + "`"

    def text(self, text: str) -> str:
        """See `Words`."""
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def matches(self, cell: str, pattern: str) -> str:
        """See `Words`."""
        return f"({cell} RLIKE {self.text(_whole(f'(?:{pattern})'))})"

    def within(self, cell: str, pattern: str) -> str:
        """See `Words`."""
        return f"regexp_extract({cell}, {self.text(_whole(pattern))}, 1)"

    def is_odd_text(self, cell: str) -> str:
        """See `Words`."""
        return f"NOT is_valid_utf8({cell})"  # DuckDB refuses the file; Spark would carry such a text along

    def place(self, position: str, row: str, owner: str) -> str:
        """See `Words`."""
        ordered = f"TRY_CAST({position} AS BIGINT) ASC NULLS LAST, {row}"  # over all rows, one task would sort them
        return f"CAST(row_number() OVER (PARTITION BY {owner} ORDER BY {ordered}) AS BIGINT)"


DUCKDB = Words()
SPARK = SparkWords()
