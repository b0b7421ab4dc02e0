"""Tables and files of what was sent in: the numbers of a plain sum, small cells masked, nothing out of one's sight."""

from __future__ import annotations

import csv
import datetime
import io
import random
import re
import zipfile
from collections import Counter
from html import unescape
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.exports.models import Export
from core.people.models import AuditEntry
from core.questions.crosstab.spec import Spec
from core.questions.crosstab.tabulating import tabulate
from core.questions.definition import Question
from core.questions.models import CodedSheet
from core.questions.services.composing import start_draft
from core.questions.services.publishing import publish
from publicforms.anonymity import AT_LEAST
from publicforms.grants import grant_to_person
from publicforms.models import Coding, Form, FormTable, FormVerb, Submission
from publicforms.services import coding
from publicforms.services.coding import code_form, forms_to_code
from publicforms.services.ending import reopen
from publicforms.services.settings import save_settings
from publicforms.tables.source import source_of
from tests.publicforms.making import as_visited, opened, submitted, typed

pytestmark = pytest.mark.django_db

AGES = {"settings": {"options": [{"key": f"a{tens}", "label": f"{tens}代"} for tens in (20, 30, 40, 50)]}}
CONTENT = {"settings": {"options": [{"key": "yes", "label": "満足"}, {"key": "no", "label": "不満"}]}}
STAFF = (
    Question("age", "single_choice", "年代", **AGES),
    Question("content", "single_choice", "満足度", **CONTENT),
    Question("note", "short_text", "意見"),
)
CANARY = "花子カナリア"


@pytest.fixture
def form(cast) -> Form:
    """Kaede sees, and exports; Ren also sees what is personal."""
    made = opened(cast)
    grant_to_person(made, cast.kaede, [FormVerb.SEE, FormVerb.EXPORT])
    grant_to_person(made, cast.ren, [FormVerb.SEE, FormVerb.EXPORT, FormVerb.SEE_PERSONAL])
    return made


def anonymous(cast, **known: object) -> Form:
    made = opened(cast, *STAFF, audience="colleagues", is_anonymous=True, **known)
    grant_to_person(made, cast.kaede, [FormVerb.SEE, FormVerb.EXPORT])
    return made


def answered(form: Form, age: str, content: str, note: str = "") -> Submission:
    return submitted(form, {"a.age": [age], "a.content": [content], "a.note": [note]})


def figures(form: Form, user, **address: str) -> dict[tuple[str, str], int | None]:
    """(row, column) → what the cell shows; None where it is masked."""
    table = tabulate(Spec.read(source_of(form, user), address))
    found = {}
    for place in table.places():
        found[place.row, place.column] = table.figure(place) if place not in table.masked else None
    return found


def lines(html: str) -> dict[str, list[str]]:
    """What stands in each row of the table, behind its heading."""
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html[html.index("<table") : html.index("</table>")], re.S):
        cells = [
            unescape(re.sub("<[^>]*>", " ", cell)).split() for cell in re.findall(r"<t[dh][^>]*>.*?</t[dh]>", row, re.S)
        ]
        found[" ".join(cells[0])] = [" ".join(cell) for cell in cells[1:]]
    return found


# --- The numbers ---


def test_the_table_is_what_adding_up_by_hand_gives(cast, form):
    dice, expected = random.Random(6), Counter()
    for number in range(24):
        job, note = dice.choice(["witness", "clerk", "count"]), dice.choice(["", "車いす"])
        submitted(form, typed(mail=f"h{number}@example.jp", job=job, note=note))
        expected[f"={job}", "=車いす" if note else "!blank"] += 1
    gone = submitted(form, typed(mail="gone@example.jp"))
    Submission.objects.filter(pk=gone.pk).update(standing="withdrawn", withdrawn_at=gone.submitted_at)
    found = figures(form, cast.kaede, rows="job", columns="note")
    assert {cell: number for cell, number in found.items() if "" not in cell and number} == expected
    assert found["", ""] == 24


