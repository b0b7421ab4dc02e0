"""The condition of one question: when it is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from core.people.requests import SignedInRequest
from core.questions import conditions
from core.questions.definition import Condition, Definition, Question
from core.questions.forms.condition import ALL, MOST_TESTS, ConditionForm, Row, rows_in
from core.questions.services.editing import QuestionChanged, fingerprint
from core.questions.views.rules.base import DraftPage


class ConditionView(DraftPage):
    """Every button posts the whole form: those that choose, add and remove show it again, 保存 keeps it."""

    template_name = "questions/rules/condition.html"
    question: Question

    def setup(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.key = kwargs["key"]

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.question = self._question()
        return self.page(form=ConditionForm.of(self.question, self.definition))

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.question = self._question()
        if "none" in request.POST:
            return self._keep(None)
        if "save" in request.POST:
            form = ConditionForm(self.question, self.definition, request.POST)
            return self._keep(form.so_far(), form) if form.is_valid() else self.page(form=form, status=422)
        return self.page(form=self._with_other_rows())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        so_far = kwargs["form"].so_far()
        under = conditions.under(self.question, self.definition)
        return super().get_context_data(
            question=self.question,
            called=self._called(self.question),
            stood=kwargs.pop("stood", None) or self.request.POST.get("stood") or _fingerprint(self.question),
            words=conditions.in_words(so_far, self.definition) if so_far else "",
            hidden=[self._called(one) for one in (self.question, *under)],
            following=[self._called(one) for one in conditions.depending_on(self.key, self.definition)],
            heading=self._heading(),
            troubles=conditions.troubles(self.question, self.definition),
            **kwargs,
        )

    def _question(self) -> Question:
        question = self.definition.get(self.key)
        if question is None or question.kind == "page_break":
            raise Http404
        return question

    def _called(self, question: Question) -> str:
        called = self.definition.called(question.key)
        return f"見出し{called}" if question.kind == "section" else called

    def _heading(self) -> str:
        """When the heading above shows, in words: its condition counts for the question too."""
        section = conditions.enclosing(self.definition).get(self.key)
        if section is None or section.show_if is None:
            return ""
        return conditions.in_words(section.show_if, self.definition)

    def _with_other_rows(self) -> ConditionForm:
        """The form with a row more or less, or just as chosen so far: nothing is judged yet."""
        rows, posted = rows_in(self.request.POST), self.request.POST
        if "add" in posted and len(rows) < MOST_TESTS:
            rows.append(Row())
        removed = posted.get("remove", "")
        if removed.isascii() and removed.isdigit() and int(removed) < len(rows):
            del rows[int(removed)]
        return ConditionForm(self.question, self.definition, rows=rows, join=posted.get("join", ALL))

    def _keep(self, condition: Condition | None, form: ConditionForm | None = None) -> HttpResponseBase:
        if form is not None and condition is None:
            form.add_error(None, "条件が1つもありません。条件を追加するか、「条件をなくす」を押してください。")
            return self.page(form=form, status=422)
        stood = self.request.POST.get("stood", "")

        def change(definition: Definition) -> Definition:
            now = definition.get(self.key)
            if now is None or _fingerprint(now) != stood:
                raise QuestionChanged(now)
            return definition.replacing(replace(now, show_if=condition))

        number = self.definition.number.get(self.key) or f"「{self.question.label}」"
        said = f"{number}を表示する条件を{'変更' if condition else '削除'}"
        done = "条件を保存しました。" if condition else "条件をなくしました。いつも表示します。"
        try:
            return self.change(
                change, said=said, done=done, then=lambda: redirect("questions:question", self.object.pk, self.key)
            )
        except QuestionChanged as meanwhile:
            return self._conflict(meanwhile.now)

    def _conflict(self, now: Question | None) -> HttpResponseBase:
        """Somebody else was quicker: what stands now is shown, what was chosen here is kept, saving again decides."""
        if now is None:
            messages.warning(self.request, "この設問は、ほかの人が削除しました。")
            return redirect("questions:builder", self.object.pk)
        draft = self.object.draft  # read anew: `edit` forgot what it had read
        self.definition = draft.definition if draft else self.definition
        self.question = self.definition[self.key]
        stands = conditions.in_words(now.show_if, self.definition) if now.show_if else "条件なし（いつも表示）"
        form = ConditionForm(self.question, self.definition, rows=rows_in(self.request.POST) or [Row()],
                             join=self.request.POST.get("join", ALL))  # fmt: skip
        return self.page(form=form, stands=stands, stood=_fingerprint(now), status=409)


def _fingerprint(question: Question) -> str:
    """Of the condition alone: somebody else may reword the question meanwhile."""
    return fingerprint(Question(question.key, question.kind, show_if=question.show_if))
