"""What the two kinds of table share: columns, cells, totals, sums, pasted blocks.

A table asks the same typed questions (its columns) once for every row. The kinds themselves are
core.questions.kinds.table, whose rows are given, and repeating_rows, whose rows the respondent adds.
"""

# Whoever comes here first must find the kinds complete: they and this package import each other.
import core.questions.kinds  # noqa: F401
