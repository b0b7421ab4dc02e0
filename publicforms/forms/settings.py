"""The settings of a form. A draft may be incomplete: what opening needs, the checklist says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.people.models import Organization, Section
from core.people.templatetags.portal_format import jdatetime
from publicforms.forms.settings_fields import SettingsFields
from publicforms.grants import people_who_may
from publicforms.making.drafted import TELLING_ONE, definition_in_work
from publicforms.models import Form, FormVerb
from publicforms.services.settings import CHOSEN, FIXED_BY_PUBLISHING, NEEDED, TIMES, WRITTEN

Audience = Form.Audience
# What only forms for these people have, and what it is for the others.
ONLY_FOR = {
    Audience.COLLEAGUES: {"is_anonymous": False, "passcode": "", "networks": [], "by_codes": False},
    Audience.SIGNED_IN: {"participants": [], "shares_entries": False},
}
GROUPS = (
    ("basic", "基本", ("title", "slug", "slug_sure", "section", "audience")),
    ("texts", "申し込む人が読む文", ("summary", "purpose", "contact", "done_text")),
    ("time", "受付期間", TIMES),
    ("colleagues", "職員アンケート", ("is_anonymous", "passcode", "networks", "by_codes")),
    ("participants", "回答する団体", ("participants", "shares_entries")),
    ("entry", "申込の受け方", ("has_waitlist", "once_by", "may_correct")),
    ("reply", "自動返信メール", ("reply_to", "reply_text")),
    ("keeping", "保存と消去", ("keep_days",)),
    ("office", "職員へのお知らせ", ("watchers",)),
    ("embedding", "ほかのサイトへの埋め込み", ("embed_origins",)),
)


@dataclass(frozen=True)
class Group:
    """One part of the page: its fields, those left out that do not apply now."""

    code: str
    title: str
    fields: list[forms.BoundField]


class SettingsForm(SettingsFields):
    """`form` is the one whose settings they are. What does not apply to it, or must not change, has no field."""

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form
        self.fields["section"].queryset = Section.objects.filter(organization=form.owner_id)
        self.fields["watchers"].queryset = people_who_may(form, FormVerb.SEE)
        self.fields["participants"].queryset = Organization.objects.current()
        self._offer_questions()
        if form.is_draft:
            del self.fields["slug_sure"]
        else:
            self._lock_what_was_promised()
        for audience, names in ONLY_FOR.items():
            if audience != self.shown_audience:
                self._drop(*names)

    @property
    def shown_audience(self) -> str:
        """Of those whose fields are shown: what was typed, where it can be chosen."""
        typed = self.data.get("audience") if self.is_bound and "audience" in self.fields else None
        return typed if typed in Audience.values else self.form.audience

    def _drop(self, *names: str) -> None:
        for name in names:
            self.fields.pop(name, None)

    def _lock_what_was_promised(self) -> None:
        self._drop(*FIXED_BY_PUBLISHING)
        for name in NEEDED:
            self.fields[name].required = True
        if self.form.moment(clock.now()) in (Form.Moment.AFTER, Form.Moment.WITHDRAWN):
            self._drop(*TIMES)
        if self.form.erased_at:
            self._drop(*TIMES, "keep_days")

    def _offer_questions(self) -> None:
        definition = definition_in_work(self.form)
        asked = [(one.key, definition.called(one.key), one.kind) for one in definition.asked]
        once = [(key, called) for key, called, kind in asked if kind in TELLING_ONE]
        mails = [(key, called) for key, called, kind in asked if kind == "email"]
        self.fields["once_by"].choices = [("", "限らない"), *_with_lost(self.form.once_by, once)]
        first = f"{mails[0][1]}（最初のもの）" if mails else "メールアドレスの設問がありません（返信しません）"
        self.fields["reply_to"].choices = [("", first), *_with_lost(self.form.reply_to, mails)]

    def groups(self) -> list[Group]:
        """The parts of the page; a part of which nothing applies is left out."""
        found = []
        for code, title, names in GROUPS:
            fields = [self[name] for name in names if name in self.fields]
            if fields or (code == "time" and not self.form.is_draft):
                found.append(Group(code, title, fields))
        return found

    @staticmethod
    def initial_of(form: Form) -> dict[str, Any]:
        known = {name: getattr(form, name) for name in (*WRITTEN, "edit")}
        return known | {name: list(getattr(form, name).all()) for name in CHOSEN}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if Form.objects.filter(slug=slug).exclude(pk=self.form.pk).exists():
            raise ValidationError("このアドレスは、ほかのフォームが使っています。")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            "slug_sure" in self.fields
            and cleaned.get("slug") not in (None, self.form.slug)
            and not cleaned["slug_sure"]
        ):
            self.add_error("slug_sure", "アドレスを変えるときは、影響を確かめて、印を付けてください。")
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "受付開始より後の日時を入力してください。")
        elif closes and closes <= clock.now() and (self.form.is_draft or closes != self.form.closes_at):
            self.add_error("closes_at", "これから先の日時を入力してください。")
        if cleaned.get("is_anonymous") or (self.form.is_anonymous and not self.form.is_draft):
            for name in ("once_by", "has_waitlist"):
                if cleaned.get(name):
                    self.add_error(name, "だれの回答か分からないようにするフォームでは、使えません。")
        return cleaned

    def written(self) -> dict[str, Any]:
        """What the service takes: with what does not apply to these people set back."""
        known = {name: self.cleaned_data[name] for name in (*WRITTEN, *CHOSEN) if name in self.cleaned_data}
        if self.form.is_draft:
            for audience, names in ONLY_FOR.items():
                if audience != self.shown_audience:
                    known |= names
        return known

    def differences_from(self, current: Form) -> list[dict[str, str]]:
        """Field by field: what stands now and what this person typed, where they differ."""
        saved = SettingsForm.initial_of(current)
        found = []
        for name, typed in self.cleaned_data.items():
            if name not in saved or name == "edit":
                continue
            old, new = self._words(name, saved[name]), self._words(name, typed)
            if old != new:
                found.append({"label": str(self.fields[name].label), "saved": old, "typed": new})
        return found

    def _words(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if hasattr(value, "astimezone"):
            return jdatetime(value)
        if isinstance(self.fields[name], forms.ChoiceField) and isinstance(value, str):
            return str(dict(self.fields[name].choices).get(value, value))
        if isinstance(value, str) or value is None:
            return (value or "").replace("\r\n", "\n")
        if hasattr(value, "__iter__"):
            return "、".join(sorted(str(each) for each in value))
        return str(value)


def _with_lost(chosen: str, offered: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A question that is not asked any more stays in the list, so that nothing is changed by looking."""
    if chosen and chosen not in dict(offered):
        return [*offered, (chosen, "なくなった設問（選び直してください）")]
    return offered
