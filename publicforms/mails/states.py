"""What became of the mail that an applicant got by itself, for the office."""

from __future__ import annotations

from core.notifications.models import Notification
from publicforms.mails.refusals import is_refused
from publicforms.mails.replies import Receipt
from publicforms.models import Submission
from publicforms.services.mailing import TOO_MANY

COLOURS = {
    Notification.Mail.SENT: "green",
    Notification.Mail.FAILED: "red",
    Notification.Mail.WITHHELD: "orange",
}


def reply_state(submission: Submission) -> tuple[str, str]:
    """In words, with the colour of a chip; empty where nobody is written to."""
    if not submission.address:
        return "", ""
    if is_refused(submission.address):
        return "受信を辞退", "orange"
    posted = Notification.objects.filter(message__kind=Receipt.code, message__key=f"{submission.pk}").first()
    if posted is None:
        return "", ""
    mail = Notification.Mail(posted.mail)
    words = "同じ宛先へのメールが続いたため送信せず" if posted.mail_error == TOO_MANY else mail.label
    return f"受付のメール：{words}", COLOURS.get(mail, "")
