"""What is said before submissions are erased."""

from __future__ import annotations

import datetime

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from core import clock
from core.notifications.kinds import MessageKind, register
from core.notifications.models import Message, Notification
from core.notifications.services.telling import open_message, tell_people
from core.people.japanese_dates import format_japanese_date
from publicforms.grants import people_who_may
from publicforms.models import Form, FormVerb

DAYS_BEFORE = 14


@register
class ErasingSoon(MessageKind):
    code, label = "publicforms.erasing_soon", "申込の消去の予告"

    def mail_subject(self, message: Message) -> str:
        return f"【申込の消去の予告】{message.title}"

    def facts(self, message: Message) -> list[tuple[str, str]]:
        return [("消去する日", format_japanese_date(_day_of(message)))]

    def still_wanted(self, notification: Notification) -> bool:
        """Not once it is erased, or the day is another."""
        forms = Form.objects.filter(pk=notification.message.subject_id, erased_at__isnull=True)
        return forms.filter(erase_on=_day_of(notification.message)).exists()


def forms_to_tell_of() -> QuerySet[Form]:
    """Those that are erased within two weeks, of which nobody was told yet that it will be on that day."""
    until = clock.today() + datetime.timedelta(days=DAYS_BEFORE)
    soon = Form.objects.filter(erase_on__lte=until, erased_at__isnull=True).exclude(state=Form.State.DRAFT)
    key = Concat(Cast(OuterRef("pk"), CharField()), Value("-"), Cast(OuterRef("erase_on"), CharField()))
    return soon.filter(~Exists(Message.objects.filter(kind=ErasingSoon.code, key=key)))


def tell_erasing_soon(form: Form) -> None:
    """Whoever may change the settings, once for each day that was set. Safe to repeat."""
    if form.erase_on is None:
        raise ValueError("A form that has no day is never erased.")
    day = format_japanese_date(form.erase_on)
    message = open_message(
        ErasingSoon.code, key=f"{form.pk}-{form.erase_on.isoformat()}", subject=form, title=form.title,
        path=reverse("forms:retention", args=[form.pk]), sender=form.owner, by=None, erase_on=form.erase_on.isoformat(),
        lines=[
            f"{day}になると、このフォームの申込を、添付ファイルややり取りも含めて消去します。元には戻せません。",
            "必要な集計や書出しは、それまでに済ませてください。保存する日数は、フォームの設定で変えられます。",
        ],
    )  # fmt: skip
    tell_people(message, people_who_may(form, FormVerb.EDIT))


def _day_of(message: Message) -> datetime.date:
    return datetime.date.fromisoformat(message.context["erase_on"])
