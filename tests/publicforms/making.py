"""Forms and submissions for the tests, made through the services that the pages call."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping

from core import clock
from core.people.models import Organization, User
from core.questions.definition import Definition, Need, Question
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.links.tokens import new_token
from publicforms.models import Form, Place, Submission
from publicforms.services.creating import create_form
from publicforms.services.publishing import publish
from publicforms.services.submitting import Entry, submit
from tests.cast import Cast

JOBS = (
    {"key": "witness", "label": "投票立会人"},
    {"key": "clerk", "label": "選挙事務従事者"},
    {"key": "count", "label": "開票事務"},
)
QUESTIONS = (
    Question("name", "person_name", "お名前", need=Need.REQUIRED, personal=True),
    Question("mail", "email", "メールアドレス", need=Need.REQUIRED, personal=True),
    Question("job", "single_choice", "希望する仕事", need=Need.REQUIRED, settings={"options": list(JOBS)}),
    Question("note", "short_text", "配慮が必要なこと"),
)


def make_form(
    cast: Cast,
    *questions: Question,
    owner: Organization | None = None,
    by: User | None = None,
    opens: float = -1,
    closes: float = 14,
    places: Mapping[tuple[str, str], int] | None = None,
    **written: object,
) -> Form:
    """A draft of 石巻市 by Midori that lacks nothing. `opens` and `closes` in days from now; `places` are quotas."""
    now = clock.now()
    known = {
        "title": "投票立会人・選挙事務従事者の申込み",
        "purpose": "選挙事務の連絡と選任のためだけに使います。",
        "contact": "石巻市選挙管理委員会事務局 0225-95-1111",
        "opens_at": now + datetime.timedelta(days=opens),
        "closes_at": now + datetime.timedelta(days=closes),
        "keep_days": 365,
    }
    by = by or cast.midori
    form = create_form(
        owner=owner or cast.ishinomaki, by=by, definition=Definition(questions or QUESTIONS), **known | written
    )
    publish_questionnaire(form.questionnaire, by=by)
    Place.objects.bulk_create(
        Place(form=form, question=question, option=option, limit=limit)
        for (question, option), limit in (places or {}).items()
    )
    return form


def opened(cast: Cast, *questions: Question, **written: object) -> Form:
    """The same, published, as a visitor's request finds it."""
    form = make_form(cast, *questions, **written)
    return as_visited(publish(form.pk, by=form.created_by))


def as_visited(form: Form) -> Form:
    return Form.objects.for_visitors().get(pk=form.pk)


def typed(
    name: str = "佐藤 花子", mail: str = "hanako@example.jp", job: str = "witness", note: str = ""
) -> dict[str, list[str]]:
    """What Hanako types into the form of `QUESTIONS`."""
    family, _, given = name.partition(" ")
    return {
        "a.name.family": [family],
        "a.name.given": [given],
        "a.mail": [mail],
        "a.job": [job],
        "a.note": [note],
    }


def entry_for(form: Form, what: Mapping[str, list[str]] | None = None, **known: object) -> Entry:
    assert form.version_id is not None
    token = new_token(form).digest
    return Entry(**{"typed": what or typed(), "token": token, "version": form.version_id} | known)


def submitted(form: Form, what: Mapping[str, list[str]] | None = None, **known: object) -> Submission:
    """A submission of its own: without typing, of an applicant whom nobody else is."""
    someone = typed(mail=f"{secrets.token_hex(6)}@example.jp")
    return submit(form, entry_for(form, what or someone, **known))
