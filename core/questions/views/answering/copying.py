"""Taking over earlier answers on the form, by a button: at one question, or for all of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse

from core.questions.earlier import NotCopied
from core.questions.services.drafting import Typing, keep_draft
from core.questions.services.prefilling import PrefillReport, with_earlier, with_earlier_answer
from core.questions.views.answering.posting import PostedPage


class CopyingPage(PostedPage):
    """The buttons copy (one question, in place of what stands there) and copy_all (where nothing is typed)."""

    def copy(self, typing: Typing, key: str) -> HttpResponse:
        typed, earlier = typing.typed, self.sheet.earlier
        try:
            if earlier:
                typed = with_earlier_answer(self.sheet, earlier, typed, key)
        except NotCopied as reason:
            messages.warning(self.request, f"{self.called(key)}：{reason.said('写しませんでした')}")
        keep_draft(self.sheet, typed, edit=typing.edit, by=self.author)
        return self.to_form(self.page_number(), anchor=f"a-{key}-question" if key in self.definition else "")

    def copy_all(self, typing: Typing) -> HttpResponse:
        typed, report = typing.typed, PrefillReport()
        if self.sheet.earlier:
            typed, report = with_earlier(self.sheet, self.sheet.earlier, typed, only=self.only)
        keep_draft(self.sheet, typed, edit=typing.edit, by=self.author)
        self.tell_copied(report)
        return self.to_form(self.page_number())

    def tell_copied(self, report: PrefillReport) -> None:
        if report.taken:
            words = f"{self.earlier_label}を{len(report.taken)}問に写しました。"
            messages.success(self.request, f"{words}今回も正しいか確かめてから、提出してください。")
        else:
            messages.info(self.request, "写した回答はありません。")
        if report.kept:
            messages.info(self.request, f"入力のある{len(report.kept)}問は、そのままにしました。")
        left = "、".join(self.called(key) for key in report.left if key not in report.kept)
        if left:
            messages.warning(self.request, f"写せなかった設問（理由は設問に示しています）：{left}")
