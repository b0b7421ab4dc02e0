"""What an anonymous answer leaves behind, in every table of the database: nothing that tells whose it is, or when.

Ten colleagues answer in a known order, with codes in another known order, signed in and from a known address. Then
everything that the database holds is held against what it held before.
"""

from __future__ import annotations

import datetime
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from core import clock
from core.clock import TOKYO
from core.questions.definition import Question
from core.questions.models import AnswerSheet
from publicforms.models import Form, OneTimeCode, Submission
from publicforms.services import submitting
from publicforms.services.codes import make_codes
from publicforms.services.mixing import forms_to_mix, mix
from tests.publicforms.making import opened, submitted
from tests.publicforms.test_doors import answer, come_in

# Committed, each answer by itself: else all would be of one transaction, and PostgreSQL would tell less than it does.
pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "10.4.77.33"
QUESTIONS = (
    Question("age", "single_choice", "年代", settings={"options": [{"key": "x", "label": "20代"}]}),
    Question("note", "short_text", "意見"),
)
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d(:?\d\d)?|Z)?")


@dataclass
class Dump:
    """Every row of every table as text; where every sequence stands."""

    rows: dict[str, Counter[str]] = field(default_factory=dict)
    sequences: dict[str, Any] = field(default_factory=dict)

    def added(self, before: Dump) -> dict[str, list[str]]:
        """Rows that were not there before: new ones, and changed ones as they are now. Tables without are left out."""
        found = {table: list((rows - before.rows[table]).elements()) for table, rows in self.rows.items()}
        return {table: rows for table, rows in found.items() if rows}

    def gone(self, before: Dump) -> dict[str, list[str]]:
        return before.added(self)

    def moved_on(self, before: Dump) -> set[str]:
        return {name for name, value in self.sequences.items() if value != before.sequences[name]}


def dump() -> Dump:
    found = Dump()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {connection.ops.quote_name(table)} t")
            found.rows[table] = Counter(row for (row,) in cursor.fetchall())
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        found.sequences = dict(cursor.fetchall())
    assert len(found.rows) > 60, "all of them"
    return found


def fine_times(rows: list[str]) -> list[str]:
    """Moments that are not the beginning of a day in Japan."""
    found = []
    for match in TIME.finditer(" ".join(rows)):
        moment = datetime.datetime.fromisoformat(match[0].replace(" ", "T")).astimezone(TOKYO)
        if moment.time() != datetime.time():
            found.append(match[0])
    return found


@dataclass
class Answered:
    form: Form
    notes: list[str]  # in the order in which they came
    codes: list[str]  # in the same order
    before: Dump
    after: Dump

    @property
    def sheets(self) -> list[AnswerSheet]:
        """In the order in which they came: their texts tell it to us, and to nobody else."""
        place = {note: number for number, note in enumerate(self.notes)}
        sheets = AnswerSheet.objects.filter(version=self.form.version_id)
        return sorted(sheets, key=lambda one: place[one.answers["note"]])


def ten_answers(cast, **known: Any) -> Answered:
    form = opened(cast, *QUESTIONS, audience="colleagues", by_codes=True, title="職員アンケート", **known)
    codes = make_codes(form, 12, by=cast.midori)[:10]
    random.Random(7).shuffle(codes)
    notes = [f"意見{chr(ord('あ') + 2 * place)}" for place in range(10)]
    client = Client(REMOTE_ADDR=ADDRESS)
    client.force_login(cast.kaede)
    client.get("/")  # what a session writes once
    cache.clear()
    before = dump()
    for note, code in zip(notes, codes, strict=True):
        done = answer(client, form, come_in(client, form, code=code), **{"a.note": note})
        assert done.status_code == 302
    return Answered(form, notes, codes, before, dump())


def test_no_table_tells_whose_an_answer_is_nor_in_which_order_they_came(cast):
    found = ten_answers(cast, is_anonymous=True)
    added = found.after.added(found.before)
    assert set(added) == {"questions_answersheet", "publicforms_submission", "publicforms_tally"}
    assert set(found.after.gone(found.before)) == {"publicforms_onetimecode"}
    # The counter of answers is one row, written anew: its sequence says how many came, as the row does.
    assert found.after.moved_on(found.before) == {"publicforms_tally_id_seq"}
    assert len(added["publicforms_tally"]) == 1

    rows = [row for table in added.values() for row in table]
    assert not fine_times(rows)
    assert not any(ADDRESS in row for row in rows)
    assert not any(code.replace("-", "") in row.upper() for code in found.codes for row in rows)
    assert {one.updated_by_id for one in found.sheets} == {None}
    assert set(Submission.objects.values_list("by", "organization", "person", "address")) == {(None, None, None, "")}
    assert OneTimeCode.objects.count() == 2


def test_no_column_has_the_order_of_the_answers_or_of_the_codes(cast):
    found = ten_answers(cast, is_anonymous=True)
    sheets = found.sheets
    submissions = [one.submission for one in sheets]
    columns = [
        [getattr(one, column.attname) for one in rows]
        for rows in (sheets, submissions)
        for column in rows[0]._meta.concrete_fields
    ]
    told = [column for column in columns if len(set(map(str, column))) == 10]
    assert len(told) >= 4, "ids, receipts, tokens, and the answers themselves"
    for column in told:
        texts = [str(value) for value in column]
        if "意見" in texts[0]:
            continue  # it is what they answered that we know them by
        assert texts != sorted(texts)
        assert texts != sorted(texts, reverse=True)


