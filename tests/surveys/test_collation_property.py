"""What any survey comes to is a plain sum of what was handed in, whoever else has come however far."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.questions.models import AnswerSheet, Questionnaire, Version
from core.questions.specials import Special
from surveys.collation import known_responses, lines
from surveys.collation_totals import totals
from surveys.models import Response, Survey
from surveys.states import HANDED_IN, State
from tests.cast import Cast
from tests.questions.test_collation import answers_to, histories, same_as_plain_sum, state_of

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
# The "no value" that every question has where nothing that counts was handed in; a returned answer has none.
WHOLE = {State.NOT_APPLICABLE: Special.NOT_APPLICABLE, State.EXEMPT: Special.EXEMPT}


@pytest.mark.parametrize("surveys", [20, pytest.param(200, marks=pytest.mark.long)])
def test_the_totals_of_a_survey_are_a_plain_sum(cast: Cast, surveys: int):
    @settings(max_examples=surveys, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        compare_with_plain_sum(cast, data)

    holds()


def compare_with_plain_sum(cast: Cast, data: st.DataObject) -> None:
    before, now = data.draw(histories())
    survey, versions = survey_with(cast, before, now)
    counted, without = [], Counter()
    places = [cast.ishinomaki, cast.shiroishi, cast.shichikashuku, cast.prefecture]
    for place in places:
        state = data.draw(st.sampled_from([*HANDED_IN, *State]))
        asked = data.draw(st.sampled_from([now, now, before]))
        answers = data.draw(answers_to(asked))
        version = versions[0 if asked is before else 1]
        sheet = AnswerSheet.objects.create(version=version, organization=place, answers=answers)
        fields = {"state": state, "submitted": sheet, "submitted_at": clock.now()}
        Response.objects.create(survey=survey, organization=place, **fields)
        if state in HANDED_IN:
            counted.append((asked, answers))
        else:
            without["差戻し中" if state == State.RETURNED else WHOLE.get(state, Special.UNANSWERED)] += 1

    known = known_responses(survey, cast.sato)
    found = totals(survey, known, cast.sato)

    assert (found.asked, found.collation.sheets) == (len(places), len(counted))
    for question in now.asked:
        same_as_plain_sum(found.collation[question.key], question, counted)
    rows = {row.label: row for row in found.count_rows}
    for place, question in enumerate(now.asked):
        expected = Counter(state_of(asked, question, answers) for asked, answers in counted)
        for special in Special:
            assert rows[special.label].counts[place] == expected[special.value] + without[special]
        assert rows["差戻し中"].counts[place] == without["差戻し中"]
        whole = [row.counts[place] or 0 for row in found.count_rows if not row.is_part]
        assert sum(whole) == len(places)
        numbers = [line.cells[place].number for line in lines(now, known, cast.sato)]
        numbers = [number for number in numbers if number is not None]
        if found.collation[question.key].kind.is_number:
            assert found.collation[question.key].tally.figures.sum == (sum(numbers) if numbers else None)


def survey_with(cast: Cast, before, now) -> tuple[Survey, list[Version]]:
    """Asks `now`; some have answered what was asked `before`."""
    title = f"調査その{next(NUMBERS)}"
    questionnaire = Questionnaire.objects.create(owner=cast.prefecture, title=title)
    versions = [
        Version.objects.create(
            questionnaire=questionnaire, number=number, content=definition.to_json(), state="published",
            published_at="2026-04-01T00:00+09:00",
        )
        for number, definition in enumerate((before, now), 1)
    ]  # fmt: skip
    survey = Survey.objects.create(
        owner=cast.prefecture, title=title, questionnaire=questionnaire, version=versions[1], created_by=cast.sato
    )
    return survey, versions
