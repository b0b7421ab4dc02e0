"""One per person: a rule that comes, or changes, while people are in holds for them as well."""

from __future__ import annotations

from publicforms.applicants import person_of
from publicforms.asked import definition_at
from publicforms.models import Form, Submission


def know_again(form: Form) -> None:
    """Note of everybody who is in who they are by the form's rule as it is now. The caller keeps the turnstile shut.

    Of several of one person the first is noted: all of them stay, and no further one comes in.
    """
    everybody = Submission.objects.filter(form=form)
    list(everybody.order_by("pk").select_for_update(no_key=True).values_list("pk"))  # in the order of all who do
    everybody.filter(person__isnull=False).update(person=None)
    rows = everybody.standing().select_related("sheet__version").defer("sheet__version__content")
    known: set[str | None] = {None}
    for chunk in rows.order_by("submitted_at", "pk").in_chunks():
        for submission in chunk:
            sheet = submission.sheet
            person = person_of(form, definition_at(sheet.version), sheet.answers)
            submission.person = None if person in known else person
            known.add(person)
        Submission.objects.bulk_update(chunk, ["person"])