def test_nothing_is_left_where_counters_are_kept_but_what_a_minute_takes_away(cast):
    ten_answers(cast, is_anonymous=True)
    redis = cache.client.get_client()
    keys = [key.decode() if isinstance(key, bytes) else key for key in redis.keys("*forms*")]
    assert all(re.search(r"forms:pace:[0-9a-f]{64}$", key) for key in keys), "hashed, with the minute"
    assert all(0 < redis.ttl(key) <= 60 for key in keys)


def test_the_pages_and_addresses_on_the_way_lead_back_to_no_answer(cast):
    form = opened(cast, *QUESTIONS, audience="colleagues", is_anonymous=True)
    client = Client(REMOTE_ADDR=ADDRESS)
    client.force_login(cast.kaede)
    page = client.get(f"/forms/{form.slug}/").content.decode()
    assert "challenge" not in page, "its address would stand in the server's log, with the page's token"
    assert f"{form.pk}.{cast.kaede.pk}." not in page
    done = answer(client, form, page)
    assert done.headers["Location"] == f"/forms/{form.slug}/done/thanks/"
    assert Submission.objects.get().receipt not in client.get(done.headers["Location"]).content.decode()


def test_the_same_page_sent_again_is_still_one_answer(client, cast):
    form = opened(cast, *QUESTIONS, audience="colleagues", is_anonymous=True)
    page = client.get(f"/forms/{form.slug}/").content.decode()
    assert [answer(client, form, page).status_code for _ in range(2)] == [302, 302]
    assert Submission.objects.count() == 1


def test_control_of_a_named_form_the_same_dump_tells_who_and_when(cast):
    found = ten_answers(cast)
    added = found.after.added(found.before)
    assert {"publicforms_event", "jobs_job"} <= set(added)
    assert len(fine_times([row for table in added.values() for row in table])) >= 30
    assert {"publicforms_event_id_seq", "jobs_job_id_seq"} <= found.after.moved_on(found.before)
    assert {one.updated_by_id for one in found.sheets} == {cast.kaede.pk}


# --- The order in which rows lie ---


def lie(found: Answered) -> tuple[dict[str, list[str]], dict[str, set[str]]]:
    """Of both tables: the answers in the order in which their rows lie, and the transactions that wrote them."""
    order, transactions = {}, {}
    with connection.cursor() as cursor:
        for table, way in (
            ("questions_answersheet", "t"),
            ("publicforms_submission", "(SELECT s FROM questions_answersheet s WHERE s.id = t.sheet_id)"),
        ):
            cursor.execute(
                f"SELECT ({way}).answers->>'note', t.xmin::text FROM {table} t"
                f" WHERE ({way}).version_id = {found.form.version_id} ORDER BY t.ctid"
            )
            rows = cursor.fetchall()
            order[table] = [note for note, _ in rows]
            transactions[table] = {xmin for _, xmin in rows}
    return order, transactions


def test_the_day_after_rows_lie_in_no_order_and_are_of_one_transaction(cast, move_clock):
    found = ten_answers(cast, is_anonymous=True)
    order, transactions = lie(found)
    assert order["questions_answersheet"] == found.notes, "the control: until then they lie as they came"
    assert len(transactions["questions_answersheet"]) == 10
    contents = dump()

    assert forms_to_mix() == [found.form.pk]
    mix(found.form.pk)
    assert lie(found)[0]["questions_answersheet"] == found.notes, "nothing of today is past"
    Form.objects.filter(pk=found.form.pk).update(mixed_until=None)
    move_clock(datetime.timedelta(days=1, minutes=10))
    assert forms_to_mix() == [found.form.pk]
    mix(found.form.pk)
    order, transactions = lie(found)
    for table, notes in order.items():
        assert sorted(notes) == found.notes
        assert notes != found.notes, f"{table}: of ten in random order all stay once in four million times"
        assert len(transactions[table]) == 1
    assert forms_to_mix() == []
    Form.objects.filter(pk=found.form.pk).update(mixed_until=None)
    assert dump().rows["publicforms_submission"] == contents.rows["publicforms_submission"]
    assert dump().rows["questions_answersheet"] == contents.rows["questions_answersheet"]


def test_a_named_form_is_left_as_it_lies(cast, move_clock):
    found = ten_answers(cast)
    move_clock(datetime.timedelta(days=1))
    assert forms_to_mix() == []
    mix(found.form.pk)
    assert lie(found)[0]["questions_answersheet"] == found.notes


def test_who_began_before_midnight_and_was_stored_after_it_is_mixed_too(cast, move_clock, monkeypatch):
    now = clock.now()
    midnight = (now + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    form = opened(cast, *QUESTIONS, audience="colleagues", is_anonymous=True)
    found = Answered(form, [], [], Dump(), Dump())
    for _ in range(3):
        submitted(form, {"a.age": ["x"]})
    move_clock(midnight - now + datetime.timedelta(seconds=1))
    mix(form.pk)
    monkeypatch.setattr(submitting, "start_of_today", lambda: midnight - datetime.timedelta(days=1))
    submitted(form, {"a.age": ["x"]})
    move_clock(midnight - now + datetime.timedelta(minutes=10))
    assert forms_to_mix() == [form.pk]
    mix(form.pk)
    assert len(lie(found)[1]["questions_answersheet"]) == 1
    assert forms_to_mix() == []


def test_what_is_answered_at_midnight_stays_of_its_day(cast, move_clock):
    now = clock.now()
    to_midnight = (now + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0) - now
    move_clock(to_midnight + datetime.timedelta(seconds=1))
    found = ten_answers(cast, is_anonymous=True)
    mix(found.form.pk)
    assert lie(found)[0]["questions_answersheet"] == found.notes
