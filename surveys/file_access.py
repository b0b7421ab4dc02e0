"""Who may open a survey's files.

Attachments: who sees the survey. Files in answers: the organization its own; of what was handed in, those who may read
that answer (others than who runs the survey only what stands in it now, and nothing that is marked as personal).
Evidence of a proxy entry: who runs the survey, and the organization; files of a proxy entry that is not handed in yet:
who runs the survey.
"""

from __future__ import annotations

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, TextField
from django.db.models.functions import Cast

from core.people.access import Someone
from core.people.restricting import managed_by
from core.questions.models import SheetFile
from surveys.models import ProxyEvidence, Response, Survey, SurveyFile
from surveys.states import HANDED_IN


def openable_by(user: Someone) -> Q:
    surveys = Survey.objects.visible_to(user).values("pk")
    own = Response.objects.own(user)
    run = Response.objects.filter(managed_by(user, "survey__"))
    shown = Response.objects.readable_by(user).filter(state__in=HANDED_IN)
    sheet_files = SheetFile.objects.filter(file=OuterRef("pk"))
    evidence = ProxyEvidence.objects.filter(file=OuterRef("pk"))
    return (
        Q(Exists(SurveyFile.objects.filter(file=OuterRef("pk"), survey__in=surveys)))
        | Q(Exists(sheet_files.filter(Q(sheet__in=own.values("sheet")) | Q(sheet__in=own.values("submitted")))))
        | Q(Exists(sheet_files.filter(Q(sheet__in=run.values("proxy")) | Q(sheet__in=run.values("submitted")))))
        | Q(
            Exists(
                sheet_files.filter(
                    _stands_in_its_answer(),
                    ~Q(_is_personal_in("sheet__version")),
                    ~Q(_is_personal_in("sheet__submitted_for__survey__version")),
                    sheet__in=shown.values("submitted"),
                )
            )
        )
        | Q(Exists(evidence.filter(Q(response__in=run.values("pk")) | Q(response__in=own.values("pk")))))
    )


def _stands_in_its_answer() -> Func:
    """SQL: the answer to the file's question names it now."""
    answer = Func(F("sheet__answers"), F("question"), template="(%(expressions)s)", arg_joiner=" -> ")
    return Func(
        answer,
        Cast("file_id", TextField()),
        function="jsonb_exists",
        output_field=BooleanField(),
    )


def _is_personal_in(version: str) -> Func:
    """SQL: the file's question is marked as personal in this version: that which was answered, or that asked now."""
    return Func(
        F(f"{version}__content"),
        F("question"),
        template="jsonb_path_exists(%(expressions)s))",
        arg_joiner=", '$.questions[*] ? (@.key == $k && @.personal == true)', jsonb_build_object('k', ",
        output_field=BooleanField(),
    )
