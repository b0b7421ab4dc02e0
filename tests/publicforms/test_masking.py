"""A colleague without the right to personal answers sees masks, wherever a submission is shown or looked for."""

from __future__ import annotations

import re
import uuid
from urllib.parse import unquote, urlencode

import pytest
from django.test import Client
from django.urls import reverse

from core.notifications.models import Message
from core.people.models import AuditEntry
from core.questions.definition import Need, Question
from core.questions.services.composing import start_draft
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.grants import grant_to_person
from publicforms.handling.masking import MASK, masked_questions, personal_in
from publicforms.handling.quotes import hide
from publicforms.models import Event, Form, FormTable, FormVerb, Letter, LetterTemplate, Submission, SubmissionFile
from publicforms.services import handling
from publicforms.services.writing import send_letters, write_to_applicants
from tests.publicforms.handling_making import fresh, page
from tests.publicforms.making import JOBS, opened, submitted

# Every one of them is a personal answer; none may be on any page of a colleague without the right.
CANARIES = {
    "a.name.family": "金糸雀",
    "a.name.given": "啼太郎",
    "a.name.family_kana": "カナリア",
    "a.name.given_kana": "ナキタロウ",
    "a.mail": "kanaria-uta@example.jp",
    "a.phone": "0225-95-7788",
    "a.birth": "1987-03-14",
    "a.age": "39",
    "a.needs": "kago",
}
TOLD = ("金糸雀", "啼太郎", "カナリア", "ナキタロウ", "kanaria-uta", "0225-95-7788", "1987年3月14日", "鳥籠を使います")
QUESTIONS = (
    Question(
        "name", "person_name", "お名前", need=Need.REQUIRED, personal=True, settings={"with_kana": True}
    ),
    Question("mail", "email", "メールアドレス", personal=True),
    Question("phone", "phone", "電話番号", personal=True),
    Question("birth", "date", "生年月日", personal=True),
    Question("age", "integer", "年齢", personal=True),
    Question("months", "calculated", "月齢の目安", settings={"formula": "{age} * 12"}),
    Question(
        "needs", "single_choice", "必要な配慮", personal=True,
        settings={"options": [{"key": "kago", "label": "鳥籠を使います"}, {"key": "none", "label": "なし"}]},
    ),
    Question("job", "single_choice", "希望する仕事", settings={"options": list(JOBS)}),
    Question("note", "short_text", "備考"),
)  # fmt: skip


@pytest.fixture
def form(cast) -> Form:
    form = opened(cast, *QUESTIONS, slug="birds")
    grant_to_person(form, cast.ren, [FormVerb.SEE, FormVerb.HANDLE, FormVerb.EXPORT])
    return form


@pytest.fixture
def one(form, cast) -> Submission:
    """With a comment and letters that quote the applicant."""
    what = {name: [value] for name, value in CANARIES.items()} | {"a.job": ["clerk"], "a.note": ["午前を希望"]}
    one = submitted(form, what)
    quoting = "金糸雀 啼太郎さん（ｶﾅﾘｱ ﾅｷﾀﾛｳ、0225957788、1987年3月14日生、鳥籠を使います）と電話。午前なら可。"
    handling.comment(one, quoting, by=cast.midori)
    handling.comment(one, "KANARIA-UTA@EXAMPLE.JP に返信", by=cast.midori)
    Letter.objects.create(submission=one, subject="金糸雀です", text="啼太郎の件", by=None)
    write_to_applicants(form, [one.pk], subject="金糸雀様", text="かなりあ様へ", sending=uuid.uuid4(), by=cast.midori)
    return one


def addresses(form: Form, one: Submission) -> list[str]:
    template = LetterTemplate.objects.create(form=form, name="案", subject="件名", text="本文")
    listed, at = reverse("forms:submissions", args=[form.pk]), [form.pk, one.receipt]
    every = "&".join(f"columns={question.key}" for question in QUESTIONS)
    return [
        listed,
        f"{listed}?{every}",
        *(f"{listed}?{every}&q={word}" for word in (*TOLD, "かなりあ", "39", "7788", one.receipt, "午前")),
        f"{listed}?{every}&a_needs=kago",
        *(reverse(f"forms:{name}", args=at) for name in ("submission", "submission_print")),
        *(reverse(f"forms:submission_{name}", args=at) for name in ("link", "withdrawal")),
        reverse("forms:letter_templates", args=[form.pk]),
        reverse("forms:letter_template", args=[form.pk, template.pk]),
        reverse("forms:entry", args=[form.pk]),
    ]


