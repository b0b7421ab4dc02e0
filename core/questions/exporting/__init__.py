"""Raw answers for people and for machines, out of any source: a workbook, a wide and a long table, a code book.

- `asked` are the questions of an export, also what only earlier versions asked; `machine_parts` are what of a question
  is a column.
- `respondents` are the columns of whoever answered; `fields` one column of an export each, in SQL.
- `wide` has a row for each respondent, `tidy` one for each answer; both are one SELECT, for COPY.
- `code_book` says what every column and code means; `workbook` is for people.
- `producer` makes of them what core.exports hands out.

What machines read keeps the government's rules for it: one value in a cell, numbers without words, every kind of "no
value" in a column of its own beside them.
"""

# Whoever comes here first must find the kinds complete: they and their tables import each other.
import core.questions.kinds  # noqa: F401
