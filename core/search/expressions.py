"""What the queries of this room need of SQL beyond Django's own expressions."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, F, FloatField, Func, IntegerField, Value

from core.search.grams import all_of, any_of, query_of


class HoldsWords(Func):
    """Whether a vector answers the query of some folded words: through the index, but to be compared again."""

    arg_joiner = " @@ "
    template = "%(expressions)s::tsquery"
    output_field = BooleanField()

    def __init__(self, vector: str, words: list[str]) -> None:
        super().__init__(F(vector), Value(query_of(words)))


class HoldsAll(Func):
    """Whether a vector holds all of these grams, wherever they stand."""

    arg_joiner = " @@ "
    template = "%(expressions)s::tsquery"
    output_field = BooleanField()

    def __init__(self, vector: str, grams: list[str]) -> None:
        super().__init__(F(vector), Value(all_of(grams)))


class SharesRareGrams(Func):
    """Whether a vector holds one of the rarer of the bigrams: of as many as lead to no more than `cap` rows.

    How many rows have a bigram is counted through the index as the query runs, and no further than is needed.
    """

    output_field = BooleanField()

    def __init__(self, vector: str, bigrams: list[str], *, cap: int) -> None:
        super().__init__(F(vector))
        self.bigrams, self.cap = bigrams, cap

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple]:  # type: ignore[override]
        vector, params = compiler.compile(self.source_expressions[0])
        table = connection.ops.quote_name("search_entry")
        sql = f"""{vector} @@ (
            SELECT string_agg(query, ' | ')::tsquery FROM (
                SELECT query, held, sum(held) OVER (ORDER BY held, place) AS in_all FROM (
                    SELECT query, place, (
                        SELECT count(*) FROM (
                            SELECT FROM {table} counted WHERE counted.vector @@ query::tsquery LIMIT %s
                        ) AS capped
                    ) AS held
                    FROM unnest(%s::text[]) WITH ORDINALITY AS gram (query, place)
                ) AS counts WHERE held > 0
            ) AS rare WHERE in_all <= %s OR in_all = held
        )"""  # noqa: S608 - the names are ours
        return sql, (*params, self.cap + 1, [any_of([gram]) for gram in self.bigrams], self.cap)


class Likeness(Func):
    """Dice's coefficient of a vector's bigrams and these: twice what they share by the sum of both, 0 to 1.

    `ignored` are bigrams that count on neither side; they must not be among the others.
    """

    output_field = FloatField()

    def __init__(self, vector: str, bigrams: list[str], *, ignored: list[str]) -> None:
        super().__init__(F(vector))
        self.bigrams, self.ignored = bigrams, ignored

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, tuple]:  # type: ignore[override]
        vector, params = compiler.compile(self.source_expressions[0])
        sql = f"""(
            SELECT 2.0::float8 * count(*) FILTER (WHERE gram = ANY (%s::text[])) / (count(*) + %s)
            FROM unnest(tsvector_to_array({vector})) AS gram
            WHERE char_length(gram) = 2 AND gram <> ALL (%s::text[])
        )"""  # noqa: S608 - the names are ours
        return sql, (self.bigrams, len(self.bigrams), *params, self.ignored)


class OctetLength(Func):
    """A text's bytes, which PostgreSQL knows without reading a long text."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()
