"""Internal forms: the temperature log (検温記録) as the case study used it, day after day, by whom it is for."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.exports.models import Export
from core.people.models import AuditEntry, Organization
from core.questions.definition import Definition, Question
from core.questions.library import library
from publicforms.grants import grant_to_person
from publicforms.links.tokens import new_token
from publicforms.logs.entries import missing_people, thresholds, with_day
from publicforms.logs.rows import draw
from publicforms.models import Comment, Form, FormVerb, Submission
from publicforms.services.publishing import publish
from publicforms.services.submitting import submit
from tests.publicforms.making import as_visited, entry_for, make_form

pytestmark = pytest.mark.django_db
CANARY = "発熱カナリア"


def internal(cast, *questions: Question, to: Sequence[Organization], **known: object) -> Form:
    """Sato's, of 宮城県, published."""
    form = make_form(cast, *questions, owner=cast.prefecture, by=cast.sato, audience="signed_in", **known)
    form.participants.set(to)
    return as_visited(publish(form.pk, by=cast.sato))


def log(cast, **known: object) -> Form:
    """The log that comes with the product, kept by the people of 石巻市 and 白石市."""
    questions = library()["temperature"].definition.questions
    return internal(cast, *questions, to=[cast.ishinomaki, cast.shiroishi], title="検温記録", **known)


def typed(temperature: str, day: datetime.date | None = None, **more: str) -> dict[str, list[str]]:
    found = {
        "a.day": [(day or clock.today()).isoformat()],
        "a.time": ["08:30"],
        "a.temperature": [temperature],
        "a.symptoms": ["o1"],
        "a.contact": ["no"],
    }
    return found | {name: [value] for name, value in more.items()}


def entered(form: Form, user, temperature: str, day: datetime.date | None = None, **more: str) -> Submission:
    organization = user.memberships.get().organization
    token = new_token(form, user).digest
    entry = entry_for(form, typed(temperature, day, **more), by=user, organization=organization, token=token)
    return submit(form, entry)


