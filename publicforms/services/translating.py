"""Writing what a form says in another language."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from core.clock import Now
from core.people import audit
from core.people.models import User
from core.questions.translating import Path
from publicforms.making.texts import OTHER_LANGUAGES, with_texts
from publicforms.models import Form
from publicforms.services.settings import ChangedMeanwhile


@transaction.atomic
def write_texts(form: Form, language: str, typed: Mapping[Path, str], *, edit: int, by: User) -> Form:
    """Keep the texts of one language, by where they stand (`publicforms.making.texts`), if nobody saved since `edit`.

    A language without any text is not offered to visitors any more. Raises ChangedMeanwhile with what stands now.
    """
    if language not in OTHER_LANGUAGES:
        raise ValueError(f"There are no texts in {language!r}.")
    written = with_texts(form.texts.get(language) or {}, typed)
    texts = {code: kept for code, kept in form.texts.items() if code != language}
    # The texts are made from what `form` held: it must be what stands now, and what the page was opened with.
    saved = form.edit == edit and Form.objects.filter(pk=form.pk, edit=edit).update(
        texts=texts | ({language: written} if written else {}), edit=F("edit") + 1, updated_at=Now()
    )
    current = Form.objects.select_related("questionnaire").get(pk=form.pk)
    if not saved:
        raise ChangedMeanwhile(current)
    audit.record("form.translated", current, by=by, organization=current.owner_id, language=OTHER_LANGUAGES[language])
    return current
