"""What one person may ask of an office: found over all its forms, given a copy, erased. Masks stay masks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.people.models import AuditEntry
from publicforms.grants import grant_to_person
from publicforms.models import FormVerb, Submission
from publicforms.services.handling import comment
from tests.cast import Cast
from tests.publicforms.making import opened, submitted, typed

pytestmark = pytest.mark.django_db
HANAKO = typed("髙橋 花子", "hanako@example.jp", note="車いすを使います")


def search(client, words: str) -> str:
    return client.get(reverse("forms:people"), {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["髙橋", "ＨＡＮＡＫＯ@example", "髙橋 hanako"])
def test_midori_finds_hanako_on_every_form_of_hers_and_on_no_other(cast: Cast, signed_in: Callable, words: str):
    first, second = (submitted(opened(cast), HANAKO) for _ in range(2))
    submitted(first.form)
    theirs = submitted(opened(cast, owner=cast.shiroishi, by=cast.akira), HANAKO)
    page = search(signed_in(cast.midori), words)
    assert all(one.receipt in page for one in (first, second))
    assert "2件" in page
    assert theirs.receipt not in page


def test_a_receipt_number_finds_its_submission_however_it_is_typed(cast: Cast, signed_in: Callable):
    one, other = submitted(opened(cast), HANAKO), submitted(opened(cast))
    page = search(signed_in(cast.midori), one.receipt.lower().replace("-", " ").replace(" ", ""))
    assert one.receipt in page
    assert other.receipt not in page


def test_what_kaede_sees_masked_she_does_not_find(cast: Cast, signed_in: Callable):
    """Seeing submissions is not enough, nor is a word that is not personal."""
    masked, open_to_her = submitted(opened(cast), HANAKO), submitted(opened(cast), HANAKO)
    kaede = signed_in(cast.kaede)
    grant_to_person(masked.form, cast.kaede, [FormVerb.SEE, FormVerb.HANDLE, FormVerb.EXPORT])
    assert kaede.get(reverse("forms:people")).status_code == 403
    grant_to_person(open_to_her.form, cast.kaede, [FormVerb.SEE, FormVerb.SEE_PERSONAL])
    for words in ("髙橋", "車いす", masked.receipt):
        assert masked.receipt not in search(kaede, words).replace(f'value="{masked.receipt}"', "")
    assert open_to_her.receipt in search(kaede, "髙橋")
    copy = kaede.post(reverse("forms:people_copy"), {"chosen": [masked.pk, open_to_her.pk], "format": "json"})
    assert [one["about"]["受付番号"] for one in json.loads(copy.content)] == [open_to_her.receipt]
    assert kaede.post(reverse("forms:people_erasure"), {"chosen": [open_to_her.pk]}).status_code == 403
    assert kaede.post(reverse("forms:people_copy"), {"chosen": [masked.pk]}).status_code == 302


def test_a_copy_holds_all_that_is_kept_of_her_and_nobody_else(cast: Cast, signed_in: Callable):
    one, other = submitted(opened(cast), HANAKO), submitted(opened(cast))
    comment(one, "電話で確かめた", by=cast.midori)
    midori, address = signed_in(cast.midori), reverse("forms:people_copy")
    texts = {}
    for sort in ("pdf", "csv", "json"):
        answer = midori.post(address, {"chosen": [one.pk], "format": sort})
        assert f".{sort}" in answer["Content-Disposition"]
        texts[sort] = _text_of(answer.content) if sort == "pdf" else answer.content.decode()
    for sort, text in texts.items():
        for words in (one.receipt, "花子", "hanako@example.jp", "車いすを使います", "電話で確かめた", "選任のため"):
            assert words in text, f"{words} in {sort}"
        assert other.receipt not in text
    rows = list(csv.reader(io.StringIO(texts["csv"].removeprefix("\ufeff"))))
    assert [one.form.title, one.receipt, "メールアドレス", "hanako@example.jp"] in rows
    stored = {each["key"]: each["stored"] for each in json.loads(texts["json"])[0]["answers"]}
    assert stored["job"] == "witness"


def test_what_was_asked_found_given_and_erased_is_on_record_without_a_name(cast: Cast, signed_in: Callable):
    one = submitted(opened(cast), HANAKO)
    midori = signed_in(cast.midori)
    search(midori, "髙橋 花子")
    midori.post(reverse("forms:people_copy"), {"chosen": [one.pk], "format": "csv"})
    midori.post(reverse("forms:people_erasure"), {"chosen": [one.pk], "words": "消去する"})
    entries = AuditEntry.objects.filter(action__in=["people.searched", "person.given_out", "submission.erased"])
    assert [(entry.action, entry.by, entry.details) for entry in entries.order_by("pk")] == [
        ("people.searched", cast.midori, {"number": 1}),
        ("person.given_out", cast.midori, {"receipts": [one.receipt], "format": "CSV"}),
        ("submission.erased", cast.midori, {"receipts": [one.receipt]}),
    ]
    assert not any("髙橋" in str(entry.details) + entry.subject_label for entry in AuditEntry.objects.all())


def test_erasing_says_what_goes_first_and_takes_the_word(cast: Cast, signed_in: Callable):
    one, stays = submitted(opened(cast), HANAKO), submitted(opened(cast), HANAKO)
    midori, address = signed_in(cast.midori), reverse("forms:people_erasure")
    page = midori.post(address, {"chosen": [one.pk]}).content.decode()
    assert one.receipt in page
    assert stays.receipt not in page
    assert midori.post(address, {"chosen": [one.pk], "words": "はい"}).status_code == 422
    assert midori.get(address).status_code == 302
    assert Submission.objects.count() == 2
    midori.post(address, {"chosen": [one.pk], "words": "消去する"})
    assert list(Submission.objects.values_list("pk", flat=True)) == [stays.pk]


@pytest.mark.parametrize("words", ["", "a", " ", "\x00\x00", "%_%", "花" * 101])
def test_bad_words_find_nobody(cast: Cast, signed_in: Callable, words: str):
    one = submitted(opened(cast), HANAKO)
    answer = signed_in(cast.midori).get(reverse("forms:people"), {"q": words})
    assert answer.status_code in (200, 422)
    assert one.receipt not in answer.content.decode()


def test_eight_hits_on_eight_forms_cost_as_many_queries_as_one(cast: Cast, signed_in: Callable):
    midori = signed_in(cast.midori)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            page = search(midori, "髙橋")
        assert f"{number}件" in page
        return len(counted)

    submitted(opened(cast), HANAKO)
    number = 1
    queries()
    one = queries()
    for _ in range(7):
        submitted(opened(cast), HANAKO)
    number = 8
    assert queries() == one


def _text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)
