"""What keeps an anonymous form's answers from telling whose they are, beside not storing it (decision 0021).

A table that is open all day would tell by itself: whoever looks before and after a colleague answered sees what was
added. So answers join the tables of an open form only so many at a time.
"""

from __future__ import annotations

from django.db import connection

from core import clock
from publicforms.models import Form, Submission
from publicforms.querysets import SubmissionQuerySet

AT_LEAST = 5
_NAME = 0x48454C44  # "HELD": keeps these locks apart from others that number the same things


def let_in(form: Form) -> None:
    """Let the answers that are held back into the tables, if they are enough by now. In the transaction of the last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NAME, form.pk % 2**31])
    held = Submission.objects.filter(form=form, is_held=True)
    if held.count() >= AT_LEAST:
        held.update(is_held=False)


def countable(form: Form, submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Those that tables may count now: all of a form whose time is over, else not those that are held back."""
    if not form.is_anonymous or not is_open(form):
        return submissions
    return submissions.filter(is_held=False)


def let_in_counted(form: Form) -> None:
    """Of a form whose time is over everybody is counted. Call it before it is opened again: nobody is held back anew,
    for who comes next would come into the tables together with them, and be told from them.
    """
    if form.is_anonymous and not is_open(form):
        Submission.objects.filter(form=form, is_held=True).update(is_held=False)


def is_open(form: Form) -> bool:
    """Whether answers still come, or will again: a withdrawn form is opened no more."""
    return form.moment(clock.now()) in (Form.Moment.BEFORE, Form.Moment.OPEN)


def held_back(form: Form) -> int:
    """How many at a time join the tables now; 0 where every answer counts at once."""
    return AT_LEAST if form.is_anonymous and is_open(form) else 0
