"""The columns that say who answered: a number within the export, and what the source knows of each respondent."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from psycopg import sql

from core.questions.crosstab.source import VERSION, Attribute, Options, Source
from core.questions.exporting.fields import Field, Role
from core.questions.exporting.words import EACH, in_words, listed, told_apart
from core.questions.models import Version

NUMBER = "t_number"  # which row of the source it is, from 1


def respondent_fields(source: Source, *, codes: bool = False) -> list[Field]:
    """`codes` gives codes where there would be words. A statement for every attribute whose values must be known."""
    found = [Field("respondent", "回答番号", sql.SQL("s.{}").format(sql.Identifier(NUMBER)), Role.NUMBER, "number")]
    for attribute in source.attributes:
        found += _of_several(source, attribute) if attribute.many else _of_one(source, attribute, codes)
    return [*found, version_field(source)]


def people_fields(source: Source) -> list[Field]:
    """The same for people: several values in one cell, and a number only where nothing else says who it is."""
    number = [one for one in respondent_fields(source)[:1] if not source.attributes]
    found: list[Field] = []
    for attribute in source.attributes:
        if attribute.many:
            words = told_apart(_options(source, attribute))
            value = listed(attribute.given, in_words(EACH, words))
            found.append(Field(attribute.column, attribute.label, value, Role.ATTRIBUTE, attribute=attribute))
        else:
            found += _of_one(source, attribute, codes=False)
    return [*number, *found, version_field(source)]


def version_field(source: Source) -> Field:
    """Which version was answered, by its number."""
    numbers = version_numbers(source)
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(pk), sql.Literal(number)) for pk, number in numbers.items()
    )
    column = sql.SQL("s.{}").format(sql.Identifier(VERSION))
    value = sql.SQL("(CASE {} {} END)").format(column, cases) if numbers else sql.SQL("NULL::int")
    return Field("version", "様式の版", value, Role.VERSION, "number")


def version_numbers(source: Source) -> dict[int, int]:
    """Primary key → number, oldest first."""
    known = Version.objects.filter(pk__in=source.versions.definitions)
    return dict(known.order_by("number", "pk").values_list("pk", "number"))


def has_public_codes(attribute: Attribute) -> bool:
    """Whether its codes mean something outside, as those of organizations do: then code and name are two columns."""
    return bool(attribute.options) and all(code.isdigit() for code, _ in attribute.options or ())


def _of_one(source: Source, attribute: Attribute, codes: bool) -> Iterator[Field]:
    if attribute.is_date:
        value = sql.SQL("({}::date)").format(attribute.given)
        yield Field(attribute.column, attribute.label, value, Role.ATTRIBUTE, "date", attribute=attribute)
        return
    words = told_apart(_options(source, attribute))
    key, label = attribute.column, attribute.label
    if has_public_codes(attribute):
        key, label = f"{attribute.column}_name", f"{attribute.label}名"
        yield Field(
            f"{attribute.column}_code",
            f"{attribute.label}コード",
            attribute.text,
            Role.ATTRIBUTE,
            codes=words,
            attribute=attribute,
        )
    elif codes:
        words = {code: code for code in words}
    yield Field(key, label, in_words(attribute.text, words), Role.ATTRIBUTE, codes=words, attribute=attribute)


def _of_several(source: Source, attribute: Attribute) -> Iterator[Field]:
    """1 or 0 for each value that there is."""
    options = told_apart(_options(source, attribute))
    for place, (code, words) in enumerate(options.items(), 1):
        value = sql.SQL("({} = ANY({}))::int").format(sql.Literal(code), attribute.given)
        yield Field(
            f"{attribute.column}_{place}", f"{attribute.label}：{words}", value, Role.ATTRIBUTE, "number",
            attribute=attribute, part=code, part_label=words,
        )  # fmt: skip


def _options(source: Source, attribute: Attribute) -> Options:
    """What can stand there; nothing where any text may."""
    if attribute.options is not None:
        return attribute.options
    if attribute.labels is None and not attribute.many:
        return ()
    values = _values(source, attribute)
    known = attribute.labels(values) if attribute.labels else {}
    return tuple((value, known.get(value, value)) for value in values)


def _values(source: Source, attribute: Attribute) -> list[str]:
    base = source.sql([attribute], answers=False)
    if base is None:
        return []
    each = sql.SQL("unnest({})" if attribute.many else "{}::text").format(attribute.given)
    statement = sql.SQL(
        "SELECT DISTINCT each::text FROM (SELECT {} AS each FROM ({}) s) t WHERE each IS NOT NULL ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.format(each, base))
        return [value for (value,) in cursor.fetchall() if value]
