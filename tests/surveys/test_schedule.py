"""The yearly schedule: who sees what of it, what last year's surveys let one expect, and preparing a year at once."""

from __future__ import annotations

import datetime
import re
import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.people.models import AuditEntry, Role, Section
from surveys.fiscal_years import fiscal_year_of, year_words
from surveys.models import NotHeld, Survey
from surveys.services import cloning, yearly
from surveys.services.cloning import a_year_later, clone
from surveys.services.closing import close, withdraw
from surveys.services.composing import delete_draft
from surveys.services.extending import extend
from surveys.services.yearly import draft_year, say_held, say_not_held
from tests.cast import Cast, make_cast, person
from tests.surveys.making import issued, make_questionnaire, make_survey, response_of
from tests.surveys.test_answering_races import at_once

pytestmark = pytest.mark.django_db
EXPECTED = "予定（前年度の実績による）</span>"


def this_year() -> int:
    return fiscal_year_of(clock.today())


def on(year: int, month: int, day: int) -> datetime.datetime:
    """A day of that fiscal year, at five."""
    return datetime.datetime(year if month >= 4 else year + 1, month, day, 17, tzinfo=clock.TOKYO)


def asked_in(cast: Cast, year: int, month: int = 6, day: int = 10, **written) -> Survey:
    """Issued, and due on that day of that fiscal year."""
    survey = issued(cast, **written)
    Survey.objects.filter(pk=survey.pk).update(due_at=on(year, month, day), issued_at=on(year, 4, 1))
    return Survey.objects.get(pk=survey.pk)


def last_year(cast: Cast, month: int = 6, **written) -> Survey:
    survey = asked_in(cast, this_year() - 1, month, **written)
    return close(survey.pk, by=cast.sato)


def shown(client, query: str = "") -> str:
    """What the page says, without the options of its filters and with its counts out of their links."""
    return read(client.get(f"/surveys/schedule/{query}"))


def read(response) -> str:
    assert response.status_code == 200
    page = re.sub(r"<option.*?</option>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"<a [^>]*>(\d+件)</a>", r"\1", page)


# --- For who runs surveys ---------------------------------------------------------------------------------------------


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


# --- Dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-06-10", "2026-06-10"),
        ("2025-11-20", "2026-11-20"),
        ("2024-06-15", "2025-06-16"),  # a Sunday
        ("2025-05-05", "2026-05-07"),  # three holidays in a row
        ("2024-02-29", "2025-02-28"),
        ("2025-12-26", "2026-12-28"),  # a Saturday
        ("2024-12-29", "2026-01-05"),  # a Monday, but the offices are closed until 4 January, a Sunday
        ("2023-03-31", "2024-03-29"),  # a Sunday, and Monday would be another fiscal year
        ("2022-04-01", "2023-04-03"),  # a Saturday at the other end of the year
    ],
)
def test_a_year_later_offices_work_and_it_is_the_next_fiscal_year(last, expected):
    due = datetime.datetime.fromisoformat(f"{last}T17:00").replace(tzinfo=clock.TOKYO)
    later = a_year_later(due)
    assert later.date().isoformat() == expected
    assert later.time() == due.time()
    assert fiscal_year_of(later) == fiscal_year_of(due) + 1


def test_the_end_of_march_stays_in_its_year(cast, signed_in):
    """31 March of the year before may fall on a weekend now: the line stands in March, wherever it is moved."""
    survey = last_year(cast, month=3)
    Survey.objects.filter(pk=survey.pk).update(due_at=on(this_year() - 1, 3, 31))
    page = shown(signed_in(cast.sato))
    assert f"{this_year() + 1}年3月 <span" in page
    assert "まだ作っていない調査が1件" in page


# --- Preparing several at once ----------------------------------------------------------------------------------------


def test_several_drafts_are_made_at_once_after_a_page_that_says_how_many(cast, signed_in):
    questionnaire = make_questionnaire(cast)
    chosen = [last_year(cast, title=f"調査その{n}", questionnaire=questionnaire) for n in range(3)]
    client = signed_in(cast.sato)
    data = {"year": this_year(), "surveys": [chosen[0].pk, chosen[1].pk, "nonsense", "²"]}
    page = client.post("/surveys/schedule/drafts/", data).content.decode()
    assert "2件の下書きを作ります" in page
    assert not Survey.objects.filter(state="draft").exists()
    done = client.post("/surveys/schedule/drafts/", data | {"confirmed": "1"}, follow=True)
    page = done.content.decode()
    assert "2件の下書きを作りました" in page
    drafts = Survey.objects.filter(state="draft")
    assert {draft.previous for draft in drafts} == set(chosen[:2])
    for draft in drafts:
        assert f'href="/surveys/{draft.pk}/edit/"' in page
        assert f'href="/surveys/{draft.pk}/deletion/"' in page
    assert AuditEntry.objects.filter(action="survey.drafted", details__copied_from=chosen[0].pk).count() == 1
    # The button for all of them takes what the page shows and has no draft.
    data = {"year": this_year(), "everyone": "1", "shown": [survey.pk for survey in chosen]}
    assert "1件の下書きを作ります" in client.post("/surveys/schedule/drafts/", data).content.decode()


