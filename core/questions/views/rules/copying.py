"""Questions copied from another questionnaire: choose it, tick them, add them in one step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from core.people.counting import CappedPaginator
from core.people.requests import SignedInRequest
from core.questions.conditions import in_words
from core.questions.definition import Definition
from core.questions.forms.copying import ChosenForm, SourceFilter
from core.questions.forms.filters import ordered
from core.questions.kinds import kind_of
from core.questions.library import library
from core.questions.models import Questionnaire
from core.questions.taking_over.copied import Copied, copied
from core.questions.views.rules.base import DraftPage
from core.questions.views.rules.sources import Source, keys_ever, source_of

PER_PAGE = 50
MOST_TOLD = 10


class CopyQuestionsView(DraftPage):
    """Without a source in the address the list of sources, with one its questions."""

    template_name = "questions/rules/copy.html"
    source: Source | None = None

    def get(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.source = source_of(request.GET, request.user, into=self.object)
        if self.source is None:
            self.template_name = "questions/rules/sources.html"
            return self.page(**self._sources())
        form = ChosenForm(self.source.definition, self.definition, initial={"after": request.GET.get("after", "")})
        return self.page(form=form)

    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.source = source_of(request.GET, request.user, into=self.object)
        if self.source is None:
            return redirect("questions:copy_questions", self.object.pk)
        form = ChosenForm(self.source.definition, self.definition, request.POST)
        if not form.is_valid():
            return self.page(form=form, status=422)
        return self._copy(self.source, form.cleaned_data["keys"], form.cleaned_data["after"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.source is not None:
            context |= {"source": self.source, "rows": _rows(self.source.definition, context["form"].chosen)}
        return context

    def _sources(self) -> dict[str, Any]:
        query = self.request.GET
        visible = Questionnaire.objects.visible_to(self.request.user).exclude(pk=self.object.pk)
        found = SourceFilter(query, questionnaires=visible)
        page = CappedPaginator(ordered(found.apply(), "-updated"), PER_PAGE).get_page(query.get("page"))
        filtered = any(query.get(name) for name in found.fields)
        after = query.get("after", "")
        place = f"&after={after}" if after in self.definition else ""
        return {
            "filter": found,
            "page_obj": page,
            "filtered": filtered,
            "several_owners": "owner" in found.fields,
            "place": place,
            "templates": [] if filtered else list(library().values()),
        }

    def _copy(self, source: Source, keys: list[str], after: str) -> HttpResponseBase:
        made: list[Copied] = []
        taken = keys_ever(self.object)

        def change(definition: Definition) -> Definition:
            made.append(copied(definition, source.definition, keys, after=after, taken=taken))
            return made[0].definition

        response = self.change(
            change,
            said=f"「{source.title}」から{len(keys)}件を写す",
            done=f"「{source.title}」から{len(keys)}件を写しました。まとめて元に戻せます。",
            then=lambda: self.to_question(next(iter(made[0].keys.values()))),
        )
        if made:
            self._tell(made[0])
        return response

    def _tell(self, made: Copied) -> None:
        """What came along, and what could not."""
        if made.checks:
            messages.info(self.request, f"設問どうしの確認も{made.checks}件写しました。")
        for message in made.lost[:MOST_TOLD]:
            messages.warning(self.request, message)
        if len(made.lost) > MOST_TOLD:
            rest = len(made.lost) - MOST_TOLD
            messages.warning(self.request, f"ほかに{rest}件、写せなかった条件や式があります。")


def _rows(source: Definition, chosen: list[str]) -> list[dict[str, Any]]:
    """The questions to be ticked, each with what it is."""
    return [
        {
            "question": one,
            "number": source.number.get(one.key, ""),
            "kind": kind_of(one).label,
            "summary": kind_of(one).summary(one),
            "condition": in_words(one.show_if, source) if one.show_if else "",
            "is_chosen": one.key in chosen,
        }
        for one in source
    ]