def test_what_is_known_beside_the_answers_can_be_counted_by(client, cast, form):
    submitted(form, typed())
    submitted(form, channel=Submission.Channel.PAPER)
    client.force_login(cast.kaede)
    html = client.get(f"/forms/manage/{form.pk}/crosstab/", {"rows": "@channel", "columns": "@status"}).content.decode()
    assert lines(html)["ウェブ"] == ["1", "0", "0", "0", "1"]
    assert lines(html)["書面"] == ["1", "0", "0", "0", "1"]
    assert lines(html)["合計"][-1] == "2"


def test_every_question_on_its_own(client, cast, form):
    for job in ("witness", "witness", "clerk"):
        submitted(form, typed(mail=f"{random.random()}@example.jp", job=job))
    client.force_login(cast.kaede)
    html = client.get(f"/forms/manage/{form.pk}/crosstab/simple/").content.decode()
    assert lines(html)["投票立会人"][:2] == ["2", "66.7%"]
    assert "個人情報を含む2問は、個人情報を見る権限のある人だけが" in html
    assert "お名前" not in html


# --- Who ---


@pytest.mark.parametrize("path", ["crosstab/", "crosstab/simple/", "export/"])
def test_who_may_not_see_submissions_finds_no_table(client, cast, form, path):
    client.force_login(cast.akira)
    assert client.get(f"/forms/manage/{form.pk}/{path}").status_code == 404
    haru = cast.haru
    grant_to_person(form, haru, [FormVerb.SEE, FormVerb.EXPORT])
    client.force_login(haru)
    assert client.get(f"/forms/manage/{form.pk}/{path}").status_code == 404, "granted, but of another organization"


def test_seeing_is_not_taking_along(client, cast):
    form = opened(cast)
    grant_to_person(form, cast.kaede, [FormVerb.SEE])
    submitted(form)
    client.force_login(cast.kaede)
    html = client.get(f"/forms/manage/{form.pk}/crosstab/", {"rows": "job"}).content.decode()
    assert "この表を書き出す" not in html
    assert "データを書き出す" not in html
    assert client.get(f"/forms/manage/{form.pk}/export/").status_code == 403
    assert client.get(f"/forms/manage/{form.pk}/crosstab/svg/", {"rows": "job"}).status_code == 403
    asked = {"query": "rows=job", "format": "csv", "encoding": "utf-8"}
    assert client.post(f"/forms/manage/{form.pk}/crosstab/file/", asked).status_code == 403
    assert not Export.objects.exists()


def test_what_is_personal_is_counted_by_who_may_see_it_and_that_is_noted(client, cast):
    form = opened(cast, *STAFF, Question("nick", "short_text", "呼び名", personal=True))
    grant_to_person(form, cast.kaede, [FormVerb.SEE, FormVerb.EXPORT])
    submitted(form, {"a.age": ["a20"], "a.content": ["yes"], "a.nick": [CANARY]})
    page, table = f"/forms/manage/{form.pk}/crosstab/", {"rows": "nick", "columns": "age"}
    client.force_login(cast.kaede)
    refused = client.get(page, table).content.decode()
    assert "この設問の回答を見る権限がありません。" in refused
    assert CANARY not in refused
    assert not AuditEntry.objects.filter(action="form.personal_tabulated").exists()
    client.force_login(cast.midori)
    assert CANARY in client.get(page, table).content.decode()
    assert AuditEntry.objects.get(action="form.personal_tabulated").by == cast.midori
    asked = {"query": "rows=nick", "format": "csv", "encoding": "utf-8"}
    client.post(f"{page}file/", asked)
    assert "個人情報を含む" in Export.objects.get().title


def test_a_page_of_it_costs_the_same_for_one_and_for_eight(client, cast, form):
    client.force_login(cast.kaede)
    client.get(f"/forms/manage/{form.pk}/crosstab/")  # what a session costs once
    counts = []
    for more in (1, 7):
        for _ in range(more):
            submitted(form)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/forms/manage/{form.pk}/crosstab/", {"rows": "job", "columns": "@status"})
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- Files ---


