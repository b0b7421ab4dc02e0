"""What can be exported of a form (core.exports.registry).

A definition has "personal" where it wants what is personal: then its title says so, in the list of exports and in the
audit log, and only who may see personal answers gets it. Without it nobody does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from django.http import QueryDict

from core.exports.registry import Definition
from core.people.models import User
from core.questions.crosstab.audited import INSTEAD
from core.questions.crosstab.producer import CrosstabProducer
from core.questions.crosstab.source import Source
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


class OfForm:
    """What its definitions have in "form"."""

    may_of: Callable[[Source | None, Definition], bool]
    what: ClassVar[str]
    single: ClassVar[bool] = False

    def may_each(self, definitions: Sequence[Definition], user: User) -> list[bool]:
        """Each form is looked at once or twice, however many exports of it there are."""
        wanted = {_key(one): one for one in definitions}
        sources = {key: self.source(one, user) for key, one in wanted.items()}
        return [self.may_of(sources[_key(one)], one) for one in definitions]

    def source(self, definition: Definition, user: User) -> Source | None:
        form = exportable(definition, user)
        return source_of(form, user, personal=bool(definition.get("personal")), single=self.single) if form else None

    def name(self, definition: Definition) -> str:
        return str(Form.objects.values_list("title", flat=True).get(pk=definition["form"]))

    def title(self, definition: Definition) -> str:
        return f"{self.name(definition)} {self.what}{PERSONAL if definition.get('personal') else ''}"

    def organization(self, definition: Definition) -> int | None:
        return Form.objects.values_list("owner", flat=True).filter(pk=definition["form"]).first()


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

    def may_each(self, definitions: Sequence[Definition], user: User) -> list[bool]:
        return [self.may_of(self.source(one, user), one) for one in definitions]

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


def _key(definition: Definition) -> tuple[int, bool]:
    return definition["form"], bool(definition.get("personal"))
