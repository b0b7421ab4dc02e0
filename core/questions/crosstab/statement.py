"""The one SQL statement of a table: respondents, filtered, put into categories, counted.

An axis of which a respondent may have several categories is unfolded: a row for each, and one for the respondent
itself under EVERYBODY, and under ANSWERED if it has a value there. So the base of every percentage is counted and not
guessed. A median cannot be put together from medians: there every axis is unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from core.questions.crosstab.dimensions import SPECIAL, VALUE, Dimension
from core.questions.crosstab.source import Attribute, Source
from core.questions.crosstab.spec import Filter, Measure, Spec

EVERYBODY, ANSWERED = "*", "+"

_UNFOLDED = """
CROSS JOIN LATERAL (
    SELECT {distinct} {value} || one FROM unnest({values}) one
    UNION ALL SELECT {special} || {state} WHERE coalesce(cardinality({values}), 0) = 0
    UNION ALL SELECT {everybody}
    UNION ALL SELECT {answered} WHERE cardinality({values}) > 0
) AS {alias}({name})
"""


def is_unfolded(spec: Spec, place: int) -> bool:
    """Whether the axis at this place of `spec.axes` is."""
    return spec.measure is Measure.MEDIAN or spec.axes[place].counted.many


def statement(spec: Spec) -> sql.Composable | None:
    """Gives the category on each of `spec.axes`, then: respondents, numbers, sum, least, most, median.

    The last five only where something is measured. None where there is nobody.
    """
    counted = [axis.counted for axis in spec.axes]
    used = [*counted, *(one.dimension for one in spec.filters), *([spec.of] if spec.of else [])]
    base = base_of(spec.source, used)
    if base is None:
        return None
    inner: list[sql.Composable] = []
    joins: list[sql.Composable] = []
    names: list[sql.Composable] = []
    for place, one in enumerate(counted):
        name = sql.Identifier(f"c{place}")
        names.append(name)
        if not is_unfolded(spec, place):
            inner.append(sql.SQL("{} AS {}").format(one.category, name))
            continue
        values, state = sql.Identifier(f"v{place}"), sql.Identifier(f"s{place}")
        listed = one.value if one.many else sql.SQL("array_remove(ARRAY[{}], NULL)").format(one.value)
        inner.append(sql.SQL("{} AS {}, {} AS {}").format(listed, values, one.state, state))
        joins.append(
            sql.SQL(_UNFOLDED).format(
                # Of an anonymous questionnaire people are counted: one who says the same in five lines is few.
                distinct=sql.SQL("DISTINCT" if spec.source.at_least else ""),
                value=sql.Literal(VALUE),
                special=sql.Literal(SPECIAL),
                everybody=sql.Literal(EVERYBODY),
                answered=sql.Literal(ANSWERED),
                values=sql.SQL("t.{}").format(values),
                state=sql.SQL("t.{}").format(state),
                alias=sql.Identifier(f"u{place}"),
                name=name,
            )
        )
    if spec.of is not None:
        inner.append(sql.SQL("{} AS n").format(spec.of.number))
    return sql.SQL(
        "SELECT {names}, {figures} FROM (SELECT {inner} FROM ({base}) s{where}{once}) t {joins} GROUP BY {names}"
    ).format(
        names=sql.SQL(", ").join(names),
        figures=_figures(spec),
        inner=sql.SQL(", ").join(inner),
        base=base,
        where=where(spec.filters),
        # A number is read from an answer once, not once more for each figure and each row that is unfolded.
        once=sql.SQL(" OFFSET 0" if spec.of else ""),
        joins=sql.SQL(" ").join(joins),
    )


def base_of(source: Source, used: Iterable[Dimension]) -> sql.Composable | None:
    """The respondents with what these dimensions need, and no more."""
    chosen = list(used)
    attributes: dict[str, Attribute] = {one.attribute.code: one.attribute for one in chosen if one.attribute}
    return source.sql(attributes.values(), answers=any(one.question for one in chosen))


def where(filters: Iterable[Filter]) -> sql.Composable:
    conditions = [condition for one in filters for condition in _conditions(one)]
    return sql.SQL(" WHERE ") + sql.SQL(" AND ").join(conditions) if conditions else sql.SQL("")


def _conditions(one: Filter) -> list[sql.Composable]:
    dimension = one.dimension
    found: list[sql.Composable] = []
    if one.codes:
        values = [code[1:] for code in one.codes if code.startswith(VALUE)]
        specials = [code[1:] for code in one.codes if code.startswith(SPECIAL)]
        alternatives = []
        if values:
            test = "{} && {}::text[]" if dimension.many else "{} = ANY({})"
            alternatives.append(sql.SQL(test).format(dimension.value, sql.Literal(values)))
        if specials:
            test = (
                "(coalesce(cardinality({}), 0) = 0 AND {} = ANY({}))"
                if dimension.many
                else "({} IS NULL AND {} = ANY({}))"
            )
            alternatives.append(sql.SQL(test).format(dimension.value, dimension.state, sql.Literal(specials)))
        found.append(sql.SQL("({})").format(sql.SQL(" OR ").join(alternatives)))
    if one.contains:
        text = sql.SQL("array_to_string({}, chr(10))" if dimension.many else "{}").format(dimension.value)
        found.append(sql.SQL("position(lower({}) in lower({})) > 0").format(sql.Literal(one.contains), text))
    for bound, sign in ((one.start, ">="), (one.end, "<=")):
        if not bound:
            continue
        if dimension.is_number:
            found.append(sql.SQL(f"{{}} {sign} {{}}::numeric").format(dimension.number, sql.Literal(bound)))
        else:
            found.append(sql.SQL(f"{{}} {sign} {{}}").format(dimension.value, sql.Literal(bound)))
    return found


def _figures(spec: Spec) -> sql.SQL:
    if spec.of is None:
        return sql.SQL("count(*)")
    # Exact, unlike percentile_cont, which counts in floats: between the lower and the upper middle value.
    middle = "percentile_disc(0.5) WITHIN GROUP (ORDER BY n{})"
    median = f"({middle.format('')} + {middle.format(' DESC')}) / 2" if spec.measure is Measure.MEDIAN else "NULL"
    return sql.SQL(f"count(*), count(n), sum(n), min(n), max(n), {median}")
