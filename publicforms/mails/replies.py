"""The portal's own mails to who fills a form in: the receipt, moving up, input saved for later.

Nothing that somebody typed stands in them, so that nobody can have us send their words to others. The applicant's link
is made when a mail leaves, and stored nowhere.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.notifications.kinds import MessageKind, register
from core.notifications.letters import address_of
from core.notifications.models import Message, Notification
from core.people.templatetags.portal_format import jdatetime
from publicforms.links.mine import link_to
from publicforms.links.saved import resume_link
from publicforms.mails.refusals import is_refused, refusal_link
from publicforms.models import Form, SavedEntry, Submission
from publicforms.services.mailing import mail_to
from publicforms.visiting.languages import ENGLISH, JAPANESE


class FormMail(MessageKind):
    """A mail to an address that was typed into a form. Its owner can refuse further ones."""

    in_inbox = False
    hides_address = True

    def language(self, message: Message) -> str:
        return ENGLISH if message.context.get("language") == ENGLISH else JAPANESE


class ApplicantMail(FormMail):
    """About a submission; its subject is the submission."""

    def still_wanted(self, notification: Notification) -> bool:
        """Not to an address that refuses, nor to one that is not the applicant's any more."""
        submission = submission_of(notification.message)
        if submission is None or submission.address != notification.address:
            return False
        return not is_refused(notification.address)

    def at_sending(self, message: Message) -> dict[str, Any]:
        submission = submission_of(message)
        if submission is None:
            return {}
        form, language = submission.form, message.context.get("language", JAPANESE)
        texts = form.texts.get(language) or {}
        return {
            "link": in_language(link_to(submission), language),
            "refusal": in_language(refusal_link(submission.address), language),
            "receipt": submission.receipt,
            "is_waiting": submission.is_waiting,
            "reply_text": texts.get("reply_text") or form.reply_text,
            "contact": texts.get("contact") or form.contact,
        }


@register
class Receipt(ApplicantMail):
    code, label, urgent = "publicforms.receipt", "申込の受付", True

    def mail_subject(self, message: Message) -> str:
        return _("【受付】%(title)s") % {"title": message.title}

    def still_wanted(self, notification: Notification) -> bool:
        """Not once it was withdrawn either."""
        submission = submission_of(notification.message)
        return submission is not None and not submission.is_withdrawn and super().still_wanted(notification)


@register
class MovedUp(ApplicantMail):
    code, label = "publicforms.moved_up", "キャンセル待ちの繰上げ"

    def mail_subject(self, message: Message) -> str:
        return _("【キャンセル待ちの繰上げ】%(title)s") % {"title": message.title}

    def still_wanted(self, notification: Notification) -> bool:
        submission = submission_of(notification.message)
        is_counted = submission is not None and submission.standing == Submission.Standing.COUNTED
        return is_counted and super().still_wanted(notification)


@register
class Saved(FormMail):
    """The link to input that was saved for later; its subject is the saved entry."""

    code, label, urgent = "publicforms.saved", "入力の保存", True

    def mail_subject(self, message: Message) -> str:
        return _("【入力の保存】%(title)s") % {"title": message.title}

    def still_wanted(self, notification: Notification) -> bool:
        """Not once it was sent in, saved anew or given up."""
        entry = _saved_of(notification.message)
        return entry is not None and entry.address == notification.address and not is_refused(notification.address)

    def at_sending(self, message: Message) -> dict[str, Any]:
        entry = _saved_of(message)
        if entry is None:
            return {}
        return {
            "link": in_language(resume_link(entry), entry.language),
            "refusal": in_language(refusal_link(entry.address), entry.language),
            "until": jdatetime(entry.expires_at),
        }


# --- To the applicant -------------------------------------------------------------------------------------------------


def tell_receipt(submission: Submission) -> None:
    """One reply for each submission, however often this is called."""
    _mail_applicant(submission, Receipt, key=f"{submission.pk}")


def tell_moved_up(submission: Submission) -> None:
    """Nobody moves up twice: who was counted never waits again."""
    _mail_applicant(submission, MovedUp, key=f"{submission.pk}")


def tell_saved(entry: SavedEntry) -> None:
    """One mail for each save."""
    mail_to(
        entry.address, Saved.code, key=f"{entry.pk}-{entry.link_number}", subject=entry, sender=entry.form.owner,
        title=title_in(entry.form, entry.language), language=entry.language, number=entry.link_number,
    )  # fmt: skip


def _mail_applicant(submission: Submission, kind: type[ApplicantMail], *, key: str) -> None:
    if not submission.address:
        return
    form, language = submission.form, submission.language
    mail_to(
        submission.address, kind.code, key=key, subject=submission, sender=form.owner,
        title=title_in(form, language), language=language,
    )  # fmt: skip


def title_in(form: Form, language: str) -> str:
    return (form.texts.get(language) or {}).get("title") or form.title


def in_language(path: str, language: str) -> str:
    """The full address of a public page in this language."""
    return address_of(path if language == JAPANESE else f"{path}?lang={language}")


# --- What a message is about ------------------------------------------------------------------------------------------


def submission_of(message: Message) -> Submission | None:
    if message.subject_kind != Submission._meta.label_lower:
        return None
    return Submission.objects.filter(pk=message.subject_id).select_related("form__owner").first()


def _saved_of(message: Message) -> SavedEntry | None:
    saved = SavedEntry.objects.filter(pk=message.subject_id, link_number=message.context.get("number"))
    return saved.select_related("form").first()
