"""The settings of a form are saved, by whoever started from what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from core import clock
from core.clock import Now
from core.people import audit
from core.people.models import User
from core.questions.services.composing import change
from publicforms.anonymity import let_in_counted
from publicforms.models import Form
from publicforms.services import placing
from publicforms.services.ending import is_due
from publicforms.services.knowing_again import know_again
from publicforms.services.publishing import erased_on, locked

# What a person writes; everything else of a form is the portal's to set.
WRITTEN = (
    "title",
    "slug",
    "section",
    "audience",
    "summary",
    "purpose",
    "contact",
    "done_text",
    "reply_text",
    "opens_at",
    "closes_at",
    "has_waitlist",
    "once_by",
    "reply_to",
    "may_correct",
    "embed_origins",
    "is_anonymous",
    "passcode",
    "networks",
    "by_codes",
    "shares_entries",
    "keep_days",
)
CHOSEN = ("watchers", "participants")  # of many
# Those who answered were told so, or were asked for it: it stays as it was when the form was published.
FIXED_BY_PUBLISHING = ("audience", "is_anonymous")
# What a published form must not be without.
NEEDED = ("purpose", "contact", "closes_at", "keep_days")
TIMES = ("opens_at", "closes_at")


class ChangedMeanwhile(Exception):
    """Somebody else saved since the page was opened; `current` is what stands now."""

    def __init__(self, current: Form) -> None:
        super().__init__(current.pk)
        self.current = current


class NotChangeable(Exception):
    """A value that a form in its state may not have. `field` names it, the text says why."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def save_settings(form_id: int, *, edit: int, by: User, **written: Any) -> Form:
    """Save what was written, if nobody else saved since `edit`. Of a published form the day of erasure follows.

    Raises ChangedMeanwhile, NotChangeable. Who is sending in at this moment is waited for, so that no submission
    falls between the old settings and the new ones.
    """
    placing.hold(form_id)  # first of all, as everybody who changes submissions
    form = locked(form_id)
    if form.edit != edit:
        raise ChangedMeanwhile(form)
    let_in_counted(form)
    fields = {name: written[name] for name in WRITTEN if name in written}
    changed = {name for name, value in fields.items() if getattr(form, name) != value}
    for name in changed:
        setattr(form, name, fields[name])
    if not form.is_draft:
        _refuse_what_visitors_were_promised(form, changed)
        if changed & {"closes_at", "keep_days"}:
            fields["erase_on"] = form.erase_on = erased_on(form)
    try:
        with transaction.atomic():
            saved = Form.objects.filter(pk=form_id, edit=edit).update(edit=F("edit") + 1, updated_at=Now(), **fields)
    except IntegrityError as error:
        if "slug" not in str(error):
            raise
        raise NotChangeable("slug", "このアドレスは、ほかのフォームが使っています。") from None
    if not saved:  # cannot happen under the lock; the WHERE is what promises it
        raise ChangedMeanwhile(Form.objects.get(pk=form_id))
    if "once_by" in changed:
        know_again(form)
    if "title" in changed:
        _rename_questions(form, by=by)
    many = {name for name in CHOSEN if name in written and _choose(form, name, written[name])}
    audit.record("form.edited", form, by=by, organization=form.owner_id, **_told(form, changed | many))
    return Form.objects.get(pk=form_id)


def _refuse_what_visitors_were_promised(form: Form, changed: set[str]) -> None:
    """`form` carries the new values already."""
    for name in FIXED_BY_PUBLISHING:
        if name in changed:
            raise NotChangeable(name, "公開した後は、変えられません。")
    for name in NEEDED:
        if name in changed and not getattr(form, name):
            raise NotChangeable(name, "公開したフォームでは、空欄にできません。")
    if form.erased_at and changed & {*TIMES, "keep_days"}:
        raise NotChangeable("keep_days", "申込は、すでに消去しました。期間と保存日数は変えられません。")
    now = clock.now()
    if "closes_at" in changed and form.closes_at is not None and form.closes_at <= now:
        raise NotChangeable(
            "closes_at", "これから先の日時を入力してください。すぐに終えるには「受付を終える」を使ってください。"
        )
    if changed & {*TIMES, "keep_days"} and is_due(form, now):
        raise NotChangeable("keep_days", "申込を消去する日を過ぎています。期間と保存日数は変えられません。")
    erase_on = erased_on(form)
    if "keep_days" in changed and erase_on is not None and erase_on <= now.astimezone(clock.TOKYO).date():
        raise NotChangeable("keep_days", "この日数では、消去する日が過ぎてしまいます。もっと長くしてください。")


def _rename_questions(form: Form, *, by: User) -> None:
    """Among the questionnaires they are found by the form's name."""
    asked = form.questionnaire
    change(asked, title=form.title, is_template=asked.is_template, is_shared=asked.is_shared, by=by)


def _choose(form: Form, name: str, chosen: Any) -> bool:
    """Whether anything became different."""
    field = getattr(form, name)
    before = set(field.values_list("pk", flat=True))
    field.set(chosen)
    return before != {one.pk for one in chosen}


def _told(form: Form, changed: set[str]) -> Mapping[str, Any]:
    """For the audit log: which settings, and the new values of those that decide how long and by whom."""
    names = [str(getattr(Form, name).field.verbose_name) for name in (*WRITTEN, *CHOSEN) if name in changed]
    details: dict[str, Any] = {"settings": names}
    if "closes_at" in changed and form.closes_at:
        details["closes_at"] = form.closes_at.isoformat()
    if changed & {"closes_at", "keep_days"} and form.erase_on:
        details["erase_on"] = form.erase_on.isoformat()
    return details
