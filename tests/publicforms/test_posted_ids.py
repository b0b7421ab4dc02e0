"""Ids that belong to another form are slipped into what a page posts: nothing of that form changes, nor is it shown."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict
from django.urls import reverse

from publicforms.links.tokens import new_token
from publicforms.models import Form, FormTable, Letter, LetterTemplate, PendingFile, Submission
from publicforms.services.evidence import keep_evidence
from tests.publicforms.making import opened, submitted, typed

pytestmark = pytest.mark.django_db
NAME = "金糸雀"


def state_of(form: Form) -> list[Any]:
    """All that the posts below might change."""
    models = (Submission, LetterTemplate, FormTable, PendingFile)
    found: list[Any] = [
        [model_to_dict(one) for one in model.objects.filter(form=form).order_by("pk")] for model in models
    ]
    return [*found, list(form.statuses.values()), Letter.objects.filter(submission__form=form).count()]


@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_ids_of_another_form_change_nothing_and_show_nothing(cast, signed_in, whose):
    """Another of Midori's own office, which she may change from its own pages, and one of another town."""
    form = opened(cast)
    one = submitted(form)
    by, owner = (cast.midori, cast.ishinomaki) if whose == "ours" else (cast.akira, cast.shiroishi)
    other = opened(cast, owner=owner, by=by)
    foreign = submitted(other, typed(f"{NAME} 花子"))
    template = LetterTemplate.objects.create(form=other, name="案", subject=NAME, text=NAME)
    table = FormTable.objects.create(form=other, title=NAME, query="rows=job", is_shared=True, created_by=by)
    token = new_token(other, by).digest
    keep_evidence(other, token, [SimpleUploadedFile("写し.txt", "写し".encode())], by=by)
    scan, status = PendingFile.objects.get(form=other).file_id, other.statuses.get(name="決定")
    before, mine = state_of(other), state_of(form)
    midori, listed, record = signed_in(cast.midori), [form.pk], [form.pk, one.receipt]
    letter = {"subject": "件名", "text": "本文", "send": "1", "sending": str(uuid.uuid4())}
    evidence = {"token": new_token(form, cast.midori).text, "drop": str(scan), "version": form.version_id}
    for name, args, data in (
        (
            "submission_statuses",
            listed,
            {"chosen": foreign.pk, "status": form.statuses.get(name="決定").pk, "confirmed": 1},
        ),
        ("submission_statuses", listed, {"chosen": one.pk, "status": status.pk, "confirmed": 1}),
        ("submission_assignments", listed, {"chosen": foreign.pk, "assignee": cast.midori.pk, "confirmed": 1}),
        ("submission_assignments", listed, {"chosen": one.pk, "assignee": cast.akira.pk, "confirmed": 1}),
        ("submission_statuses", listed, {"chosen": foreign.pk, "status": form.statuses.get(name="決定").pk}),
        ("letters", listed, {"chosen": foreign.pk, "subject": "{受付番号}", "text": "本文", "preview": 1}),
        ("letters", listed, {"chosen": foreign.pk} | letter),
        ("letters", listed, {"chosen": one.pk, "use": 1, "template": template.pk}),
        ("submission_status", record, {"status": status.pk}),
        ("submission_assignment", record, {"assignee": cast.akira.pk}),
        ("submission_withdrawal", [form.pk, foreign.receipt], {}),
        ("submission_link", [form.pk, foreign.pk], {"link_number": 1}),
        ("letter_template_deletion", [form.pk, template.pk], {}),
        ("status_removal", [form.pk, status.pk], {"into": form.statuses.first().pk}),
        ("status_removal", [form.pk, form.statuses.get(name="受付").pk], {"into": status.pk}),
        ("status_order", listed, {"up": status.pk}),
        ("crosstab_table_removal", [form.pk, table.pk], {}),
        ("entry", listed, evidence),
    ):
        response = midori.post(reverse(f"forms:{name}", args=args), data)
        assert response.status_code in (200, 302, 404, 409, 422), (name, response.status_code)
        text = response.content.decode()
        assert [word for word in (NAME, foreign.receipt) if word in text] == [], name
        assert state_of(other) == before, name
        assert state_of(form) == mine, name
