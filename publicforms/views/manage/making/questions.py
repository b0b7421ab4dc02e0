"""What the form asks: the version in use, and how it is changed."""

from __future__ import annotations

from typing import Any

from core.questions.kinds import kind_of
from publicforms.making.drafted import definition_in_work, newer_version, version_in_work
from publicforms.views.manage.making.base import MakersPage


class QuestionsView(MakersPage):
    may = ""
    template_name = "publicforms/manage/making/questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, user = self.object, self.request.user
        definition = definition_in_work(form)
        edits = form.may_be_edited_by(user)
        return super().get_context_data(
            version=version_in_work(form),
            draft=form.questionnaire.draft,
            newer=newer_version(form),
            rows=[
                (question, definition.number.get(question.key, ""), str(kind_of(question).label))
                for question in definition
                if question.kind != "page_break"
            ],
            asked=len(definition.asked),
            pages=len(definition.pages),
            edits=edits,
            composes=edits and form.questionnaire.may_be_composed_by(user),
            **kwargs,
        )
