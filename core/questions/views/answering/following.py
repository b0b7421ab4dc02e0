"""Following what somebody types: the draft is kept, and the page learns what to show and what it comes to.

Nothing is evaluated in the browser (static/js/following.js): there is one reading of conditions and formulas.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.people.templatetags.portal_format import jtime
from core.questions.filling import unstorable, worked_out
from core.questions.services.drafting import SavedElsewhere, keep_while_typing
from core.questions.views.answering.filling import REFUSED
from core.questions.views.answering.posting import PostedPage

SAVED_ELSEWHERE = (
    "別の画面で保存されたため、この画面の自動保存を止めています。「一時保存」を押すと、両方の入力を合わせます。"
)


class FollowingView(PostedPage):
    """Takes the form as it stands (its fields, no files); answers JSON.

    {"hidden": keys of questions and headings, "computed": {id: text}, "saved_at": "14時32分"}; instead of "saved_at"
    a "problem" in words where the draft was not kept.
    """

    http_method_names = ["post"]

    def refuse_change(self, why: str) -> HttpResponse:
        self.keep_typing()
        return JsonResponse({"problem": why}, status=409)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typing = self.posted_typing()
        refused = unstorable(typing.typed)
        if refused:
            return JsonResponse({"problem": next(iter(refused.values()))}, status=REFUSED)
        self.take_remarks()
        checked = self.check(typing.typed, complete=False)
        answer: dict[str, Any] = {
            "hidden": sorted(checked.hidden),
            "computed": worked_out(self.definition, typing.typed, checked),
        }
        try:
            draft = keep_while_typing(self.sheet, typing.typed, edit=typing.edit, by=self.author)
        except SavedElsewhere:
            return JsonResponse(answer | {"problem": SAVED_ELSEWHERE}, status=409)
        return JsonResponse(answer | {"saved_at": jtime(draft.updated_at)})