def exported(client, form: Form, **chosen: str) -> bytes:
    asked = {"format": "wide", "values": "words", "encoding": "utf-8-sig"} | chosen
    response = client.post(f"/forms/manage/{form.pk}/export/", asked)
    assert response.status_code == 200, response.headers.get("Location")
    return b"".join(response.streaming_content)


def text_of(content: bytes, encoding: str) -> str:
    """All that is in the file, whatever kind it is."""
    if content[:2] != b"PK":
        return content.decode(encoding)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") + archive.read(name).decode("cp932", "replace")
                       for name in archive.namelist())  # fmt: skip


@pytest.mark.parametrize(
    ("format_", "encoding"),
    [("wide", "utf-8-sig"), ("wide", "cp932"), ("tidy", "utf-8"), ("all", "cp932"), ("workbook", "utf-8-sig")],
)
def test_no_file_tells_the_unentitled_what_is_personal(client, cast, form, format_, encoding):
    submitted(form, typed(name=f"佐藤 {CANARY}", note="車いす"))
    for user, asked, told in ((cast.kaede, "1", False), (cast.ren, "", False), (cast.ren, "1", True)):
        client.force_login(user)
        content = text_of(exported(client, form, format=format_, encoding=encoding, personal=asked), encoding)
        assert "車いす" in content
        assert (CANARY in content) is told
        assert ("hanako@example.jp" in content) is told


def test_a_file_with_personal_answers_is_named_so_wherever_it_is_noted(client, cast, form):
    submitted(form)
    client.force_login(cast.ren)
    exported(client, form, personal="1")
    entries = AuditEntry.objects.filter(action__in=["export.requested", "export.downloaded"])
    assert {one.action for one in entries} == {"export.requested", "export.downloaded"}
    assert all("個人情報を含む" in one.subject_label and one.organization == cast.ishinomaki for one in entries)


def test_words_that_were_searched_for_stand_nowhere_in_the_log(client, cast, form):
    submitted(form, typed(note=CANARY))
    client.force_login(cast.ren)
    exported(client, form, query=f"has.note={CANARY}")
    entries = AuditEntry.objects.filter(action__startswith="export.")
    assert {one.action for one in entries} >= {"export.requested", "export.downloaded"}
    assert not [one for one in entries if CANARY in unquote(str(one.details))]


def test_a_file_is_gone_from_who_may_not_see_personal_answers_any_more(client, cast, form):
    submitted(form)
    client.force_login(cast.ren)
    exported(client, form, personal="1")
    export = Export.objects.get()
    assert client.get(f"/exports/{export.pk}/").status_code == 200
    from publicforms.models import FormUserPermission

    FormUserPermission.objects.filter(user=cast.ren, permission__codename=FormVerb.SEE_PERSONAL).delete()
    assert client.get(f"/exports/{export.pk}/").status_code == 404


def test_rows_name_their_receipt_and_stand_in_the_order_in_which_they_came(client, cast, form):
    sent = [submitted(form) for _ in range(3)]
    client.force_login(cast.kaede)
    rows = list(csv.DictReader(io.StringIO(exported(client, form).decode("utf-8-sig"), newline="")))
    assert [row["受付番号"] for row in rows] == [one.receipt for one in sent]
    assert {row["対応状況"] for row in rows} == {"受付"}


def test_the_table_as_a_file_is_the_table(client, cast, form):
    for job in ("witness", "clerk", "clerk"):
        submitted(form, typed(mail=f"{random.random()}@example.jp", job=job))
    client.force_login(cast.kaede)
    asked = {"query": "rows=job", "format": "csv", "encoding": "cp932"}
    response = client.post(f"/forms/manage/{form.pk}/crosstab/file/", asked)
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("cp932"), newline="")))
    assert ["選挙事務従事者", "2"] in [row[-2:] for row in rows]


# --- Saved tables ---