def test_a_second_click_makes_no_second_draft_and_leads_to_the_first(cast, signed_in):
    survey = last_year(cast)
    client = signed_in(cast.sato)
    data = {"year": this_year(), "surveys": [survey.pk], "confirmed": "1"}
    client.post("/surveys/schedule/drafts/", data)
    page = client.post("/surveys/schedule/drafts/", data, follow=True).content.decode()
    assert "1件は、すでに" in page
    draft = Survey.objects.get(previous=survey)
    assert f'href="/surveys/{draft.pk}/edit/"' in page


def test_nothing_chosen_makes_nothing(cast, signed_in):
    page = signed_in(cast.sato).post("/surveys/schedule/drafts/", {"year": this_year()}, follow=True).content.decode()
    assert "下書きを作る調査を選んでください" in page
    assert not Survey.objects.exists()
    assert signed_in(cast.sato).get("/surveys/schedule/drafts/?of=1-2-x").status_code == 302


def test_only_who_publishes_may_and_only_their_own(cast, signed_in):
    survey = last_year(cast)
    data = {"year": this_year(), "surveys": [survey.pk], "confirmed": "1"}
    assert signed_in(cast.midori).post("/surveys/schedule/drafts/", data).status_code == 403
    assert signed_in(cast.midori).post(f"/surveys/{survey.pk}/not-held/").status_code == 403
    assert signed_in(cast.haru).post(f"/surveys/{survey.pk}/not-held/").status_code == 404
    assert not Survey.objects.filter(state="draft").exists()


def both_prepare(cast: Cast, survey: Survey) -> int:
    """Sato and Kanda press the button in the same moment; how many drafts there are then."""
    works = [lambda by=by: draft_year([survey.pk], year=this_year(), by=by) for by in (cast.sato, cast.kanda)]
    assert at_once(*works) == []
    return Survey.objects.filter(previous=survey).count()


@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_at_once_make_one_draft():
    cast = make_cast()
    for _ in range(5):
        assert both_prepare(cast, last_year(cast)) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_make_one(monkeypatch):
    cast = make_cast()
    survey = last_year(cast)
    both_have_read = threading.Barrier(2)

    def awaited(by, year):
        found = list(real(by, year).values_list("pk", flat=True))
        both_have_read.wait(10)
        return Survey.objects.filter(pk__in=found)

    real = yearly.awaited
    monkeypatch.setattr(yearly, "_lock", lambda ids, by: None)
    monkeypatch.setattr(yearly, "awaited", awaited)
    monkeypatch.setattr(cloning, "_untouched", lambda copied: None)
    assert both_prepare(cast, survey) == 2


def test_the_lock_waits_for_who_came_first(cast):
    """The lock is on last year's survey, so that nobody can read whether it has come back before the first is done."""
    survey = last_year(cast)
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        draft_year([survey.pk], year=this_year(), by=cast.sato)
    locking = [n for n, query in enumerate(captured.captured_queries) if "FOR UPDATE" in query["sql"]]
    reading = [n for n, query in enumerate(captured.captured_queries) if "previous_id" in query["sql"]]
    assert locking[0] < reading[0]


# --- Not held ---------------------------------------------------------------------------------------------------------


def test_a_survey_that_is_not_held_leaves_the_list_of_what_is_to_be_prepared(cast, signed_in):
    survey = last_year(cast, title="隔年の調査")
    client = signed_in(cast.sato)
    assert "今年度は実施しない" in client.get(f"/surveys/{survey.pk}/not-held/").content.decode()
    page = client.post(f"/surveys/{survey.pk}/not-held/", {"reason": "隔年のため"}, follow=True).content.decode()
    assert "まだ作っていない調査が0件、実施しない調査が1件" in page
    assert "すべて準備しました" in page
    assert "隔年のため" in page
    assert NotHeld.objects.get().year == this_year()
    client.post(f"/surveys/{survey.pk}/not-held/", {"reason": "国の調査に統合されたため"})
    assert NotHeld.objects.get().reason == "国の調査に統合されたため"
    assert "国の調査に統合されたため" in client.get(f"/surveys/{survey.pk}/not-held/").content.decode()
    page = read(client.post(f"/surveys/{survey.pk}/not-held/", {"undo": "1"}, follow=True))
    assert "まだ作っていない調査が1件" in page
    assert not NotHeld.objects.exists()
    actions = list(AuditEntry.objects.filter(action__endswith="held").values_list("action", flat=True))
    assert actions == ["survey.not_held"] * 2
    assert AuditEntry.objects.filter(action="survey.held_again", details__year=this_year()).count() == 1


