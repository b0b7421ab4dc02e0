"""Writing a survey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from archive.forms.composing import AddressingForm
from core import clock
from core.files.fields import SeveralFilesField
from core.people.access import administers, organizations_for, posts_of
from core.people.form_fields import JapaneseDateTimeField
from core.people.models import Organization, Section, User, Verb
from core.people.templatetags.portal_format import jdate, jdatetime
from core.questions.models import Questionnaire
from surveys.models import Survey
from surveys.models.surveys import USUAL_REMINDERS
from surveys.services.composing import WRITTEN


class QuestionnaireField(forms.ModelChoiceField):
    """Says of each questionnaire whether it can be asked already."""

    def label_from_instance(self, questionnaire: Any) -> str:
        if not questionnaire.number:
            return f"{questionnaire.title}（下書き。照会までに公開してください）"
        draft = "、書き換え中の下書きあり" if questionnaire.has_draft else ""
        return f"{questionnaire.title}（公開中：第{questionnaire.number}版{draft}）"


class PreviousSurveyField(forms.ModelChoiceField):
    def label_from_instance(self, survey: Any) -> str:
        return f"{survey.title}（{jdate(survey.issued_at)}照会）"


class SurveyForm(AddressingForm):
    """A draft may be incomplete; only a title is needed to find it again. What issuing needs is checked there."""

    owner = forms.ModelChoiceField(label="調査する団体", queryset=Organization.objects.none(), empty_label=None)
    title = forms.CharField(label="件名", max_length=200)
    section = forms.ModelChoiceField(
        label="担当", queryset=Section.objects.none(), required=False, help_text="問い合わせは、担当の全員に届きます。"
    )
    is_restricted = forms.BooleanField(
        label="担当の班・課だけで扱う",
        required=False,
        help_text="印を付けると、担当の人と管理者のほかは、この調査を見られません。",
    )
    purpose = forms.CharField(
        label="調査の目的", required=False, max_length=5000, strip=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="何のために調べ、結果を何に使うかを書きます。",
    )  # fmt: skip
    background = forms.CharField(
        label="根拠・背景", required=False, max_length=5000, strip=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例：総務省自治行政局からの照会によるものです。",
    )  # fmt: skip
    instructions = forms.CharField(
        label="記入要領", required=False, max_length=20000, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    questionnaire = QuestionnaireField(
        label="様式", queryset=Questionnaire.objects.none(), required=False, empty_label="まだ選ばない"
    )
    previous = PreviousSurveyField(
        label="前回の調査", queryset=Survey.objects.none(), required=False, empty_label="なし",
        help_text="選ぶと、団体の回答欄の横に、前回の回答が出ます。",
    )  # fmt: skip
    files = SeveralFilesField(
        label="添付ファイルを追加",
        required=False,
        help_text="1つ100MBまで、一度に50個まで。どの種類のファイルも付けられます。",
    )
    due_at = JapaneseDateTimeField(label="回答期限", required=False)
    is_strict = forms.BooleanField(
        label="期限を過ぎた回答を受け付けない", required=False,
        help_text="印を付けないと、締め切るまでは、遅れた回答も「期限後」として受け付けます。",
    )  # fmt: skip
    reminder_days = forms.TypedMultipleChoiceField(
        label="督促の時期", required=False, coerce=int, widget=forms.CheckboxSelectMultiple(attrs={"data-dir": "row"}),
        help_text="その日の午前9時に、まだ回答していない団体だけに送ります。",
    )  # fmt: skip
    visibility = forms.ChoiceField(
        label="他団体の回答の見え方", choices=Survey.Visibility.choices, initial=Survey.Visibility.OWN,
        widget=forms.RadioSelect(attrs={"data-dir": "column"}),
    )  # fmt: skip
    internal_review = forms.BooleanField(
        label="団体内の承認を必要とする", required=False,
        help_text="書いた人とは別の人が承認すると、県に提出されます。",
    )  # fmt: skip
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: User, survey: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.survey = by, survey
        owners = Organization.objects.filter(pk__in=organizations_for(by, Verb.PUBLISH))
        if survey is not None:
            del self.fields["owner"]
            owners = Organization.objects.filter(pk=survey.owner_id)
        elif owners.count() == 1:
            self.fields["owner"].initial = owners.first()
            self.fields["owner"].widget = forms.HiddenInput()
        if survey is None:
            self.fields["owner"].queryset = owners
        self.fields["section"].queryset = Section.objects.filter(organization__in=owners).select_related("organization")
        own = Questionnaire.objects.visible_to(by).filter(owner__in=owners)
        # A questionnaire that stands in the draft stays there, whoever saves it.
        named = Q(pk=survey.questionnaire_id) if survey else Q(pk=None)
        self.fields["questionnaire"].queryset = Questionnaire.objects.filter(
            named | Q(pk__in=own.values("pk"))
        ).for_list()
        self.fields["previous"].queryset = _earlier(by, survey)
        days = sorted({*USUAL_REMINDERS, *(survey.reminder_days if survey else ())})
        self.fields["reminder_days"].choices = [(day, _day_words(day)) for day in days]
        if survey is None:
            self.fields["reminder_days"].initial = list(USUAL_REMINDERS)
        self.fields["files"].widget.attrs["multiple"] = True

    @staticmethod
    def initial_of(survey: Survey) -> dict[str, Any]:
        return {name: getattr(survey, name) for name in (*WRITTEN, "edit")} | {
            "to_organizations": list(survey.to_organizations.all()),
            "to_groups": list(survey.to_groups.all()),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        due = cleaned.get("due_at")
        if due and due <= clock.now():
            self.add_error("due_at", "回答期限には、これから先の日時を入力してください。")
        section, owner = cleaned.get("section"), cleaned.get("owner")
        if section and owner and section.organization_id != owner.pk:
            self.add_error("section", "調査する団体の班・課を選んでください。")
        elif cleaned.get("is_restricted"):
            self._check_restriction(section)
        return cleaned

    def _check_restriction(self, section: Section | None) -> None:
        if section is None:
            self.add_error("section", "担当の班・課だけで扱うときは、担当を選んでください。")
        elif not administers(self.by) and section.pk not in {post.section_id for post in posts_of(self.by)}:
            self.add_error("is_restricted", "あなたが所属していない班・課だけで扱うようにすると、開けなくなります。")

    def written(self) -> dict[str, Any]:
        """What the composing services take."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("owner", "files", "edit")}

    def differences_from(self, current: Survey) -> list[dict[str, str]]:
        """Field by field: what stands now and what this person typed, where they differ."""
        saved = SurveyForm.initial_of(current)
        found = []
        for name, typed in self.written().items():
            old, new = _words(saved[name]), _words(typed)
            if old != new:
                found.append({"label": str(self.fields[name].label), "saved": old, "typed": new})
        return found


def _earlier(by: User, survey: Survey | None) -> Any:
    """Issued surveys that the person runs, the newest first; also the one that stands in the draft."""
    run = Survey.objects.managed_by(by).exclude(state=Survey.State.DRAFT)
    named = Q(pk=survey.previous_id) if survey else Q(pk=None)
    return Survey.objects.filter(named | Q(pk__in=run.values("pk"))).order_by("-issued_at", "-pk")


def _day_words(days: int) -> str:
    if days == 0:
        return "当日"
    return f"{-days}日前" if days < 0 else f"{days}日後"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, str) or value is None:
        return (value or "").replace("\r\n", "\n")
    if hasattr(value, "astimezone"):
        return jdatetime(value)
    try:
        return "、".join(sorted(_day_words(item) if isinstance(item, int) else str(item) for item in value))
    except TypeError:
        return str(value)