def test_a_saved_table_is_run_again_and_seen_by_who_it_is_shared_with(client, cast, form):
    client.force_login(cast.ren)
    for title, shared in (("自分だけの集計", ""), ("みんなの集計", "1")):
        saved = {"title": title, "query": "rows=job", "is_shared": shared}
        client.post(f"/forms/manage/{form.pk}/crosstab/tables/", saved)
    submitted(form, typed(job="clerk"))
    client.get(f"/forms/manage/{form.pk}/crosstab/")  # takes the message that it was saved
    client.force_login(cast.kaede)
    html = client.get(f"/forms/manage/{form.pk}/crosstab/").content.decode()
    assert "自分だけの集計" not in html
    address = re.search(r'href="([^"]+)">みんなの集計', html)
    assert address is not None
    assert lines(client.get(unescape(address[1])).content.decode())["選挙事務従事者"] == ["1"]
    shared = FormTable.objects.get(title="みんなの集計")
    removal = f"/forms/manage/{form.pk}/crosstab/tables/{shared.pk}/removal/"
    assert client.post(removal).status_code == 403
    client.force_login(cast.midori)
    client.post(removal)
    assert not FormTable.objects.filter(title="みんなの集計").exists()
    assert AuditEntry.objects.filter(action="form.table_removed").count() == 1


def test_what_makes_no_table_is_not_saved(client, cast, form):
    client.force_login(cast.kaede)
    response = client.post(f"/forms/manage/{form.pk}/crosstab/tables/", {"title": "x", "query": "rows=gone"})
    assert "集計の条件が正しくありません。" in response.content.decode()
    assert not FormTable.objects.exists()


# --- Anonymous ---


def test_small_cells_of_an_anonymous_form_are_masked_and_large_ones_are_the_sum(cast):
    form = anonymous(cast)
    for age, content, times in (("a20", "yes", 8), ("a20", "no", 7), ("a30", "yes", 6), ("a30", "no", 9)):
        for _ in range(times):
            answered(form, age, content)
    for _ in range(5):
        answered(form, "a40", "yes")
    found = figures(form, cast.kaede, rows="age", columns="content")
    assert (found["=a20", "=yes"], found["=a30", "=no"], found["", ""]) == (8, 9, 35)
    answered(form, "a50", "no")
    for _ in range(4):
        answered(form, "a20", "yes")
    found = figures(form, cast.kaede, rows="age", columns="content")
    assert found["", ""] == 40
    assert found["=a50", "=no"] is None
    assert len([cell for cell, number in found.items() if number is None and "" not in cell]) > 1, "nothing to subtract"


def test_nobody_sees_what_one_more_colleague_answered_by_looking_twice(cast):
    form = anonymous(cast)
    for _ in range(10):
        answered(form, "a20", "yes")
    looks = []
    for _ in range(AT_LEAST):
        answered(form, "a20", "no")
        looks.append(figures(form, cast.kaede, rows="age")["", ""])
    assert looks == [10, 10, 10, 10, 15]


def test_when_the_time_is_over_everybody_is_counted(cast, move_clock):
    form = anonymous(cast, closes=1)
    for _ in range(7):
        answered(form, "a20", "yes")
    assert figures(form, cast.kaede, rows="age")["", ""] == 5
    move_clock(datetime.timedelta(days=2))
    assert figures(form, cast.kaede, rows="age")["", ""] == 7


@pytest.mark.parametrize("way", ["reopened", "given more time"])
def test_a_form_that_is_opened_again_hides_nobody_who_was_counted(cast, move_clock, way):
    """Else the next five would come in together with those, and whoever looked before would see fewer come."""
    form = anonymous(cast, closes=1)
    for _ in range(8):
        answered(form, "a20", "yes")
    move_clock(datetime.timedelta(days=2))
    assert figures(form, cast.kaede, rows="age")["", ""] == 8
    later = clock.now() + datetime.timedelta(days=9)
    if way == "reopened":
        reopen(form.pk, closes_at=later, by=cast.midori)
    else:
        save_settings(form.pk, edit=form.edit, by=cast.midori, closes_at=later)
    form, looks = as_visited(form), []
    for _ in range(AT_LEAST):
        answered(form, "a20", "no")
        looks.append(figures(form, cast.kaede, rows="age")["", ""])
    assert looks == [8, 8, 8, 8, 13]


