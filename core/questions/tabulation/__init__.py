"""Collation (取りまとめ): what all answer sheets of a questionnaire give together, and each of them in a line.

- `collating.collate` adds up every question over all sheets, in one statement over the answers.
- `page.rows` shows the sheets of one page, a cell for each question.
- `table_lists` shows one table question through all sheets: summed, or its lines one under the other.

Whose sheets they are and who may see them, the features say that call this.
"""

# Whoever comes here first must find the kinds complete: they and their tables import each other.
import core.questions.kinds  # noqa: F401
