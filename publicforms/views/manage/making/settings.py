"""The settings of a form. Who saves second is shown both versions and loses nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from core.people.templatetags.portal_format import jdate
from publicforms.forms.settings import SettingsForm
from publicforms.making.addresses import public_address
from publicforms.models import Form
from publicforms.services.settings import ChangedMeanwhile, NotChangeable, save_settings
from publicforms.views.manage.making.base import MakersForm


class SettingsView(MakersForm):
    form_class = SettingsForm
    template_name = "publicforms/manage/making/settings.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"form": self.object}

    def get_initial(self) -> dict[str, Any]:
        return SettingsForm.initial_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(address=public_address(self.object), **kwargs)

    def done(self, form: SettingsForm) -> HttpResponse:
        before = self.object
        try:
            saved = save_settings(
                before.pk, edit=form.cleaned_data["edit"] or 0, by=self.request.user, **form.written()
            )
        except ChangedMeanwhile as meanwhile:
            return self.conflict(form, meanwhile.current)
        except NotChangeable as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
            return self.refused(form)
        messages.success(self.request, f"設定を保存しました。{_told(before, saved)}")
        if before.audience != saved.audience:
            return redirect("forms:settings", saved.pk)
        return self.to_form()

    def conflict(self, form: SettingsForm, current: Form) -> HttpResponse:
        """Somebody else saved first: show both, keep what was typed; saving again decides."""
        differences = form.differences_from(current)
        form.data = form.data.copy()
        form.data["edit"] = current.edit
        return self.refused(form, status=409, differences=differences)


def _told(before: Form, saved: Form) -> str:
    """What follows from the change, in words."""
    told = []
    if saved.erase_on != before.erase_on and saved.erase_on:
        told.append(f"申込を消去する日は、{jdate(saved.erase_on)}になりました。")
    if saved.slug != before.slug:
        told.append(f"新しいアドレスは、{public_address(saved)}です。")
    if before.audience != saved.audience:
        told.append("回答する人に合わせた設定を確かめてください。")
    return "".join(told)
