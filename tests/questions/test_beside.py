"""Beside each question: last year's answer to copy, remarks to be mended, a note; all of it without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from core.questions.definition import Definition, Question
from core.questions.models import AnswerSheet, Draft
from core.questions.services.composing import create
from core.questions.services.exempting import exempt
from core.questions.services.saving import open_sheet, save
from core.questions.views.answering.trials import TrialConfirmView, TrialDraftView, TrialFormView
from tests.questions.form_reader import fields_of
from tests.questions.trying import Form, Need, a_trial, text

pytestmark = pytest.mark.django_db

COLUMNS = [{"key": "c1", "kind": "integer", "label": "人数"}]
CHOICE = [{"key": "o1", "label": "ある"}, {"key": "o2", "label": "ない"}]
QUESTIONS = (
    Question("voters", "integer", "投票者数", settings={"unit": "人", "ask_when_changed_by": 30}),
    text("what", "取組の内容", may_be_na=True),
    Question("has", "single_choice", "取組の有無", settings={"options": CHOICE}),
    Question("t", "table", "内訳", settings={"rows": [{"key": "r1", "label": "本庁舎"}], "columns": COLUMNS}),
    text("new", "新しい設問"),
)
TYPED = {"a.voters": ["1,204"], "a.what.na": ["1"], "a.has": ["o2"], "a.t.r1.c1": ["34"]}


@pytest.fixture
def form(cast, signed_in):
    """A trial with an earlier sheet behind it; `was` are the questions of then."""

    def make(*questions: Question, was: tuple[Question, ...] = (), typed=None, user=cast.sato) -> Form:
        questions = questions or QUESTIONS
        trial = a_trial(cast.prefecture, cast.sato, *questions)
        made = create(cast.prefecture, "前回", by=cast.sato, definition=Definition(was or questions))
        earlier = open_sheet(made.draft, organization=cast.prefecture, by=cast.sato)
        earlier, _ = save(earlier, typed or TYPED, edit=1, by=cast.sato, complete=False)
        AnswerSheet.objects.filter(pk=trial.sheet_id).update(earlier=earlier)
        return Form(signed_in(user), trial)

    return make


def press(form: Form, button: str, value: str = "1", **typed: str):
    """What a browser without script sends: every control of the page as it came, with one button."""
    fields = fields_of(form.open().content.decode(), "answer")
    fields |= {f"a.{name.replace('__', '.')}": [text] for name, text in typed.items()}
    return form.client.post(form.address(), {**fields, button: value}, follow=True)


def beside(page: str, key: str) -> str:
    """The question's part of the page."""
    return page.split(f'data-question="{key}"')[1].split("data-question=")[0]


def value_beside(page: str, key: str) -> str:
    return beside(page, key).partition("mu-before__value")[2].partition("</div>")[0]


def test_the_earlier_answer_stands_beside_its_question_in_words(form):
    page = form().open().content.decode()
    assert "1,204人" in beside(page, "voters")
    assert "該当なし" in value_beside(page, "what")
    assert "ない" in value_beside(page, "has")
    table = beside(page, "t").partition("<details")[2].partition("</details>")[0]
    assert "前回の回答" in table
    assert ">34<" in table
    assert "mu-before" not in beside(page, "new")
    assert page.count('name="copy"') == 4
    assert page.count('name="copy_all"') == 1
    assert "前回の回答" in page


def test_without_an_earlier_sheet_nothing_of_it_shows(cast, signed_in):
    form = Form(signed_in(cast.sato), a_trial(cast.prefecture, cast.sato, *QUESTIONS))
    page = form.open().content.decode()
    assert "前回の回答" not in page
    assert "mu-before" not in page
    assert press(form, "copy", "voters").status_code == 200
    assert form.sheet.answers == {}


def test_one_answer_is_copied_and_what_was_typed_elsewhere_stays(form):
    form = form()
    response = press(form, "copy", "voters", new="書きかけ", voters="9")
    fields = fields_of(response.content.decode(), "answer")
    assert fields["a.voters"] == ["1,204"]
    assert fields["a.new"] == ["書きかけ"]
    assert response.redirect_chain[-1][0].endswith("#a-voters-question")
    assert form.sheet.answers == {}  # copied is not saved


def test_a_table_and_not_applicable_are_copied(form):
    form = form()
    press(form, "copy", "t")
    fields = fields_of(press(form, "copy", "what").content.decode(), "answer")
    assert fields["a.t.r1.c1"] == ["34"]
    assert fields["a.what.na"] == ["1"]