def posts(form: Form, one: Submission) -> list[tuple[str, dict[str, object]]]:
    words = {"subject": "{受付番号}", "text": "本文"}
    status = form.statuses.get(name="決定").pk
    return [
        ("submission_statuses", {"status": status}),
        ("submission_assignments", {"assignee": ""}),
        ("letters", {"x": "1"}),
        ("letters", {**words, "preview": "1"}),
        ("letters", {"subject": "", "text": "", "preview": "1"}),
    ]


def everything(client: Client, form: Form, one: Submission) -> str:
    """Every page of ours, joined."""
    texts = [page(client, address) for address in addresses(form, one)]
    for name, data in posts(form, one):
        response = client.post(reverse(f"forms:{name}", args=[form.pk]), {"chosen": one.pk, **data})
        assert response.status_code in (200, 422)
        texts.append(response.content.decode())
    address = reverse("forms:submission_comments", args=[form.pk, one.receipt])
    texts.append(client.post(address, {"text": ""}).content.decode())
    return "\n".join(texts)


def typed_words_aside(text: str) -> str:
    """Without the field and the condition that repeat what was looked for."""
    text = re.sub(r'<input type="search"[^>]*>', "", text)
    text = re.sub(r"受付番号・回答の言葉：[^<]*<", "<", text)
    return re.sub(r'(href|action|formaction|hx-get)="[^"]*"', "", text)


def test_ren_sees_masks_everywhere_and_not_one_personal_answer(form, one, cast, signed_in):
    text = typed_words_aside(everything(signed_in(cast.ren), form, one))
    # What may be chosen is no answer: the page of entry offers it.
    text = text.replace("<span>鳥籠を使います</span>", "")
    assert MASK in text
    assert "午前を希望" in text
    assert [canary for canary in (*TOLD, "ｶﾅﾘｱ", "かなりあ", "0225957788", "KANARIA") if canary in text] == []
    assert not re.search(r"\b468\b", text)  # 39 × 12, which would tell the age; keys may hold it by chance


def test_midori_reads_them_all(form, one, cast, signed_in):
    """The control: the same pages hold every canary for who may read them."""
    text = everything(signed_in(cast.midori), form, one)
    assert [canary for canary in (*TOLD, "ｶﾅﾘｱ", "かなりあ", "0225957788", "468") if canary not in text] == []


@pytest.mark.parametrize("word", [*TOLD, "かなりあ", "７７８８"])
def test_a_masked_value_is_not_found_by_looking_for_it(form, one, cast, signed_in, word):
    address = reverse("forms:submissions", args=[form.pk])
    assert "条件に合う申込はありません。" in page(signed_in(cast.ren), f"{address}?q={word}")


def test_the_same_words_find_it_for_who_may(form, one, cast, signed_in):
    address = reverse("forms:submissions", args=[form.pk])
    for word in ("金糸雀", "かなりあ", "午前", one.receipt):
        assert one.receipt in page(signed_in(cast.midori), f"{address}?q={word}&sort=date"), word
    for word in ("午前", one.receipt):
        assert f"{one.receipt}</a>" in page(signed_in(cast.ren), f"{address}?q={word}"), word


def test_an_address_that_filters_by_a_masked_answer_filters_by_nothing(form, one, cast, signed_in):
    """Otherwise the number of rows would tell what the mask hides."""
    address = reverse("forms:submissions", args=[form.pk])
    for option in ("kago", "none"):
        assert f"{one.receipt}</a>" in page(signed_in(cast.ren), f"{address}?a_needs={option}")
    assert f"{one.receipt}</a>" not in page(signed_in(cast.midori), f"{address}?a_needs=none")


def test_a_table_that_a_colleague_saved_does_not_name_whom_they_looked_for(form, one, cast, signed_in):
    query = urlencode({"rows": "job", "has.name.family": "金糸雀", "from.birth": "1987-03-14", "has.note": "午前"})
    FormTable.objects.create(form=form, title="午前の希望", query=query, is_shared=True, created_by=cast.midori)
    address = reverse("forms:crosstab", args=[form.pk])
    masked, read = (unquote(page(signed_in(person), address)) for person in (cast.ren, cast.midori))
    assert "午前の希望" in masked
    assert "has.note=午前" in masked
    assert [word for word in ("金糸雀", "1987-03-14") if word in masked] == []
    assert "has.name.family=金糸雀" in read  # the control


