"""What a new form can start from: nothing, a template with settings that suit it, a form or questionnaire one sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.people.models import User
from core.questions.definition import Definition
from core.questions.library import library
from core.questions.services.starting import EMPTY
from core.questions.services.starting import start_of as questions_of
from publicforms.models import Form

Audience = Form.Audience
# The templates that are offered first, with what is written into the settings: a beginning, to be read and changed.
TEMPLATES: Mapping[str, Mapping[str, Any]] = {
    "polling-staff": {
        "purpose": "応募の受付、投票立会人と選挙事務従事者の選任と連絡、報酬の支払いのためだけに使います。",
        "done_text": "選任の結果は、応募の受付が終わった後にお知らせします。",
        "reply_text": "ご応募ありがとうございます。選任の結果は、応募の受付が終わった後にお知らせします。",
        "once_by": "phone",
        "keep_days": 365,
    },
    "event": {
        "purpose": "この催しの受付と連絡のためだけに使います。",
        "reply_text": "お申込みありがとうございます。当日は、受付で受付番号をお伝えください。",
        "has_waitlist": True,
        "keep_days": 90,
    },
    "staff-questionnaire": {
        "audience": Audience.COLLEAGUES,
        "is_anonymous": True,
        "may_correct": False,
        "purpose": "職場の改善を検討するために、統計としてまとめます。個人が分かる形では使いません。",
        "keep_days": 365,
    },
    "opinions": {
        "purpose": "案の検討のために使います。意見は、氏名と連絡先を除いて公表することがあります。",
        "done_text": "ご意見をありがとうございました。",
        "keep_days": 365,
    },
    "temperature": {
        "audience": Audience.SIGNED_IN,
        "purpose": "職員の健康状態を把握し、感染の広がりを防ぐためだけに使います。",
        "keep_days": 30,
    },
}


@dataclass(frozen=True)
class Start:
    """Where a new form begins. With `form` it becomes a copy of that one."""

    code: str
    title: str = ""
    about: str = ""
    definition: Definition | None = None
    form: Form | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def audience(self) -> str:
        if self.form is not None:
            return self.form.audience
        return str(self.settings.get("audience", Audience.ANYONE))


def templates() -> list[Start]:
    """Those that forms are made from most often."""
    return [start for slug in TEMPLATES if (start := _of_library(slug))]


def start_of(code: str, user: User) -> Start | None:
    """`empty`, `library-<slug>`, `questionnaire-<pk>`, `form-<pk>`; None where the person sees nothing of that name."""
    kind, _, name = code.partition("-")
    if kind == "library":
        return _of_library(name)
    if kind == "form":
        if not (name.isascii() and name.isdigit() and len(name) < 19):
            return None
        visible = Form.objects.visible_to(user).select_related("owner", "section", "questionnaire", "version")
        form = visible.filter(pk=int(name)).first()
        return Start(code, form.title, definition=None, form=form) if form else None
    found = questions_of(code, user)
    if found is None:
        return None
    return Start(code, "" if code == EMPTY else found.title, definition=found.definition)


def _of_library(slug: str) -> Start | None:
    item = library().get(slug)
    if item is None:
        return None
    return Start(f"library-{slug}", item.title, item.about, item.definition, settings=TEMPLATES.get(slug, {}))
