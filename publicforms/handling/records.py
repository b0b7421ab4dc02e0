"""One submission as a person of the office reads it: answers, files, comments, letters, history; masked as need be.

A fixed number of queries, however much has happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.files.models import StoredFile
from core.notifications.models import Notification
from core.people.models import User
from core.questions.definition import Definition
from core.questions.models import PastAnswers
from core.questions.showing import Shown
from publicforms.asked import definition_at
from publicforms.handling.masking import masked_questions, shown_answers
from publicforms.handling.quotes import hide, values_of
from publicforms.mails.letters import LetterToApplicant
from publicforms.mails.states import COLOURS, reply_state
from publicforms.models import Form, Submission, SubmissionFile


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or a letter, with what this person may not read hidden."""

    text: str
    by: User | None
    at: Any
    subject: str = ""
    mail: str = ""  # what became of its mail, in words
    mail_color: str = ""


class Record:
    """`submission` with form, status, assignee, by and the sheet's version."""

    def __init__(self, submission: Submission, form: Form, user: User) -> None:
        self.submission, self.form, self.user = submission, form, user

    @cached_property
    def hidden(self) -> frozenset[str]:
        return masked_questions(self.form, self.user)

    @property
    def masks(self) -> bool:
        return not self.form.personal_may_be_seen_by(self.user)

    @cached_property
    def definition(self) -> Definition:
        """What was asked when it was answered."""
        return definition_at(self.submission.sheet.version)

    @property
    def is_older_version(self) -> bool:
        return self.submission.sheet.version_id != self.form.version_id

    @cached_property
    def shown(self) -> list[Shown]:
        sheet = self.submission.sheet
        names = {} if self.masks else sheet.file_names
        return shown_answers(self.definition, sheet.answers, sheet.reasons, names, self.hidden)

    @cached_property
    def files(self) -> list[tuple[SubmissionFile, StoredFile]]:
        """What came beside the answers."""
        return [(one, one.file) for one in self.submission.files.select_related("file")]

    @cached_property
    def reply(self) -> tuple[str, str]:
        """What became of the receipt's mail, in words and a colour."""
        return reply_state(self.submission)

    # --- What was said ---

    @cached_property
    def comments(self) -> list[Said]:
        return [Said(self.hide(one.text), one.by, one.at) for one in self.submission.comments.select_related("by")]

    @cached_property
    def letters(self) -> list[Said]:
        """To and from the applicant, with what became of the mail."""
        letters = list(self.submission.letters.select_related("by"))
        keys = [str(letter.pk) for letter in letters]
        posted = Notification.objects.filter(message__kind=LetterToApplicant.code, message__key__in=keys)
        mails = {each.message.key: each for each in posted.select_related("message")}
        return [
            Said(self.hide(one.text), one.by, one.at, self.hide(one.subject), *_mail(mails.get(str(one.pk))))
            for one in letters
        ]

    @cached_property
    def history(self) -> list[dict[str, Any]]:
        """Entries for components/history.html, newest first."""
        events = self.submission.events.select_related("by").order_by("-pk")
        return [
            {
                "when": event.at,
                "who": str(event.by) if event.by else "",
                "text": event.get_what_display() + (f"：{self.hide(event.detail)}" if event.detail else ""),
            }
            for event in events
        ]

    def hide(self, text: str) -> str:
        """With masks where it quotes a personal answer, one of today or of before a correction."""
        return hide(text, self._quotable) if self.masks else text

    @cached_property
    def _quotable(self) -> set[str]:
        sheet = self.submission.sheet
        found = values_of(self.definition, sheet.answers, self.hidden)
        for past in PastAnswers.objects.filter(sheet=sheet).select_related("version").defer("version__content"):
            found |= values_of(definition_at(past.version), past.answers, self.hidden)
        return found


def _mail(notification: Notification | None) -> tuple[str, str]:
    if notification is None:
        return "", ""
    mail = Notification.Mail(notification.mail)
    return f"メール：{mail.label}", COLOURS.get(mail, "")
