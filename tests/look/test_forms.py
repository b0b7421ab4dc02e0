"""How forms are rendered: label, required or optional, help, control, error; and the summary that links to them."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from core.clock import TOKYO
from core.people.clean_text import validate_single_line, validate_storable
from core.people.form_fields import JapaneseDateField, JapaneseDateTimeField


class SampleForm(forms.Form):
    title = forms.CharField(label="件名", help_text="40字まで", max_length=40)
    note = forms.CharField(label="備考", required=False, widget=forms.Textarea)
    category = forms.ChoiceField(label="分類", choices=[("a", "選挙")], widget=forms.RadioSelect)
    issued_on = JapaneseDateField(label="発出日", required=False)
    publish_at = JapaneseDateTimeField(label="公開する日時", required=False)
    agreed = forms.BooleanField(label="同意します")
    secret = forms.CharField(widget=forms.HiddenInput, initial="x")


GOOD = {"title": "題", "category": "a", "agreed": "on", "secret": "x"}


def test_the_parts_of_a_field_come_in_order():
    html = SampleForm({})["title"].as_field_group()
    parts = ["件名", "必須", "40字まで", "<input", "mu-field__error"]
    assert [html.index(part) for part in parts] == sorted(html.index(part) for part in parts)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html


def test_optional_is_said_too():
    assert "任意" in SampleForm()["note"].as_field_group()


def test_groups_are_fieldsets():
    html = SampleForm()["category"].as_field_group()
    assert "<fieldset" in html
    assert "<legend" in html


def test_the_browser_does_not_judge_before_the_server():
    html = str(SampleForm())
    assert " required" not in html
    assert "maxlength" not in html


def test_every_error_in_the_summary_leads_to_a_control():
    form = SampleForm({"publish_at_date": "令和8年11月21日"})
    html = str(form)
    for anchor in ("id_title", "id_category_0", "id_agreed", "id_publish_at_0"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html
    assert "日付と時刻の両方を入力してください。" in html


def test_errors_of_the_whole_form_and_of_hidden_fields_are_in_the_summary():
    form = SampleForm({**GOOD, "secret": ""})
    form.add_error(None, "ほかの人が先に変更しました。")
    html = str(form)
    assert "ほかの人が先に変更しました。" in html
    assert "入力に誤りが2件あります。" in html


def test_what_is_missing_is_asked_for_in_plain_words():
    form = SampleForm({})
    form.fields["note"].required = True
    form.fields["note"].error_messages["required"] = "備考を40字以内で書いてください。"
    html = str(form)
    for words in ("件名：入力してください。", "分類：選んでください。", "同意します：チェックを付けてください。"):
        assert words in html
    assert html.count("備考を40字以内で書いてください。") == 2


def test_what_was_typed_is_kept():
    html = str(SampleForm({"title": "<題>", "issued_on": "平成31年5月1日"}))
    assert 'value="&lt;題&gt;"' in html
    assert 'value="平成31年5月1日"' in html


def test_a_date_and_a_time_are_japans_time():
    form = SampleForm({**GOOD, "publish_at_date": "R8.11.21", "publish_at_time": "9:00"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["publish_at"] == datetime.datetime(2026, 11, 21, 9, 0, tzinfo=TOKYO)


def test_an_initial_date_is_written_as_people_read_it():
    form = SampleForm(initial={"issued_on": datetime.date(2026, 11, 21)})
    assert 'value="2026年11月21日(令和8年)"' in str(form["issued_on"])


def test_an_unchanged_date_is_not_a_change():
    form = SampleForm(
        {**GOOD, "issued_on": "2026年11月21日(令和8年)"},
        initial={"title": "題", "category": "a", "agreed": True, "issued_on": datetime.date(2026, 11, 21)},
    )
    assert form.changed_data == []


def test_a_formset_has_one_summary():
    formset = forms.formset_factory(SampleForm, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-title": "題", "form-1-title": "題"}
    )
    assert str(formset).count("data-error-summary") == 1


def test_groups_of_choices_have_their_names():
    class Grouped(forms.Form):
        to = forms.MultipleChoiceField(
            label="宛先",
            choices=[("市", [("1", "石巻市")]), ("町村", [("2", "蔵王町")])],
            widget=forms.CheckboxSelectMultiple,
        )

    html = str(Grouped())
    assert 'role="group" aria-label="町村"' in html
    assert html.count('class="mu-choices"') == 1


def test_an_empty_choice_says_what_it_means():
    class Choosing(forms.Form):
        needed = forms.ChoiceField(choices=[("", "---------"), ("a", "選挙")])
        possible = forms.ChoiceField(choices=[("", "---------"), ("a", "選挙")], required=False, initial="a")

    form = Choosing()
    assert "選んでください" in str(form["needed"])
    assert "指定しない" in str(form["possible"])
    assert "selected" in str(form["possible"])


def test_a_file_field_is_a_real_input_in_the_upload_area():
    class Upload(forms.Form):
        file = forms.FileField(label="添付")

    assert 'type="file"' in str(Upload())
    assert Upload({}, {"file": SimpleUploadedFile("a.txt", b"a")}).is_valid()


def test_nul_is_refused_by_every_text_field():
    form = SampleForm({**GOOD, "title": "a\x00b"})
    assert "title" in form.errors


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", "\udfff"])
def test_what_the_database_cannot_hold_is_refused(text):
    with pytest.raises(ValidationError, match="文字"):
        validate_storable(text)


@pytest.mark.parametrize("text", ["髙﨑𠮷葛󠄀㋿—", "か゚", "", "改行\nあり", "👨‍👩‍👧"])
def test_everything_else_is_kept_as_typed(text):
    validate_storable(text)


@pytest.mark.parametrize("text", ["件名\r\nBcc: x@example.jp", "a\tb", "a\u2028b"])
def test_single_lines_have_no_breaks(text):
    with pytest.raises(ValidationError, match="1行"):
        validate_single_line(text)
