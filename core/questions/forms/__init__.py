"""Forms of the builder. Some belong to a kind of question, and need kinds themselves (a table's columns have them)."""

# Whoever comes here first must find the kinds complete: they and this package import each other.
import core.questions.kinds  # noqa: F401
