"""Making the short copies of a form with many submissions, and making them again of what has changed since."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from core.clock import later
from core.questions.models import AnswerSheet, CodeBook, CodedSheet, Questionnaire, Version
from core.questions.services.coding import NotCodable, code, code_all
from publicforms.models import Coding, Form, Submission, Tally

MANY = 20_000  # below it the answers themselves are counted fast enough
# Longer than a transaction takes: what was stored "before" by its clock has been committed by then.
MARGIN_SECONDS = 300
EVERY_SECONDS = 600
AT_ONCE = 2_000


def forms_to_code() -> list[int]:
    """Ids of the forms with many submissions of which some have no copy, and none were made for a while.

    An anonymous form has none: the order in which copies are made would tell the order of the answers.
    """
    standing = Tally.objects.filter(form=OuterRef("pk")).exclude(standing=Submission.Standing.WITHDRAWN)
    number = standing.order_by().values("form").annotate(all=Sum("number")).values("all")
    changed = Submission.objects.filter(form=OuterRef("pk"), updated_at__gte=OuterRef("coding__until"))
    is_due = Q(coding__until__lt=later(-EVERY_SECONDS - MARGIN_SECONDS)) & Exists(changed)
    of_another = ~Q(coding__version=F("version"))
    asked_later = Version.objects.published().filter(
        questionnaire=OuterRef("questionnaire"), number__gt=OuterRef("version__number")
    )
    forms = Form.objects.filter(~Exists(asked_later), is_anonymous=False, version__isnull=False, erased_at__isnull=True)
    many = forms.annotate(number=Coalesce(Subquery(number), 0)).filter(number__gte=MANY)
    return list(many.filter(Q(coding__isnull=True) | of_another | is_due).values_list("pk", flat=True))


@transaction.atomic
def code_form(form_id: int) -> None:
    """Bring the copies of a form up to date. Safe to repeat; two at once wait for each other."""
    form = Form.objects.select_related("version").get(pk=form_id)
    if form.is_anonymous or form.version is None:
        return
    # Locked as `core.questions.services.coding` locks it, and before: nobody waits for whom we wait for.
    questionnaire = Questionnaire.objects.select_for_update(of=("self",)).get(pk=form.questionnaire_id)
    if questionnaire.published != form.version:
        return  # a newer version is published, but not asked yet: the copies would be its
    coding = Coding.objects.filter(form=form, version=form.version).first()
    book = CodeBook.objects.filter(questionnaire=form.questionnaire_id).first()
    until = Form.objects.values_list(later(-MARGIN_SECONDS), flat=True).get(pk=form.pk)
    try:
        if coding is None or book is None:
            raise NotCodable
        _code_changed(form, book, coding)
    except NotCodable:
        standing = Submission.objects.filter(form=form).standing()
        code_all(questionnaire, AnswerSheet.objects.filter(submission__in=standing))
    Coding.objects.update_or_create(form=form, defaults={"version": form.version, "until": until})


def _code_changed(form: Form, book: CodeBook, coding: Coding) -> None:
    changed = Submission.objects.filter(form=form, updated_at__gte=coding.until)
    withdrawn = changed.filter(standing=Submission.Standing.WITHDRAWN)
    CodedSheet.objects.filter(sheet__in=withdrawn.values("sheet")).delete()
    keys = list(changed.standing().values_list("sheet", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        code(book, keys[start : start + AT_ONCE])
