"""Writing a notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse

from archive.models import Category, Issuer, Notice
from core import clock
from core.files.fields import SeveralFilesField
from core.people.access import organizations_for
from core.people.form_fields import JapaneseDateField, JapaneseDateTimeField
from core.people.models import Organization, OrganizationGroup, Section, User, Verb

MAX_TAGS = 10


class TagsField(forms.CharField):
    """Words separated by commas (full or half width) → a list of words, each once."""

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, list):
            return value
        words = (super().to_python(value) or "").replace("、", ",").replace("，", ",").split(",")
        return list(dict.fromkeys(word.strip() for word in words if word.strip()))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MAX_TAGS:
            raise forms.ValidationError(f"タグは{MAX_TAGS}個までです（いま{len(value)}個）。")
        for word in value:
            if len(word) > 30:
                raise forms.ValidationError(f"タグは1つ30文字までです：{word}")

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


class AddressingForm(forms.Form):
    """Whom it goes to. A form of its own because the running count posts only this."""

    to_groups = forms.ModelMultipleChoiceField(
        label="宛先グループ", queryset=OrganizationGroup.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-dir": "row"}),
    )  # fmt: skip
    to_organizations = forms.ModelMultipleChoiceField(
        label="団体を個別に選ぶ", queryset=Organization.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-dir": "row"}),
        help_text="グループと重なっていても、各団体に届くのは1通です。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_groups"].queryset = OrganizationGroup.objects.all()
        self.fields["to_organizations"].queryset = Organization.objects.current()


class NoticeForm(AddressingForm):
    """A draft may be incomplete; only a title is needed to find it again. What publishing needs is checked there."""

    owner = forms.ModelChoiceField(label="発出する団体", queryset=Organization.objects.none(), empty_label=None)
    section = forms.ModelChoiceField(label="担当", queryset=Section.objects.none(), required=False)
    title = forms.CharField(label="件名", max_length=200)
    issuer_name = forms.CharField(
        label="発出元", max_length=100, required=False,
        help_text="文書を出した機関の名前です。例：総務省自治財政局。空欄のときは、発出する団体の名前が出ます。",
        widget=forms.TextInput(attrs={"list": "issuers"}),
    )  # fmt: skip
    number = forms.CharField(label="文書番号", max_length=60, required=False, help_text="例：市町第1187号、事務連絡")
    issued_on = JapaneseDateField(
        label="発出日", required=False, help_text="空欄のときは、発出した日になります。例：2026年11月21日、R8.11.21"
    )
    category = forms.ModelChoiceField(label="分類", queryset=Category.objects.all(), required=False)
    importance = forms.ChoiceField(
        label="重要度", choices=Notice.Importance.choices, initial=Notice.Importance.NORMAL, widget=forms.RadioSelect
    )
    tags = TagsField(label="タグ", required=False, help_text="「、」で区切って、10個まで付けられます。")
    body = forms.CharField(
        label="本文", max_length=20000, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    files = SeveralFilesField(
        label="添付ファイルを追加",
        required=False,
        help_text="1つ100MBまで、一度に50個まで。どの種類のファイルも付けられます。",
    )
    needs_acknowledgement = forms.BooleanField(
        label="受領確認を求める", required=False, help_text="団体ごとに1回「受領を確認する」を押してもらいます。"
    )
    acknowledge_by = JapaneseDateField(label="受領確認の期限", required=False)
    valid_until = JapaneseDateField(
        label="有効期限",
        required=False,
        help_text="過ぎると、一覧で期限切れと分かります。空欄のときは、別に通知するまでです。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: User, notice: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = Organization.objects.filter(pk__in=organizations_for(by, Verb.PUBLISH))
        self.fields["owner"].queryset = owners
        self.fields["section"].queryset = Section.objects.filter(organization__in=owners).select_related("organization")
        self.fields["files"].widget.attrs["multiple"] = True
        self.fields["tags"].widget.attrs["data-complete-url"] = reverse("archive:tags")
        self.notice = notice
        if notice is not None:
            del self.fields["owner"]
            self.fields["section"].queryset = Section.objects.filter(organization=notice.owner)
        elif owners.count() == 1:
            self.fields["owner"].initial = owners.first()
            self.fields["owner"].widget = forms.HiddenInput()

    @staticmethod
    def initial_of(notice: Notice) -> dict[str, Any]:
        names = ["section", "title", "number", "issued_on", "category", "importance", "body", "version"]
        names += ["needs_acknowledgement", "acknowledge_by", "valid_until"]
        return {name: getattr(notice, name) for name in names} | {
            "issuer_name": notice.issuer.name if notice.issuer else "",
            "tags": [tag.name for tag in notice.tags.all()],
            "to_organizations": list(notice.to_organizations.all()),
            "to_groups": list(notice.to_groups.all()),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        by, asked = cleaned.get("acknowledge_by"), cleaned.get("needs_acknowledgement")
        if by and not asked:
            self.add_error("acknowledge_by", "期限を設けるときは「受領確認を求める」にも印を付けてください。")
        today = clock.today()
        for name, what in (("acknowledge_by", "受領確認の期限"), ("valid_until", "有効期限")):
            if cleaned.get(name) and cleaned[name] < today:
                self.add_error(name, f"{what}には、今日以降の日付を入力してください。")
        section, owner = cleaned.get("section"), cleaned.get("owner")
        if section and owner and section.organization_id != owner.pk:
            self.add_error("section", "発出する団体の班・課を選んでください。")
        return cleaned

    def written(self) -> dict[str, Any]:
        """What the composing services take."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("owner", "files", "version")}

    def issuers(self) -> list[str]:
        return list(Issuer.objects.values_list("name", flat=True))


class PublicationForm(forms.Form):
    """On the confirmation page: now, or at a time."""

    NOW, LATER = "now", "later"
    when = forms.ChoiceField(
        label="発出の時期", choices=[(NOW, "今すぐ発出する"), (LATER, "日時を指定して発出する")], initial=NOW,
        widget=forms.RadioSelect(attrs={"data-dir": "column"}),
    )  # fmt: skip
    at = JapaneseDateTimeField(label="発出の日時", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("when") == self.LATER and "at" not in self.errors:
            if not cleaned.get("at"):
                self.add_error("at", "発出の日付と時刻を入力してください。")
            elif cleaned["at"] <= clock.now():
                self.add_error("at", "発出の日時には、これから先の日時を指定してください。")
        return cleaned


class WithdrawalForm(forms.Form):
    because = forms.CharField(
        label="取下げの理由",
        max_length=200,
        help_text="届いた団体に、この理由を知らせます。例：添付ファイルに誤りがありました。",
    )