def test_single_answers_of_an_anonymous_form_leave_in_no_file(client, cast):
    form = anonymous(cast)
    for _ in range(6):
        answered(form, "a20", "yes", CANARY)
    client.force_login(cast.midori)
    page = client.get(f"/forms/manage/{form.pk}/export/")
    assert "1人分ずつの回答は書き出せません。" in page.content.decode()
    asked = {"format": "wide", "values": "words", "encoding": "utf-8"}
    assert client.post(f"/forms/manage/{form.pk}/export/", asked).status_code == 403
    assert not Export.objects.exists()


def test_nothing_but_the_answers_is_offered_of_an_anonymous_form(cast):
    form = anonymous(cast)
    assert list(source_of(form, cast.kaede).dimensions) == ["age", "content", "note"]


# --- Short copies ---


@pytest.fixture
def many(monkeypatch) -> None:
    monkeypatch.setattr(coding, "MANY", 3)


def test_copies_count_what_the_answers_do_through_all_that_changes(cast, many, move_clock):
    form = opened(cast, *STAFF, title="職員アンケート")
    assert not forms_to_code()
    sent = [answered(form, age, "yes") for age in ("a20", "a20", "a30", "a40")]
    assert forms_to_code() == [form.pk]
    move_clock(datetime.timedelta(minutes=10))
    code_form(form.pk)
    assert CodedSheet.objects.count() == 4
    source = source_of(form, cast.midori)
    assert source.coded is not None
    assert source.coded.rest is None
    assert figures(form, cast.midori, rows="age")["=a20", ""] == 2

    answered(form, "a20", "no")  # has no copy yet
    from core.clock import Now

    withdrawn, corrected = sent[0], sent[2]
    Submission.objects.filter(pk=withdrawn.pk).update(standing="withdrawn", withdrawn_at=Now(), updated_at=Now())
    corrected.sheet.answers = corrected.sheet.answers | {"age": "a50"}
    corrected.sheet.save()
    Submission.objects.filter(pk=corrected.pk).update(updated_at=Now())
    expected = {"=a20": 2, "=a40": 1, "=a50": 1, "": 4}
    assert counted_by_age(form, cast) == expected

    move_clock(datetime.timedelta(minutes=40))
    assert forms_to_code() == [form.pk]
    code_form(form.pk)
    move_clock(datetime.timedelta(minutes=80))
    assert source_of(form, cast.midori).coded.rest is None
    assert counted_by_age(form, cast) == expected
    assert not forms_to_code()


def test_a_version_that_is_published_but_not_asked_yet_leaves_the_copies_alone(cast, many, move_clock):
    form = opened(cast, *STAFF)
    for _ in range(3):
        answered(form, "a20", "yes")
    move_clock(datetime.timedelta(minutes=10))
    code_form(form.pk)
    start_draft(form.questionnaire, by=cast.midori)
    publish(form.questionnaire, by=cast.midori)
    answered(form, "a30", "yes")
    code_form(form.pk)
    assert source_of(form, cast.midori).coded is not None
    assert CodedSheet.objects.count() == 3
    assert counted_by_age(form, cast) == {"=a20": 3, "=a30": 1, "": 4}


def counted_by_age(form: Form, cast) -> dict[str, int]:
    found = figures(form, cast.midori, rows="age")
    return {row: int(number) for (row, _), number in found.items() if number}


def test_an_anonymous_form_has_no_copies(cast, many):
    form = anonymous(cast)
    for _ in range(6):
        answered(form, "a20", "yes")
    assert not forms_to_code()
    code_form(form.pk)
    assert not CodedSheet.objects.exists()
    assert not Coding.objects.exists()
