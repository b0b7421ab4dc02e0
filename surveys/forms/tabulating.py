"""Naming a cross-table that is to be kept."""

from __future__ import annotations

from django import forms

from core.questions.forms import crosstab


class SavedTableForm(crosstab.SavedTableForm):
    is_shared = forms.BooleanField(label="この調査を扱う人みんなに見せる", required=False)
    on_page = forms.BooleanField(
        label="調査の「内容」のページにも載せる",
        required=False,
        help_text="載せると、この調査を扱う人みんなに見えます。",
    )
    for_managers = ("is_shared", "on_page")