def test_a_reason_that_was_typed_stays_beside_the_copy(form):
    form = form()
    press(form, "copy", "voters", voters="9", voters__reason="書きかけの理由")
    assert Draft.objects.get().typed["a.voters.reason"] == ["書きかけの理由"]


def test_all_are_copied_only_where_nothing_is_typed(form):
    form = form()
    response = press(form, "copy_all", voters="9")
    page = response.content.decode()
    fields = fields_of(page, "answer")
    assert fields["a.voters"] == ["9"]
    assert (fields["a.has"], fields["a.what.na"], fields["a.t.r1.c1"]) == (["o2"], ["1"], ["34"])
    assert "前回の回答を3問に写しました" in page
    assert "入力のある1問は、そのままにしました" in page


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (
            Question("q", "integer", "数", settings={"unit": "千人"}),
            "単位が「人」から「千人」に変わったため、写せません。",
        ),
        (
            Question("q", "integer", "数", settings={"unit": "人", "maximum": 10}),
            "いまの設問では受け付けられないため、写せません。",
        ),
    ],
)
def test_what_cannot_be_copied_says_why(form, now, why):
    was = Question("q", "integer", "数", settings={"unit": "人"})
    form = form(now, was=(was,), typed={"a.q": ["34"]})
    page = form.open().content.decode()
    assert "34人" in beside(page, "q")
    assert why in beside(page, "q")
    assert 'name="copy"' not in page
    assert 'name="copy_all"' not in page
    page = press(form, "copy", "q").content.decode()  # a forged button
    assert "写しませんでした。" in page
    assert fields_of(page, "answer")["a.q"] == [""]


def test_another_kind_is_another_question(form):
    page = form(text("q"), was=(Question("q", "integer"),), typed={"a.q": ["34"]}).open().content.decode()
    assert "mu-before" not in page


def test_consent_is_given_anew_and_not_copied(form):
    consent = Question("q", "consent", "同意", settings={"text": "連絡に使います。"})
    page = form(consent, typed={"a.q": ["1"]}).open().content.decode()
    assert "同意は、そのつど確かめるものであるため、写せません。" in page
    assert 'name="copy"' not in page


def test_what_is_exempt_or_calculated_is_shown_and_not_copied(form, cast):
    total = Question("sum", "calculated", "倍", settings={"formula": "{n} * 2"})
    form = form(Question("n", "integer", "数"), total, typed={"a.n": ["21"]})
    exempt(form.sheet, ["n"], by=cast.kanda)
    page = form.open().content.decode()
    assert "42" in beside(page, "sum")
    assert 'name="copy"' not in page
    press(form, "copy", "n")
    press(form, "copy", "sum")
    assert not any(any(values) for values in Draft.objects.get().typed.values())


def test_a_question_that_was_worded_otherwise_says_how(form):
    page = (
        form(text("q", "今年の設問"), was=(text("q", "昨年の設問"),), typed={"a.q": ["答え"]}).open().content.decode()
    )
    assert "前回の設問：昨年の設問" in page


def test_the_buttons_keep_the_page_that_one_is_on(form):
    form = form(text("one"), Question("b", "page_break"), text("two"), typed={"a.two": ["前回の二"]})
    fields = {"edit": form.edit, "page": "2", "a.two": "", "copy": "two"}
    response = form.client.post(form.address(), fields)
    assert response.url.endswith("?page=2#a-two-question")


def test_the_change_is_asked_about_told_again_and_kept(form):
    form = form()
    page = press(form, "confirm", voters="1,800").content.decode()
    assert "前回の1,204人から1,800人へ、49％増えています。" in page
    assert "前回から大きく変わった理由" in page
    press(form, "confirm", voters="1,800", voters__reason="選挙が重なった")
    confirm = form.confirm().content.decode()
    assert "49％増えています。 理由「選挙が重なった」" in confirm
    assert "空欄。理由" not in confirm
    form.hand_in()
    assert form.sheet.reasons == {"voters": "選挙が重なった"}


def test_the_number_of_queries_does_not_grow_with_the_earlier_answers(form, django_assert_max_num_queries):
    def queries(count: int) -> int:
        numbers = tuple(Question(f"n{place}", "integer", "数") for place in range(count))
        made = form(*numbers, typed={f"a.n{place}": ["3"] for place in range(count)})
        with django_assert_max_num_queries(1000) as captured:
            page = made.open().content.decode()
        assert page.count('name="copy"') == count
        return len(captured)

    assert queries(1) == queries(8)


