"""What leaves when the office handles submissions: letters and new links to applicants, a word to who is to handle."""

from __future__ import annotations

from django.urls import reverse

from core.notifications.kinds import MessageKind, register
from core.notifications.services.telling import open_message, tell_address, tell_people
from core.people.models import User
from publicforms.mails.replies import ApplicantMail, title_in
from publicforms.models import Form, Letter, Submission


@register
class LetterToApplicant(ApplicantMail):
    """What the office wrote; their link is made when it is sent."""

    code, label = "publicforms.letter", "申込についてのお知らせ"


@register
class NewLink(ApplicantMail):
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
        sender=submission.form.owner, by=letter.by, lines=[letter.text], language=submission.language,
    )  # fmt: skip
    tell_address(message, submission.address)


def tell_new_link(submission: Submission, *, by: User) -> None:
    if not submission.address:
        return
    form, language = submission.form, submission.language
    message = open_message(
        NewLink.code, key=f"{submission.pk}-{submission.link_number}", subject=submission,
        title=title_in(form, language), path="", sender=form.owner, by=by, language=language,
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
