"""A published form moves on to a newer version of its questions."""

from __future__ import annotations

from django.db import transaction

from core.people import audit
from core.people.models import User
from core.questions.troubles import blocking
from publicforms.making.drafted import newer_version, telling_who
from publicforms.models import Form
from publicforms.services.publishing import frozen, locked


class NotMovable(Exception):
    """The version cannot be asked; the text says why."""


@transaction.atomic
def move_on(form_id: int, *, seen: tuple[int, int], by: User) -> Form:
    """Ask the newer version from now on: what was sent in stays as it was answered. Safe to call again.

    `seen` is the (number, edit) of the version that the person looked at; a draft is published with it. Whoever is on
    the confirm page is asked to look again. Raises NotMovable, EditedMeanwhile (core.questions.services.publishing).
    """
    form = locked(form_id)
    if form.version is not None and form.version.number == seen[0]:
        return form
    newer = newer_version(form)
    if newer is None or newer.number != seen[0]:
        raise NotMovable("切り替える版が変わりました。いまの違いを確かめて、もう一度切り替えてください。")
    if form.state != Form.State.PUBLISHED:
        raise NotMovable("公開しているフォームだけ、設問を切り替えられます。")
    if newer.is_draft and blocking(newer.definition):
        raise NotMovable("設問に、直すところがあります。")
    if form.is_anonymous and (told := telling_who(newer.definition)):
        names = "、".join(newer.definition.called(question.key) for question in told)
        raise NotMovable(f"だれの回答か分かる設問があるため、切り替えられません：{names}")
    for name in ("once_by", "reply_to"):
        key = getattr(form, name)
        if key and key not in newer.definition:
            setting = getattr(Form, name).field.verbose_name
            raise NotMovable(f"「{setting}」が、この版にありません。先に、フォームの設定で選び直してください。")
    form.version = frozen(newer, by=by, seen=seen)
    form.save(update_fields=["version"])
    audit.record("form.moved_on", form, by=by, organization=form.owner_id, version=newer.number)
    return form
