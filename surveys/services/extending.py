"""A later due date for single organizations (期限延長)."""

from __future__ import annotations

import datetime

from django.db import transaction

from core import clock
from core.people import audit
from core.people.models import User
from surveys.messages_out import tell_extended
from surveys.models import Extension, Response
from surveys.services.moving import locked
from surveys.states import OWING


class NotExtendable(Exception):
    """The extension cannot be given; the text says why."""


@transaction.atomic
def extend(response_id: int, *, to: datetime.datetime, reason: str, by: User) -> Extension:
    """Give one organization more time, and tell it. An extension never shortens. Raises NotExtendable."""
    response = locked(response_id)
    due = response.due_at
    if not response.survey.is_open or due is None:
        raise NotExtendable("回答受付中の調査だけ、期限を延ばせます。")
    if response.state not in OWING:
        raise NotExtendable("すでに回答が済んでいるため、期限を延ばす必要はありません。")
    if to <= due:
        raise NotExtendable("延長後の期限には、いまの期限より後の日時を入力してください。")
    if to <= clock.now():
        raise NotExtendable("延長後の期限には、これから先の日時を入力してください。")
    Response.objects.filter(pk=response.pk).update(extended_to=to)
    response.extended_to = to
    extension = Extension.objects.create(response=response, old_due_at=due, new_due_at=to, reason=reason, by=by)
    audit.record(
        "response.extended", response, by=by, organization=response.organization_id, due=to.isoformat(), why=reason
    )
    tell_extended(response, extension)
    return extension