def test_a_reason_that_is_too_long_is_told_and_kept(cast, signed_in):
    survey = last_year(cast)
    response = signed_in(cast.sato).post(f"/surveys/{survey.pk}/not-held/", {"reason": "長" * 201})
    assert response.status_code == 422
    assert "長" * 201 in response.content.decode()
    assert not NotHeld.objects.exists()


def test_preparing_it_after_all_takes_the_mark_back(cast):
    survey = last_year(cast)
    say_not_held(survey, reason="", by=cast.sato)
    clone(survey, by=cast.sato)
    assert not NotHeld.objects.exists()
    say_held(survey, by=cast.sato)  # there is nothing to take back: nothing is said
    assert not AuditEntry.objects.filter(action="survey.held_again").exists()


def test_a_draft_cannot_be_marked(cast, signed_in):
    draft = make_survey(cast)
    response = signed_in(cast.sato).get(f"/surveys/{draft.pk}/not-held/")
    assert response.url == f"/surveys/{draft.pk}/"


# --- For an organization ----------------------------------------------------------------------------------------------


def test_an_organization_sees_what_it_is_asked_and_what_it_can_expect(cast, signed_in):
    last_year(cast, month=9, title="前年度の調査")
    now = asked_in(cast, this_year(), month=6, title="今年度の調査", questionnaire=make_questionnaire(cast))
    page = shown(signed_in(cast.kaede))
    assert "届いた調査が1件、前年度の実績から見込まれる調査が1件" in page
    assert "未受信" in page
    assert EXPECTED in page
    assert "9月ごろ" in page
    assert "6月10日" in page
    assert "下書き" not in page
    later = on(this_year(), 3, 1) + datetime.timedelta(days=7)
    if later > clock.now():  # extended into another month, it stands there
        extend(response_of(now, cast.ishinomaki).pk, to=later, reason="災害対応のため", by=cast.sato)
        page = shown(signed_in(cast.kaede))
        assert f"{this_year() + 1}年3月 <span" in page
        assert "3月8日" in page


def test_an_organization_never_sees_what_it_was_not_asked(cast, signed_in):
    questionnaire = make_questionnaire(cast)
    others = {"to": [cast.shiroishi], "questionnaire": questionnaire}
    secret = last_year(cast, title="CANARY-1", **others)
    asked_in(cast, this_year(), title="CANARY-2", **others)
    say_not_held(secret, reason="CANARY-3", by=cast.sato)
    last_year(cast, month=9, title="CANARY-4", **others)
    withdrawn = last_year(cast, title="CANARY-5", questionnaire=questionnaire)
    withdraw(withdrawn.pk, because="様式に誤りがあったため", by=cast.sato)
    make_survey(cast, title="CANARY-6", due_at=None)
    own = last_year(cast, title="石巻市も尋ねられた調査", questionnaire=questionnaire)
    make_survey(cast, title="CANARY-7", previous=own, due_at=clock.now() + datetime.timedelta(days=1))
    # It comes back, but no more to 石巻市: to it nothing has changed.
    asked_in(cast, this_year(), title="CANARY-8", previous=own, **others)
    for query in ("", f"?year={this_year() + 1}", f"?year={this_year() - 1}", "?box=run", "?box=run&state=draft"):
        page = shown(signed_in(cast.kaede), query)
        assert "CANARY" not in page, query
    page = shown(signed_in(cast.kaede))
    assert "届いた調査が0件、前年度の実績から見込まれる調査が1件" in page
    assert "石巻市も尋ねられた調査" in page
    assert "CANARY-4" in shown(signed_in(cast.yui))  # the canaries sing where they may
    assert "石巻市も尋ねられた調査" not in shown(signed_in(cast.haru))


def test_who_was_asked_learns_that_a_survey_is_not_held_but_not_why(cast, signed_in):
    survey = last_year(cast, title="隔年の調査")
    say_not_held(survey, reason="予算が付かなかったため", by=cast.sato)
    page = shown(signed_in(cast.kaede))
    assert "今年度は実施しない予定の調査" in page
    assert "隔年の調査" in page
    assert "予算が付かなかったため" not in page
    assert "隔年の調査" not in shown(signed_in(cast.haru))


def test_what_comes_back_to_an_organization_is_expected_no_more(cast, signed_in):
    before = last_year(cast, title="前年度の調査")
    draft = clone(before, by=cast.sato)
    assert "見込まれる調査が1件" in shown(signed_in(cast.kaede))  # a draft is nobody else's business
    delete_draft(draft, by=cast.sato)
    asked_in(cast, this_year(), title="届いた調査", previous=before)
    page = shown(signed_in(cast.kaede))
    assert "見込まれる調査が0件" in page
    assert "前年度の調査" not in page
    assert "届いた調査" in page


# --- Cost -------------------------------------------------------------------------------------------------------------


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
