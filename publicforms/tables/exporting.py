"""What can be exported of a form (core.exports.registry).

A definition has "personal" where it wants what is personal: then its title says so, in the list of exports and in the
audit log, and only who may see personal answers gets it. Without it nobody does.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from django.http import QueryDict

from core.exports.registry import Definition
from core.people.models import User
from core.questions.crosstab.audited import INSTEAD
from core.questions.crosstab.producer import CrosstabProducer
from core.questions.crosstab.source import Source
from core.questions.crosstab.source_producer import OfThing
from core.questions.exporting.producer import AnswersProducer
from publicforms.forms.entries import EntriesFilter
from publicforms.handling.masking import masked_questions
from publicforms.logs.entries import with_day
from publicforms.models import Form, Submission
from publicforms.tables.source import source_of, source_over

PERSONAL = "（個人情報を含む）"


def exportable(definition: Definition, user: User) -> Form | None:
    """The form of the definition, if the person may export it now, and that of it which is personal if it is wanted."""
    found = Form.objects.visible_to(user).filter(pk=definition["form"]).select_related("version", "owner").first()
    if found is None or found.version is None or not found.may_be_exported_by(user):
        return None
    if definition.get("personal") and not found.personal_may_be_seen_by(user):
        return None
    return found


class OfForm(OfThing):
    thing, model = "form", Form
    single: ClassVar[bool] = False

    def whose(self, definition: Definition) -> Hashable:
        return definition["form"], bool(definition.get("personal"))

    def source(self, definition: Definition, user: User) -> Source | None:
        form = exportable(definition, user)
        return source_of(form, user, personal=bool(definition.get("personal")), single=self.single) if form else None

    def title(self, definition: Definition) -> str:
        return f"{super().title(definition)}{PERSONAL if definition.get('personal') else ''}"


class FormCrosstab(OfForm, CrosstabProducer):
    code = "publicforms.crosstab"


class FormAnswers(OfForm, AnswersProducer):
    """What was sent in, row by row. Of an anonymous form there is none: rows would tell what its tables mask."""

    code = "publicforms.answers"
    label = "フォームの回答"
    single = True


class FormEntries(OfForm, AnswersProducer):
    """Entries of an internal form, for whoever reads them: their own at least. "filters" are those of the list.

    What is personal is in it for who may see it, and where every entry is one's own.
    """

    code = "publicforms.entries"
    label = what = "記録"

    def for_audit(self, definition: Definition) -> Definition:
        """Without the words that were searched for: the log outlives the answers."""
        filters = QueryDict(definition["filters"], mutable=True)
        if "value" in filters:
            filters["value"] = INSTEAD
        return definition | {"filters": filters.urlencode()}

    def whose(self, definition: Definition) -> Hashable:
        return definition["form"], definition["filters"]

    def source(self, definition: Definition, user: User) -> Source | None:
        found = Form.objects.with_entries_for(user).filter(pk=definition["form"]).select_related("version", "owner")
        form = found.first()
        if form is None:
            return None
        entries = with_day(form, Submission.objects.entries_for(user).filter(form=form))
        asked = form.asked_version.definition.withholding(masked_questions(form, user))
        rows = EntriesFilter(QueryDict(definition["filters"]), entries=entries, definition=asked).apply()
        personal = form.personal_may_be_seen_by(user) or not rows.exclude(by=user.pk).exists()
        return source_over(form, rows, personal=personal)