def hidden(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def names(client: Client, form: Form, **query: str) -> list[str]:
    """Who stands in the list, line by line."""
    html = client.get(f"/forms/manage/answerable/{form.pk}/", query).content.decode()
    if "<tbody" not in html:
        return []
    body = html[html.index("<tbody") : html.index("</tbody>")]
    return re.findall(r'data-label="記録した人"><span><span class="mu-nowrap">([^<]+)<', body)


# --- Making an entry ---


def test_kaede_makes_todays_entry_in_three_taps_and_tomorrow_again(client, cast, move_clock):
    form = log(cast)
    client.force_login(cast.kaede)
    for temperature in ("36.4", "36.6"):
        offered = client.get("/forms/manage/answerable/").content.decode()
        address = re.search(r'href="([^"]+)">記録する', offered)
        assert address is not None
        page = client.get(address[1]).content.decode()  # 1: 記録する
        today = clock.today()
        assert f'value="{today:%Y-%m-%d}"' in page or f"{today.year}年{today.month}月{today.day}日" in page
        filled = dict(typed(temperature))
        confirmed = client.post(f"/forms/{form.slug}/", hidden(page) | filled).content.decode()  # 2: 確認
        sent = client.post(f"/forms/{form.slug}/", hidden(confirmed) | {"send": "1"})  # 3: 送信
        assert sent.status_code == 302
        assert "今日は記録済み" in client.get("/forms/manage/answerable/").content.decode()
        move_clock(datetime.timedelta(days=1))
    entries = Submission.objects.order_by("submitted_at")
    assert [one.sheet.answers["temperature"] for one in entries] == ["36.4", "36.6"]
    assert {(one.by, one.organization) for one in entries} == {(cast.kaede, cast.ishinomaki)}


def test_the_next_entry_starts_from_the_last_without_what_was_measured(client, cast):
    form = log(cast)
    entered(form, cast.kaede, "36.5", **{"a.works": "o2"})
    client.force_login(cast.kaede)
    page = client.get(f"/forms/{form.slug}/?again=1").content.decode()
    assert "36.5" not in page
    chosen = re.findall(r'<input[^>]*name="a\.(\w+)"[^>]*value="(\w+)"[^>]*checked', page)
    assert ("works", "o2") in chosen
    assert ("symptoms", "o1") in chosen
    fresh = client.get(f"/forms/{form.slug}/").content.decode()
    assert not re.findall(r'<input[^>]*name="a\.works"[^>]*checked', fresh)


def test_what_a_colleague_entered_stands_in_nobody_elses_form(client, cast):
    form = log(cast, shares_entries=True)
    entered(form, cast.kaede, "36.5", **{"a.works": "o2"})
    client.force_login(cast.ren)
    page = client.get(f"/forms/{form.slug}/?again=1").content.decode()
    assert not re.findall(r'<input[^>]*name="a\.works"[^>]*checked', page)


@pytest.mark.parametrize(("who", "status"), [("kaede", 200), ("yui", 200), ("haru", 404), ("nobody", 404)])
def test_it_exists_for_the_people_of_its_organizations(client, cast, who, status):
    form = log(cast)
    if who != "nobody":
        client.force_login(getattr(cast, who))
    assert client.get(f"/forms/{form.slug}/").status_code == status
    expected = 302 if who == "nobody" else status
    assert client.get(f"/forms/manage/answerable/{form.pk}/").status_code == expected


def test_a_page_of_kaede_sends_nothing_in_rens_name(client, cast):
    form = log(cast)
    client.force_login(cast.kaede)
    page = client.get(f"/forms/{form.slug}/").content.decode()
    client.force_login(cast.ren)
    response = client.post(f"/forms/{form.slug}/", hidden(page) | typed("36.5") | {"send": "1"})
    assert response.status_code == 422
    assert not Submission.objects.exists()


# --- Who reads what ---


@pytest.mark.parametrize("shares", [False, True])
def test_who_reads_which_entries(client, cast, shares):
    form = log(cast, shares_entries=shares)
    for user in (cast.kaede, cast.ren, cast.yui):
        entered(form, user, "36.5")
    expected = {
        cast.kaede: ["髙橋 楓", "及川 蓮"] if shares else ["髙橋 楓"],
        cast.yui: ["油井 結"],
        cast.akira: ["油井 結"] if shares else [],
        cast.sato: ["油井 結", "及川 蓮", "髙橋 楓"],
    }
    for user, people in expected.items():
        client.force_login(user)
        assert sorted(names(client, form)) == sorted(people), user.name


def test_who_may_not_see_an_entry_finds_no_page_of_it(client, cast):
    form = log(cast)
    entry = entered(form, cast.kaede, "36.5")
    page = f"/forms/manage/answerable/{form.pk}/{entry.receipt}/"
    for user, status in ((cast.kaede, 200), (cast.sato, 200), (cast.ren, 404), (cast.yui, 404), (cast.haru, 404)):
        client.force_login(user)
        assert client.get(page).status_code == status, user.name
        assert client.post(f"{page}comments/", {"text": "お大事に"}).status_code == (302 if status == 200 else 404)
    assert {one.by for one in Comment.objects.all()} == {cast.kaede, cast.sato}


def test_whoever_left_the_organization_reads_nothing_any_more(client, cast):
    form = log(cast, shares_entries=True)
    entered(form, cast.kaede, "36.5")
    cast.kaede.memberships.update(valid_to=clock.today() - datetime.timedelta(days=1))
    client.force_login(cast.kaede)
    assert client.get(f"/forms/manage/answerable/{form.pk}/").status_code == 404


def test_personal_answers_of_colleagues_are_masked_everywhere_and_ones_own_are_not(client, cast):
    questions = (Question("day", "date", "日"), Question("clinic", "short_text", "受診先", personal=True))
    form = internal(cast, *questions, to=[cast.ishinomaki], shares_entries=True)
    what = {"a.day": [clock.today().isoformat()], "a.clinic": [CANARY]}
    entry = submit(form, entry_for(form, what, by=cast.kaede, organization=cast.ishinomaki))
    pages = ("", f"{entry.receipt}/", "chart/", f"?question=clinic&value={CANARY[:2]}")
    for user, told in ((cast.kaede, True), (cast.ren, False), (cast.sato, True)):
        client.force_login(user)
        html = "".join(client.get(f"/forms/manage/answerable/{form.pk}/{page}").content.decode() for page in pages)
        assert (CANARY in html) is told, user.name
        file = client.post(f"/forms/manage/answerable/{form.pk}/file/", {"query": "", "encoding": "utf-8"})
        assert (CANARY in b"".join(file.streaming_content).decode()) is told, user.name
    seen = AuditEntry.objects.filter(action="submission.viewed")
    assert {one.by for one in seen} == {cast.sato}, "to look at one's own is nothing to be noted"


# --- Lists, filters, files ---


def test_filters_by_period_person_and_question(client, cast):
    form = log(cast, shares_entries=True)
    today = clock.today()
    entered(form, cast.kaede, "36.5", today - datetime.timedelta(days=5))
    entered(form, cast.kaede, "37.9", today, **{"a.fever": "自宅で休む", "a.works": "o3"})
    entered(form, cast.ren, "36.1", today)
    client.force_login(cast.kaede)
    assert len(names(client, form)) == 3
    assert names(client, form, start=today.isoformat()) == ["及川 蓮", "髙橋 楓"]
    assert names(client, form, end=(today - datetime.timedelta(days=1)).isoformat()) == ["髙橋 楓"]
    assert names(client, form, person=str(cast.ren.pk)) == ["及川 蓮"]
    assert names(client, form, question="works", value="休む") == ["髙橋 楓"]
    assert names(client, form, question="temperature", value="36.1") == ["及川 蓮"]
    assert names(client, form, question="symptoms", value="ない") == ["及川 蓮", "髙橋 楓", "髙橋 楓"]
    for wrong in ({"start": "きのう"}, {"start": "2026-05-02", "end": "2026-05-01"}, {"value": "x"}, {"person": "0"}):
        response = client.get(f"/forms/manage/answerable/{form.pk}/", wrong)
        assert response.status_code == 200
        assert "mu-field__error" in response.content.decode() or "person" in wrong


def test_a_value_from_the_threshold_on_is_marked(client, cast):
    form = log(cast)
    assert {key: (one.operator, one.value) for key, one in thresholds(library()["temperature"].definition).items()} == {
        "temperature": ("ge", Decimal("37.5"))
    }
    for temperature in ("37.4", "37.5", "38.2"):
        entered(form, cast.kaede, temperature)
    client.force_login(cast.kaede)
    html = client.get(f"/forms/manage/answerable/{form.pk}/").content.decode()
    assert html.count("37.5℃以上") == 2
    fever = Submission.objects.get(sheet__answers__temperature="38.2")
    record = client.get(f"/forms/manage/answerable/{form.pk}/{fever.receipt}/").content.decode()
    assert "体温が37.5℃以上です。" in record


def test_the_chart_has_a_line_for_each_person_or_organization_and_the_threshold(client, cast):
    form = log(cast)
    today = clock.today()
    before = today - datetime.timedelta(days=2)
    for user, temperature, day in (
        (cast.kaede, "36.4", before),
        (cast.kaede, "36.8", today),
        (cast.ren, "37.8", today),
        (cast.yui, "36.0", today),
    ):
        entered(form, user, temperature, day)
    definition = form.asked_version.definition
    entries = with_day(form, Submission.objects.filter(form=form)).select_related("by", "organization", "sheet")
    limit = thresholds(definition)["temperature"]
    drawn = draw(definition["temperature"], entries, by="person", limit=limit).chart
    lines = {one.label: list(one.values) for one in drawn.series}
    assert lines["髙橋 楓"] == [Decimal("36.4"), None, Decimal("36.8")]
    assert lines["37.5℃以上"] == [Decimal("37.5")] * 3
    of_organizations = draw(definition["temperature"], entries, by="organization", limit=None).chart
    assert {one.label: one.values[-1] for one in of_organizations.series} == {
        "石巻市": Decimal("37.3"),
        "白石市": Decimal("36.0"),
    }
    client.force_login(cast.sato)
    html = client.get(f"/forms/manage/answerable/{form.pk}/chart/").content.decode()
    assert "<svg" in html
    assert "37.8" in html
    mine = Client()
    mine.force_login(cast.kaede)
    assert "37.8" not in mine.get(f"/forms/manage/answerable/{form.pk}/chart/").content.decode()


def test_who_records_finds_the_log_from_the_menu_also_after_recording(client, cast):
    form = log(cast)
    entered(form, cast.kaede, "36.5", clock.today())
    link = 'href="/forms/manage/answerable/"'
    client.force_login(cast.kaede)
    assert link in client.get("/forms/manage/").content.decode()
    client.force_login(cast.haru)
    assert link not in client.get("/forms/manage/").content.decode()


def test_the_chart_says_whom_it_draws_and_whom_it_leaves_out(client, cast, monkeypatch):
    form = log(cast)
    for user in (cast.kaede, cast.ren, cast.yui):
        entered(form, user, "36.5", clock.today())
    monkeypatch.setattr("publicforms.logs.rows.MOST_LINES", 2)  # and the line of the threshold, which is nobody's
    client.force_login(cast.sato)
    html = client.get(f"/forms/manage/answerable/{form.pk}/chart/").content.decode()
    assert "描いているのは、はじめの2人です。ほかに1人います。" in html


def test_who_has_no_entry_today_is_named_to_who_sees_them(client, cast):
    form = log(cast, shares_entries=True)
    entered(form, cast.kaede, "36.5")
    entered(form, cast.ren, "36.5", clock.today() - datetime.timedelta(days=1))
    today = clock.today()

    def missing(user) -> set[str]:
        return {post.user.name for post in missing_people(form, today, user)}

    assert missing(cast.sato) == {"緑川 みどり", "及川 蓮", "明石 晃", "油井 結"}
    assert missing(cast.kaede) == {"緑川 みどり", "及川 蓮"}
    client.force_login(cast.kaede)
    page = f"/forms/manage/answerable/{form.pk}/"
    assert "及川 蓮" in client.get(page).content.decode()
    yesterday = (today - datetime.timedelta(days=1)).isoformat()
    html = client.get(page, {"day": yesterday}).content.decode()
    assert "髙橋 楓" in html[html.index('id="missing"') :]
    Form.objects.filter(pk=form.pk).update(shares_entries=False)
    form.refresh_from_db()
    assert missing(cast.kaede) == set()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_the_list_as_a_file_has_its_lines_and_no_others(client, cast, encoding):
    form = log(cast, shares_entries=True)
    entered(form, cast.kaede, "36.5")
    entered(form, cast.ren, "36.6")
    entered(form, cast.yui, "36.7")
    client.force_login(cast.kaede)
    file = f"/forms/manage/answerable/{form.pk}/file/"

    def temperatures(query: str) -> list[str]:
        response = client.post(file, {"query": query, "encoding": encoding})
        content = b"".join(response.streaming_content).decode(encoding)
        rows = csv.DictReader(io.StringIO(content, newline=""))
        return sorted(row[next(name for name in row if "体温" in name and "状態" not in name)] for row in rows)

    if encoding == "cp932":  # 髙 is no letter of cp932's standard part, but of its extension: it can be written
        assert temperatures(f"person={cast.ren.pk}") == ["36.6"]
    else:
        assert temperatures("") == ["36.5", "36.6"]
    client.post(file, {"query": f"question=fever&value={CANARY}", "encoding": "utf-8"})
    assert not AuditEntry.objects.filter(details__icontains=CANARY).exists(), "the log outlives the answers"
    assert client.post(file, {"query": "", "encoding": "latin-1"}).status_code == 302
    export = Export.objects.latest("pk")
    cast.kaede.memberships.update(valid_to=clock.today() - datetime.timedelta(days=1))
    assert client.get(f"/exports/{export.pk}/").status_code == 404, "who left does not have it any more"


def test_an_own_entry_can_be_corrected_by_who_made_it_and_nobody_else(client, cast):
    form = log(cast, shares_entries=True)
    entry = entered(form, cast.kaede, "36.5")
    page = f"/forms/manage/answerable/{form.pk}/{entry.receipt}/"
    client.force_login(cast.ren)
    assert "この記録を直す" not in client.get(page).content.decode()
    client.force_login(cast.kaede)
    address = re.search(r'href="([^"]+)">この記録を直す', client.get(page).content.decode())
    assert address is not None
    assert client.get(address[1]).status_code == 200
    Form.objects.filter(pk=form.pk).update(state="closed")
    assert "この記録を直す" not in client.get(page).content.decode()


def test_home_asks_for_todays_entry_until_it_is_there(client, cast):
    form = log(cast)
    client.force_login(cast.kaede)
    assert f"{form.title}を記録する" in client.get("/").content.decode()
    entered(form, cast.kaede, "36.5")
    assert f"{form.title}を記録する" not in client.get("/").content.decode()


def test_lists_cost_the_same_for_one_and_for_eight(client, cast):
    form = log(cast, shares_entries=True)
    client.force_login(cast.kaede)
    pages = [f"/forms/manage/answerable/{form.pk}/", f"/forms/manage/answerable/{form.pk}/chart/"]
    counts: dict[str, list[int]] = {page: [] for page in pages}
    entered(form, cast.ren, "36.5")
    for more in (1, 7):
        for _ in range(more):
            entered(form, cast.kaede, "36.5")
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            counts[page].append(len(asked))
    assert all(one == eight for one, eight in counts.values())


def test_the_owner_without_a_grant_reads_nothing(client, cast):
    form = log(cast)
    entry = entered(form, cast.ren, "36.5")
    kanda = cast.kanda  # an administrator: has all rights over the prefecture's forms by role
    client.force_login(kanda)
    assert names(client, form) == ["及川 蓮"]
    grant_to_person(form, cast.haru, [FormVerb.SEE])
    client.force_login(cast.haru)
    assert client.get(f"/forms/manage/answerable/{form.pk}/{entry.receipt}/").status_code == 404


def test_a_definition_without_numbers_has_no_threshold_and_no_chart(client, cast):
    form = internal(cast, Question("note", "short_text", "日誌"), to=[cast.ishinomaki])
    assert thresholds(Definition(())) == {}
    client.force_login(cast.kaede)
    assert "数の設問がありません。" in client.get(f"/forms/manage/answerable/{form.pk}/chart/").content.decode()
