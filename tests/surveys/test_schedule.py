"""The yearly schedule of who runs surveys: what of the year they see, and what last year's surveys let them expect."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.people.models import Role, Section
from surveys.fiscal_years import fiscal_year_of, year_words
from surveys.models import Survey
from surveys.services.closing import withdraw
from surveys.services.composing import delete_draft
from surveys.services.yearly import draft_year, say_not_held
from tests.cast import person
from tests.surveys.making import make_questionnaire, make_survey
from tests.surveys.scheduling import asked_in, last_year, on, shown, this_year

pytestmark = pytest.mark.django_db


def test_staff_see_the_year_by_month_and_what_last_year_lets_them_expect(cast, signed_in):
    last_year(cast, title="前年度の調査")
    asked_in(cast, this_year(), month=6, title="今年度の調査", questionnaire=make_questionnaire(cast))
    page = shown(signed_in(cast.sato))
    assert f"{year_words(this_year())}</h1>" in page
    assert "照会した調査が1件、下書きが0件、前年度に行い、まだ作っていない調査が1件" in page
    assert "今年度の調査" in page
    assert "0／2団体" in page
    assert "前年度の実績" in page
    assert "この調査を複製して今年度の下書きを作る" in page
    assert '<span class="mu-strong">2件</span> <span class="mu-nowrap">うち予定1件</span>' in page
    assert f"{(this_year())}年6月 <span" in page


def test_a_copy_takes_the_place_of_what_was_expected_until_it_is_deleted_or_withdrawn(cast, signed_in):
    before = last_year(cast, title="前年度の調査")
    client = signed_in(cast.sato)
    assert client.post(f"/surveys/{before.pk}/copies/").status_code == 302
    draft = Survey.objects.get(previous=before)
    assert fiscal_year_of(draft.due_at) == this_year()
    assert "まだ作っていない調査が0件" in shown(client)
    assert "すべて準備しました" in shown(client)
    delete_draft(draft, by=cast.sato)
    assert "まだ作っていない調査が1件" in shown(client)
    again = asked_in(cast, this_year(), previous=before)
    assert "まだ作っていない調査が0件" in shown(client)
    withdraw(again.pk, because="様式に誤りがあったため", by=cast.sato)
    assert "まだ作っていない調査が1件" in shown(client)


def test_of_several_rounds_a_year_each_takes_the_place_of_its_own(cast, signed_in):
    """Each round names the one before it, also across the turn of the year."""
    questionnaire = make_questionnaire(cast)
    june = last_year(cast, month=6, title="第1回", questionnaire=questionnaire)
    september = last_year(cast, month=9, title="第2回", questionnaire=questionnaire, previous=june)
    january = last_year(cast, month=1, title="第3回", questionnaire=questionnaire, previous=september)
    client = signed_in(cast.sato)
    assert "まだ作っていない調査が3件" in shown(client)
    first = asked_in(cast, this_year(), month=6, title="新第1回", questionnaire=questionnaire, previous=january)
    page = shown(client)
    assert "まだ作っていない調査が2件" in page
    assert ">第1回<" not in page
    assert ">第2回<" in page
    asked_in(cast, this_year(), month=9, title="新第2回", questionnaire=questionnaire, previous=first)
    page = shown(client)
    assert "まだ作っていない調査が1件" in page
    assert ">第3回<" in page


def test_a_draft_without_a_date_stands_apart_and_counts_as_prepared(cast, signed_in):
    before = last_year(cast)
    make_survey(cast, title="日を決めていない", due_at=None, previous=before)
    page = shown(signed_in(cast.sato))
    assert "期限を決めていない下書き" in page
    assert "まだ作っていない調査が0件" in page
    assert "日を決めていない" not in shown(signed_in(cast.sato), f"?year={this_year() + 1}")


def test_what_another_section_keeps_to_itself_is_not_seen_and_not_prepared_twice(cast, signed_in):
    section = Section.objects.get(organization=cast.prefecture, name="市町村課 行政第一班")
    goto = person("goto@pref.example.jp", "後藤 進", cast.prefecture, Role.STAFF, "財政班")
    questionnaire = make_questionnaire(cast)
    secret = last_year(cast, title="班だけの調査", section=section, is_restricted=True, questionnaire=questionnaire)
    open_one = last_year(cast, title="皆の調査", questionnaire=questionnaire)
    assert "班だけの調査" in shown(signed_in(cast.sato))
    page = shown(signed_in(goto))
    assert "班だけの調査" not in page
    assert "まだ作っていない調査が1件" in page
    assert signed_in(goto).get(f"/surveys/{secret.pk}/not-held/").status_code == 404
    assert draft_year([secret.pk], year=this_year(), by=goto) == []
    make_survey(cast, title="班だけの下書き", section=section, is_restricted=True, previous=open_one)
    Survey.objects.filter(title="班だけの下書き").update(due_at=on(this_year(), 6, 10))
    page = shown(signed_in(goto))
    assert "班だけの下書き" not in page
    assert "皆の調査" not in page
    assert draft_year([open_one.pk], year=this_year(), by=goto) == []


def test_the_filters_narrow_by_word_section_and_state(cast, signed_in):
    section = Section.objects.get(organization=cast.prefecture, name="市町村課 行政第一班")
    questionnaire = make_questionnaire(cast)
    last_year(cast, title="公用車の調査", section=section, questionnaire=questionnaire)
    last_year(cast, title="投票所の調査", questionnaire=questionnaire)
    asked_in(cast, this_year(), title="財政の調査", questionnaire=questionnaire)
    client = signed_in(cast.sato)
    for query, found in {
        "?q=公用車": {"公用車の調査"},
        f"?section={section.pk}": {"公用車の調査"},
        "?state=expected": {"公用車の調査", "投票所の調査"},
        "?state=open": {"財政の調査"},
        "?state=draft": set(),
        "?state=nonsense&section=nonsense&year=nonsense": {"公用車の調査", "投票所の調査", "財政の調査"},
    }.items():
        page = shown(client, query)
        assert {title for title in ("公用車の調査", "投票所の調査", "財政の調査") if title in page} == found, query
    assert "条件に合う調査はありません" in shown(client, "?state=draft")


def test_nothing_is_expected_of_a_year_that_is_over_and_an_empty_year_says_so(cast, signed_in):
    asked_in(cast, this_year() - 2, title="一昨年度の調査")
    client = signed_in(cast.sato)
    assert "一昨年度の調査" in shown(client, f"?year={this_year() - 2}")
    assert "まだありません" in shown(client, f"?year={this_year() - 1}")
    refused = client.post("/surveys/schedule/drafts/", {"year": this_year() - 1, "surveys": [1]}, follow=True)
    assert "終わった年度の下書きは作れません" in refused.content.decode()


@pytest.mark.parametrize("box", ["run", "asked"])
def test_the_schedule_costs_the_same_queries_for_one_and_for_thirty(cast, signed_in, box):
    questionnaire = make_questionnaire(cast)
    client = signed_in(cast.sato if box == "run" else cast.kaede)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(client, f"?box={box}")
        return len(captured)

    def more(number: int) -> None:
        for n in range(number):
            before = last_year(cast, month=n % 12 + 1, questionnaire=questionnaire)
            if n % 3 == 1:
                say_not_held(before, reason="", by=cast.sato)
            if n % 3 == 2:
                asked_in(cast, this_year(), month=n % 12 + 1, questionnaire=questionnaire, previous=before)

    more(1)
    queries()
    one = queries()
    more(30)
    assert queries() == one
