"""Cross-tabulation: how many, or how much, by one question and another, over all respondents of a source.

- `source.Source` says whose answers they are, and what is known of each respondent besides.
- `dimensions` are what a source can be counted by; `grouping` makes classes of numbers and calendar units of dates.
- `spec` is what somebody chose, read from an address and written into one.
- `statement` is the one SQL statement; `tabulating.tabulate` runs it and gives a `table.CrossTable`.
- `suppression` masks small cells, `significance` has the χ² test.

It knows neither surveys nor forms: they give their source, and a page of theirs includes this one's parts.
"""

# Whoever comes here first must find the kinds complete: they and their tables import each other.
import core.questions.kinds  # noqa: F401