# --- What a feature puts there ----------------------------------------------------------------------------------------


@dataclass
class Remark:
    pk: int
    text: str
    place: str = ""
    is_done: bool = False


@pytest.fixture
def remarks(monkeypatch):
    """Remarks at two questions on two pages, and what the form said of them."""
    told: list[tuple[set[int], set[int]]] = []
    by_question = {
        "one": [Remark(7, "けたを確かめてください。", "本庁舎、人数"), Remark(8, "単位", is_done=True)],
        "two": [Remark(9, "次")],
    }
    for view in (TrialFormView, TrialDraftView):
        monkeypatch.setattr(view, "remarks_by_question", lambda self: by_question)
        monkeypatch.setattr(view, "notes_by_question", lambda self: {"one": "担当：税務課"})
        monkeypatch.setattr(view, "keep_remarks", lambda self, done: told.append((done, self.remarks_on_page())))
    return told


@pytest.fixture
def two_pages(cast, signed_in) -> Form:
    questions = (text("one"), Question("b", "page_break"), text("two"))
    return Form(signed_in(cast.sato), a_trial(cast.prefecture, cast.sato, *questions))


def test_remarks_and_notes_stand_at_their_question(two_pages, remarks):
    page = two_pages.open().content.decode()
    assert "担当：税務課" in page
    assert "直してください（本庁舎、人数）" in page
    assert "けたを確かめてください。" in page
    assert re.search(r'name="remark" value="8" checked', page)
    assert not re.search(r'name="remark" value="7" checked', page)
    assert 'value="9"' not in page
    assert remarks == []


def test_every_post_tells_which_remarks_of_its_page_are_mended(two_pages, remarks):
    for button in ("save", "confirm", "go"):
        two_pages.client.post(two_pages.address(), {"edit": "1", "page": "1", "remark": ["7", "9", "x"], button: "2"})
    assert remarks == [({7}, {7, 8})] * 3
    remarks.clear()
    two_pages.client.post(two_pages.address("trial_draft"), {"edit": "1", "page": "2", "remark": "9"})
    assert remarks == [({9}, {9})]


def test_control_what_is_no_form_of_ours_unticks_nothing(two_pages, remarks):
    two_pages.client.post(two_pages.address(), {"remark": "7", "save": "1"})
    assert remarks == []


def test_a_sheet_that_may_not_be_changed_keeps_the_typing_and_says_why(two_pages, monkeypatch):
    for view in (TrialFormView, TrialDraftView, TrialConfirmView):
        monkeypatch.setattr(view, "why_read_only", lambda self: "締切を過ぎています。")
    response = two_pages.press("save", one="締切の一秒後")
    assert response.url == two_pages.address("trial_sheet")
    assert two_pages.sheet.answers == {}
    assert Draft.objects.get().typed == {"a.one": ["締切の一秒後"]}
    answer = two_pages.type(one="まだ打つ")
    assert (answer.status_code, answer.json()["problem"]) == (409, "締切を過ぎています。")
    assert two_pages.client.post(two_pages.address("trial_confirm"), {"seen": "x"}).status_code == 302
    assert "締切を過ぎています。" in two_pages.client.get(two_pages.address("trial_sheet")).content.decode()


def test_the_main_button_says_what_the_feature_calls_it(two_pages, monkeypatch):
    two_pages.press("confirm", one="一")
    assert "提出する</button>" in two_pages.confirm().content.decode()
    monkeypatch.setattr(TrialConfirmView, "hand_in_label", "審査に回す")
    assert "審査に回す</button>" in two_pages.confirm().content.decode()


@pytest.mark.parametrize("in_use", [True, False])
def test_a_file_that_is_in_use_elsewhere_stays(cast, signed_in, settings, tmp_path, monkeypatch, in_use):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    form = Form(signed_in(cast.sato), a_trial(cast.prefecture, cast.sato, Question("f", "file", need=Need.OPTIONAL)))
    upload = {"f.f": SimpleUploadedFile("図.txt", "内容".encode()), "save": "1", "edit": "1", "page": "1"}
    form.client.post(form.address(), upload)
    (file,) = form.sheet.answers["f"]
    monkeypatch.setattr(TrialFormView, "files_in_use", lambda self: {file} if in_use else set())
    form.open()
    form.press("save", f=[file], f__remove=[file])
    assert "f" not in form.sheet.answers
    assert (file in form.sheet.file_names) is in_use
