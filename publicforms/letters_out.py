"""What leaves when the office handles submissions: letters and new links to applicants, a word to who is to handle."""

from __future__ import annotations

from django.urls import reverse

from core.notifications.kinds import MessageKind, register
from core.notifications.letters import address_of
from core.notifications.models import Message, Notification
from core.notifications.services.telling import open_message, tell_address, tell_people
from core.people.models import User
from publicforms.links import link_to
from publicforms.models import Form, Letter, Submission

LINK = "あなたの申込のページ"


class ToApplicant(MessageKind):
    """A mail to an applicant. Their link is made when it is sent, and kept nowhere."""

    in_inbox = False

    def facts(self, message: Message) -> list[tuple[str, str]]:
        found = Submission.objects.select_related("form").filter(pk=message.subject_id).first()
        if found is None:
            return []
        return [("フォーム", found.form.title), ("受付番号", found.receipt), (LINK, address_of(link_to(found)))]

    def still_wanted(self, notification: Notification) -> bool:
        """Not once the submission is erased."""
        return Submission.objects.filter(pk=notification.message.subject_id).exists()


@register
class LetterToApplicant(ToApplicant):
    code, label = "publicforms.letter", "申込についてのお知らせ"


@register
class NewLink(ToApplicant):
    code, label = "publicforms.new_link", "申込のページの新しいリンク"


@register
class Assigned(MessageKind):
    code, label = "publicforms.assigned", "申込の担当"


def tell_letter(letter: Letter) -> None:
    """To the address that the applicant gave, if any. Safe to repeat: a letter is one message."""
    submission = letter.submission
    if not submission.address:
        return
    message = open_message(
        LetterToApplicant.code, key=f"{letter.pk}", subject=submission, title=letter.subject, path="",
        sender=submission.form.owner, by=letter.by, lines=[letter.text],
    )  # fmt: skip
    tell_address(message, submission.address)


def tell_new_link(submission: Submission, *, by: User) -> None:
    if not submission.address:
        return
    lines = ["申込の内容を見るためのリンクが新しくなりました。これまでのリンクは使えません。"]
    message = open_message(
        NewLink.code, key=f"{submission.pk}-{submission.link_number}", subject=submission,
        title=f"{submission.form.title}：リンクが新しくなりました", path="", sender=submission.form.owner, by=by,
        lines=lines,
    )  # fmt: skip
    tell_address(message, submission.address)


def tell_assigned(form: Form, person: User, number: int, *, by: User) -> None:
    """In the inbox, with the list of what is theirs; nothing of what the applicants wrote."""
    path = reverse("forms:submissions", args=[form.pk]) + f"?assignee={person.pk}"
    message = open_message(
        Assigned.code, key=None, subject=form, title=form.title, path=path, sender=form.owner, by=by,
        lines=[f"{by}さんが、申込{number}件の担当をあなたにしました。"],
    )  # fmt: skip
    tell_people(message, [person])
