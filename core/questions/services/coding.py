"""Making and keeping the short copies that are counted (core.questions.models.coded).

Which category an answer is, only the kinds of question know, in SQL. So the categories are asked of the database and
written back as bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from psycopg import sql

from core.questions.crosstab.dimensions import SPECIAL, VALUE, Dimension, Type
from core.questions.crosstab.source import OTHER_KIND, Attribute, Source
from core.questions.models import AnswerSheet, CodeBook, CodedSheet, Questionnaire, Version
from core.questions.specials import Special
from core.questions.tabulation.versions import Versions

MOST = 256  # categories that a byte can tell apart
AT_ONCE = 2_000


class NotCodable(Exception):
    """The questionnaire has no published version, or its book is of another version by now."""


@transaction.atomic
def code_all(questionnaire: Questionnaire, sheets: QuerySet[AnswerSheet]) -> CodeBook:
    """Code these sheets anew, as the newest version asks; whatever was coded before goes. Safe to call again."""
    locked = Questionnaire.objects.select_for_update(of=("self",)).get(pk=questionnaire.pk)
    source = source_for(locked, sheets)
    CodedSheet.objects.filter(questionnaire=locked).delete()
    book, _ = CodeBook.objects.update_or_create(
        questionnaire=locked, defaults={"version": _newest(locked).number, "slots": _slots(source)}
    )
    _code(book, source)
    return book


@transaction.atomic
def code(book: CodeBook, keys: Iterable[int]) -> None:
    """Code the sheets with these primary keys, in the transaction that saves them.

    Raises NotCodable where a newer version is asked by now: then all of them must be coded anew.
    """
    questionnaire = _share(book.questionnaire_id)
    if _newest(questionnaire).number != book.version:
        raise NotCodable
    _code(book, source_for(questionnaire, AnswerSheet.objects.filter(pk__in=list(keys))))


def _share(key: int) -> Questionnaire:
    """Locked so that many may code at once, while `code_all` waits for them and they for it."""
    table = Questionnaire._meta.db_table
    return Questionnaire.objects.raw(
        f"SELECT * FROM {table} WHERE id = %s FOR SHARE",  # noqa: S608 - a table's name
        [key],
    )[0]


def source_for(questionnaire: Questionnaire, sheets: QuerySet[AnswerSheet]) -> Source:
    published = Version.objects.filter(questionnaire=questionnaire).published()
    versions = Versions({version.pk: version.definition for version in published})
    return Source(questionnaire.title, versions, _newest(questionnaire).definition, sheets)


def _newest(questionnaire: Questionnaire) -> Version:
    newest = Version.objects.filter(questionnaire=questionnaire).published().order_by("-number").first()
    if newest is None:
        raise NotCodable
    return newest


def _slots(source: Source) -> dict[str, list[str]]:
    """Every dimension of few, known categories. All bytes of the same place mean the same."""
    specials = [f"{SPECIAL}{one.value}" for one in Special] + [f"{SPECIAL}{OTHER_KIND}"]
    found = {}
    for one in source.dimensions.values():
        if one.type is Type.CHOICE and not one.many and one.options is not None:
            codes = specials + [f"{VALUE}{code}" for code, _ in one.options]
            if len(codes) <= MOST:
                found[one.id] = codes
    return found


def _code(book: CodeBook, source: Source) -> None:
    """One SELECT; what the options do not have (a key of no version) gets a byte of its own and a name in the book."""
    offered = source.dimensions
    slots: dict[str, list[str]] = book.slots
    coded = [offered[id_] for id_ in slots]
    places = [{code: byte for byte, code in enumerate(codes)} for codes in slots.values()]
    before = [len(codes) for codes in slots.values()]
    for rows in _categories(source, coded):
        made = []
        for sheet, organization, *codes in rows:
            octets = bytearray()
            for place, categories, code in zip(places, slots.values(), codes, strict=True):
                octets.append(_byte(place, categories, code))
            made.append(
                CodedSheet(
                    sheet_id=sheet,
                    questionnaire_id=book.questionnaire_id,
                    organization_id=organization,
                    codes=bytes(octets),
                )
            )
        CodedSheet.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["sheet"], update_fields=["codes", "organization"]
        )
    if before != [len(codes) for codes in slots.values()]:
        book.save(update_fields=["slots"])


def _byte(place: dict[str, int], categories: list[str], code: str) -> int:
    if code not in place:
        if len(categories) == MOST:  # keys of no version, by the hundred: they are answers to no question of ours
            return categories.index(f"{SPECIAL}{OTHER_KIND}")
        place[code] = len(categories)
        categories.append(code)
    return place[code]


def _categories(source: Source, coded: list[Dimension]) -> Iterator[list[tuple[Any, ...]]]:
    """Of each sheet: its key, its organization, the category of each dimension."""
    keys = (Attribute("sheet", "", F("pk")), Attribute("organization", "", F("organization_id")))
    base = source.sql(keys)
    if base is None:
        return
    columns = [sql.Identifier(one.column) for one in keys] + [one.category for one in coded]
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM ({}) s").format(sql.SQL(", ").join(columns), base))
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows
