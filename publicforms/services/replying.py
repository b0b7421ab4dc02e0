"""What the applicant sends after the submission: messages to the office, and further documents."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import Now, later
from core.files.models import StoredFile
from core.files.naming import clean_name
from core.files.services.storing import store
from core.files.sniffing import recognise
from core.jobs.enqueueing import enqueue
from core.people.templatetags.portal_format import filesize_ja
from publicforms.models import Event, Letter, Submission, SubmissionFile

LONGEST, MOST_A_DAY = 2000, 10
DAY_SECONDS, TWICE_SECONDS = 24 * 3600, 600
MOST_DOCUMENTS, DOCUMENT_BYTES = 10, 20 * 1024**2
Family, Kind = StoredFile.Family, SubmissionFile.Kind
FAMILIES = (Family.PDF, Family.IMAGE, Family.WORD, Family.EXCEL, Family.TEXT)


@transaction.atomic
def write_to_office(submission: Submission, text: str) -> Letter:
    """A message of the applicant's. The same words again within minutes are the same message.

    Raises ValidationError, in words for the applicant, for an empty or overlong text, after too many in a day, and
    once the submission is withdrawn.
    """
    held = _held(submission)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("メッセージを入力してください。"))
    if len(text) > LONGEST:
        raise ValidationError(
            _("メッセージは%(most)s字までです。いまは%(length)s字あります。"),
            params={"most": f"{LONGEST:,}", "length": f"{len(text):,}"},
        )
    own = Letter.objects.filter(submission=held, by=None)
    again = own.filter(text=text, at__gt=later(-TWICE_SECONDS)).first()
    if again is not None:
        return again
    if own.filter(at__gt=later(-DAY_SECONDS)).count() >= MOST_A_DAY:
        raise ValidationError(
            _("1日に送れるメッセージは%(most)s件までです。お急ぎのときは、電話でお問い合わせください。"),
            params={"most": MOST_A_DAY},
        )
    letter = Letter.objects.create(submission=held, text=text)
    _note(held, Event.What.LETTER, "申込者から")
    return letter


@transaction.atomic
def add_documents(submission: Submission, uploads: Sequence[File]) -> list[SubmissionFile]:
    """Further documents: all of them, or none. A file that is there already is not added twice.

    Raises ValidationError, in words for the applicant.
    """
    held = _held(submission)
    if not uploads:
        raise ValidationError(_("ファイルを選んでください。"))
    there = held.files.filter(kind=Kind.DOCUMENT).select_related("file")
    known = {(one.file.name, one.file.sha256) for one in there}
    for upload in uploads:
        _refuse(upload)
    new = [upload for upload in uploads if (clean_name(upload.name), _sha256(upload)) not in known]
    if len(known) + len(new) > MOST_DOCUMENTS:
        message = _("追加できるファイルは%(most)s個までです。いま%(there)s個あります。")
        raise ValidationError(message, params={"most": MOST_DOCUMENTS, "there": len(known)})
    added = SubmissionFile.objects.bulk_create(
        SubmissionFile(submission=held, file=store(each, owner=held.form.owner, by=None), kind=Kind.DOCUMENT)
        for each in new
    )
    if added:
        _note(held, Event.What.DOCUMENT, f"{len(added)}個")
    return added


def _held(submission: Submission) -> Submission:
    """Held until the commit: two posts of the same page come one after the other."""
    found = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("form__owner")
    held = found.get(pk=submission.pk)
    if held.is_withdrawn:
        raise ValidationError(_("この申込は取り下げられています。"))
    return held


def _note(submission: Submission, what: Event.What, detail: str) -> None:
    Submission.objects.filter(pk=submission.pk).update(updated_at=Now())
    event = Event.objects.create(submission=submission, what=what, detail=detail)
    enqueue("publicforms.from_applicant", submission=submission.pk, event=event.pk)


def _sha256(upload: File) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _refuse(upload: File) -> None:
    """Smaller than what an answer may hold, and of the kinds that an office opens."""
    name = clean_name(upload.name)
    if upload.size > DOCUMENT_BYTES:
        raise ValidationError(
            _("「%(name)s」は大きすぎます。1ファイル%(limit)sまで追加できます。"),
            params={"name": name, "limit": filesize_ja(DOCUMENT_BYTES)},
        )
    found, _charset = recognise(upload)
    if upload.size and found.family not in FAMILIES:  # an empty one is refused where it is stored
        wanted = _("・").join(str(family.label) for family in FAMILIES)
        raise ValidationError(
            _("「%(name)s」は受け付けられません。%(wanted)sのファイルを選んでください。"),
            params={"name": name, "wanted": wanted},
        )
