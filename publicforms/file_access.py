"""Who may open the files of submissions: those who see the form's submissions, personal answers included.

What is on a file nobody knows before it is opened; so whoever sees masks opens none.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from core.people.access import Someone
from core.questions.models import SheetFile
from publicforms.models import Form, FormVerb, Submission, SubmissionFile


def openable_by(user: Someone) -> Q:
    personal = Form.objects.granted_to(user, FormVerb.SEE_PERSONAL)
    shown = Submission.objects.visible_to(user).filter(form__in=personal.values("pk"))
    return Q(Exists(SubmissionFile.objects.filter(file=OuterRef("pk"), submission__in=shown.values("pk")))) | Q(
        Exists(SheetFile.objects.filter(file=OuterRef("pk"), sheet__in=shown.values("sheet")))
    )
