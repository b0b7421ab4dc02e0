"""What is there of a form's applicants, in numbers: for whoever decides when it is erased."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from core.questions.models import SheetFile
from publicforms.models import Comment, Form, Letter, PendingFile, SavedEntry, Submission, SubmissionFile
from publicforms.services.erasing import exports_of, numbers_of

# No page waits for a million files to be counted.
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that will be erased. `is_capped`: there are more."""

    label: str
    number: int
    is_capped: bool = False


def what_is_kept(form: Form) -> list[Kept]:
    """Everything that goes on the form's day. The same number of queries for any form."""
    of_form = {"submission__form": form}
    files = [
        SheetFile.objects.filter(sheet__submission__form=form),
        SubmissionFile.objects.filter(**of_form),
        PendingFile.objects.filter(form=form),
    ]
    return [
        Kept("申込（取り下げられたものを含む）", number_of_submissions(form)),
        _counted("添付ファイル", *files),
        _counted("申込者とのやり取り", Letter.objects.filter(**of_form)),
        _counted("職員のコメント", Comment.objects.filter(**of_form)),
        _counted("途中で保存された入力", SavedEntry.objects.filter(form=form)),
        _counted("書き出したファイル", exports_of(form)),
    ]


def number_of_submissions(form: Form) -> int:
    """Those that are there: none once they were erased, whatever the counters remember."""
    return 0 if form.erased_at else sum(numbers_of(form).values())


def what_was_erased(form: Form) -> list[Kept]:
    """Of an erased form: how many there were."""
    numbers = numbers_of(form) if form.erased_at else {}
    return [Kept(str(one.label), numbers[one.value]) for one in Submission.Standing if numbers.get(one.value)]


def _counted(label: str, *found: QuerySet) -> Kept:
    number = sum(each.order_by()[: MOST + 1].count() for each in found)
    return Kept(label, min(number, MOST), is_capped=number > MOST)
