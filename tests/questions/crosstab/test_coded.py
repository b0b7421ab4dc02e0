"""Short copies count exactly what the answers do, and are made with them."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.crosstab.coded import may_use_codes
from core.questions.crosstab.source import Coded, Source
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.tabulating import tabulate
from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, CodeBook, CodedSheet, Questionnaire, Version
from core.questions.services.coding import NotCodable, code, code_all, source_for
from tests.questions.crosstab.sheets import BEFORE, NOW, Given, sheets, store

pytestmark = pytest.mark.django_db
CODED = ["one", "gone", "new", "table.r1.sort"]


def published(questionnaire: Questionnaire, number: int, definition: Definition) -> Version:
    return Version.objects.create(
        questionnaire=questionnaire,
        number=number,
        content=definition.to_json(),
        state="published",
        published_at="2026-04-01T00:00:00Z",
    )


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    made = Questionnaire.objects.create(owner=cast.prefecture, title="試験", created_by=cast.sato)
    published(made, 1, BEFORE)
    published(made, 2, NOW)
    return made


def sources(questionnaire: Questionnaire, book: CodeBook) -> tuple[Source, Source]:
    """Over the answers, and over the copies."""
    plain = source_for(questionnaire, AnswerSheet.objects.filter(version__questionnaire=questionnaire))
    coded = Coded(CodedSheet.objects.filter(questionnaire=questionnaire), book.slots)
    return plain, replace(plain, coded=coded)


def put(questionnaire: Questionnaire, cast, given_sheets: list[Given]) -> None:
    before, now = questionnaire.versions.order_by("number")
    store(given_sheets, before, now, [cast.ishinomaki, cast.shichikashuku])


@given(
    given_sheets=st.lists(sheets(), max_size=10),
    chosen=st.lists(st.sampled_from(CODED), min_size=1, max_size=3, unique=True),
    hides=st.booleans(),
    filtered=st.booleans(),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_they_count_what_the_answers_do(cast, questionnaire, given_sheets, chosen, hides, filtered):
    AnswerSheet.objects.all().delete()
    put(questionnaire, cast, given_sheets)
    book = code_all(questionnaire, AnswerSheet.objects.filter(version__questionnaire=questionnaire))
    address: dict[str, object] = dict(zip(("rows", "columns", "layer"), chosen, strict=False))
    address |= {"hide": "1"} if hides else {}
    address |= {"f.one": ["o1", "o4", "!blank"]} if filtered else {}
    plain, coded = (Spec.read(source, address) for source in sources(questionnaire, book))
    assert (may_use_codes(plain), may_use_codes(coded)) == (False, True)
    one, other = tabulate(plain), tabulate(coded)
    assert (one.cells, one.everybody) == (other.cells, other.everybody)
    assert [one.rows, one.columns, one.layers] == [other.rows, other.columns, other.layers]


def test_a_sheet_is_coded_when_it_is_saved_and_again_when_it_changes(cast, questionnaire):
    book = code_all(questionnaire, AnswerSheet.objects.none())
    put(questionnaire, cast, [Given(True, 1, 0, {"one": "o1"})])
    sheet = AnswerSheet.objects.get()
    code(book, [sheet.pk])
    AnswerSheet.objects.update(answers={"one": {"special": "exempt"}})
    code(book, [sheet.pk])
    _, coded = sources(questionnaire, book)
    assert {cell.times for place, cell in tabulate(Spec.read(coded, {"rows": "one"})).cells.items() if place.row} == {1}
    assert [row.code for row in tabulate(Spec.read(coded, {"rows": "one"})).rows if row.is_special] == ["!exempt"]


def test_a_newer_version_wants_everything_coded_anew(cast, questionnaire):
    book = code_all(questionnaire, AnswerSheet.objects.none())
    published(questionnaire, 3, NOW)
    put_sheet = AnswerSheet.objects.create(
        version=questionnaire.versions.get(number=3), organization=cast.ishinomaki, answers={"one": "o1"}
    )
    with pytest.raises(NotCodable):
        code(book, [put_sheet.pk])
    assert code_all(questionnaire, AnswerSheet.objects.all()).version == 3


def test_a_key_that_no_version_knows_is_counted_by_itself(cast, questionnaire):
    put(questionnaire, cast, [Given(True, 1, 0, {"one": "o1"})])
    AnswerSheet.objects.update(answers={"one": "zz"})
    book = code_all(questionnaire, AnswerSheet.objects.all())
    plain, coded = (tabulate(Spec.read(source, {"rows": "one"})) for source in sources(questionnaire, book))
    assert plain.cells == coded.cells
    assert coded.rows[-1].label == "削除された項目"


def test_a_question_with_more_options_than_a_byte_has_values_is_left_to_the_answers(cast):
    options = [{"key": f"o{number}", "label": f"町{number}"} for number in range(300)]
    made = Questionnaire.objects.create(owner=cast.prefecture, title="多い", created_by=cast.sato)
    published(made, 1, Definition((Question("town", "single_choice", "町", settings={"options": options}),)))
    book = code_all(made, AnswerSheet.objects.none())
    assert book.slots == {}
    _, coded = sources(made, book)
    assert not may_use_codes(Spec.read(coded, {"rows": "town"}))


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_all_are_coded_anew_is_not_lost(cast, questionnaire):
    """Coding anew waits for a save that is under way, and then sees it."""
    book = code_all(questionnaire, AnswerSheet.objects.none())
    done: list[int] = []

    def code_anew() -> None:
        try:
            code_all(questionnaire, AnswerSheet.objects.all())
            done.append(1)
        finally:
            connection.close()

    thread = threading.Thread(target=code_anew)
    with transaction.atomic():
        put(questionnaire, cast, [Given(True, 1, 0, {"one": "o1"})])
        code(book, AnswerSheet.objects.values_list("pk", flat=True))
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # it waits
    thread.join(10)
    assert done == [1]
    assert CodedSheet.objects.count() == 1
