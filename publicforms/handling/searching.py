"""Searching a form's submissions: by receipt number, or by words of the answers.

Who sees masks searches what is not masked only: a name that cannot be read cannot be found out by looking for it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from core.people.models import User
from core.search.folding import fold
from publicforms.handling.masking import fully_marked
from publicforms.models import Form, Submission
from publicforms.receipts import as_receipt


def searched(found: QuerySet[Submission], form: Form, text: str, user: User) -> QuerySet[Submission]:
    """Those with this receipt number, or with all these words; all where there are none."""
    receipt = as_receipt(text)
    if receipt:
        return found.filter(receipt=receipt)
    words = fold(text).split()
    if not words:
        return found
    if form.personal_may_be_seen_by(user):
        for word in words:
            found = found.filter(sheet__folded__contains=word)
        return found
    versions = fully_marked(form)
    if versions is not None:
        found = found.filter(sheet__version__in=versions)
    for word in words:
        found = found.filter(folded__contains=word)
    return found