def test_what_is_marked_later_is_masked_and_not_found_from_then_on(form, one, cast, signed_in):
    address = reverse("forms:submissions", args=[form.pk])
    assert f"{one.receipt}</a>" in page(signed_in(cast.ren), f"{address}?q=午前")
    draft = start_draft(form.questionnaire, by=cast.midori)
    content = draft.definition.replacing(Question("note", "short_text", "備考", personal=True)).to_json()
    type(draft).objects.filter(pk=draft.pk).update(content=content)
    Form.objects.filter(pk=form.pk).update(version=publish_questionnaire(form.questionnaire, by=cast.midori))
    assert "午前を希望" not in page(signed_in(cast.ren), f"{address}?columns=note")
    assert "条件に合う申込はありません。" in page(signed_in(cast.ren), f"{address}?q=午前")
    assert "午前を希望" in page(signed_in(cast.midori), f"{address}?columns=note&q=午前")


def test_the_right_ends_with_the_grant(form, one, cast):
    assert masked_questions(form, cast.midori) == frozenset()
    assert {"name", "mail", "age", "months"} <= masked_questions(form, cast.ren)
    form = Form.objects.get(pk=form.pk)
    assert {"name"} <= masked_questions(form, fresh(cast.kaede))


def test_what_is_worked_out_from_a_personal_answer_is_personal():
    from core.questions.definition import Definition

    twice = Question("twice", "calculated", "倍", settings={"formula": "{months} * 2"})
    found = personal_in(Definition((*QUESTIONS, twice, Question("paper", "file", "書類"))))
    assert found == {"name", "mail", "phone", "birth", "age", "months", "needs", "twice", "paper"}


def test_neither_messages_nor_the_audit_log_nor_events_hold_a_name(form, one, cast, signed_in):
    everything(signed_in(cast.midori), form, one)
    handling.assign(form, [one.pk], cast.ren, by=cast.midori)
    send_letters(str(Letter.objects.get(by=cast.midori).sending))
    told = Message.objects.exclude(kind="publicforms.letter").values_list("title", "context", "path")
    assert told
    log = AuditEntry.objects.values_list("subject_label", "details")
    assert AuditEntry.objects.filter(action="submission.viewed", by=cast.midori).count() == 2
    assert not AuditEntry.objects.filter(action="submission.viewed", by=cast.ren).exists()
    events = Event.objects.values_list("detail", flat=True)
    kept = f"{list(told)}{list(log)}{list(events)}"
    assert [canary for canary in TOLD if canary in kept] == []


def test_the_names_of_files_are_masked(form, one, cast, signed_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from core.files.services.storing import store

    file = store(SimpleUploadedFile("金糸雀の申込書.txt", "写し".encode()), owner=cast.ishinomaki, by=cast.midori)
    SubmissionFile.objects.create(submission=one, file=file, kind="evidence")
    address = reverse("forms:submission", args=[form.pk, one.receipt])
    assert "金糸雀の申込書" in page(signed_in(cast.midori), address)
    text = page(signed_in(cast.ren), address)
    assert "金糸雀の申込書" not in text
    assert "ファイル1個" in text
    assert signed_in(cast.ren).get(reverse("files:download", args=[file.pk])).status_code == 404


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("佐藤花子さん", {"佐藤", "花子"}, f"{MASK}さん"),
        ("佐藤　花子さんと 佐藤さん", {"佐藤", "花子"}, f"{MASK}さんと {MASK}さん"),
        ("ｻﾄｳ ﾊﾅｺ様", {"さとう", "はなこ"}, f"{MASK}様"),
        ("電話は090-1234-5678です", {"09012345678"}, f"電話は{MASK}です"),
        ("39歳で139番", {"39"}, f"{MASK}歳で139番"),
        ("ＨＡＮＡＫＯ＠example.JP へ", {"hanako@examplejp"}, f"{MASK} へ"),
        ("㍻の話", {"平成"}, f"{MASK}の話"),
        ("何もない", {"佐藤"}, "何もない"),
        ("", {"佐藤"}, ""),
        ("ガギグ", {"がぎぐ"}, MASK),
        ("ｶﾞｷﾞｸﾞ！", {"がぎぐ"}, f"{MASK}！"),
    ],
)
def test_a_quotation_is_hidden_however_it_is_written(text, values, expected):
    assert hide(text, values) == expected
