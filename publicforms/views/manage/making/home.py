"""A form's home in the office: how it stands, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.people.templatetags.portal_format import jdatetime
from publicforms.making.addresses import public_address
from publicforms.making.checklist import Item, checklist
from publicforms.making.drafted import definition_in_work, newer_version
from publicforms.models import Form, FormVerb, Status, Submission, Tally
from publicforms.views.manage.making.base import MakersPage
from publicforms.views.manage.making.links import address_of_item, optional_address


@dataclass(frozen=True)
class Next:
    """The one thing to do now, with its button."""

    title: str
    words: str
    label: str = ""
    address: str = ""


class FormHomeView(MakersPage):
    may = ""
    template_name = "publicforms/manage/making/form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, user = self.object, self.request.user
        items = [(item, address_of_item(form, item)) for item in checklist(form)] if form.is_draft else []
        verbs = form.verbs_of(user)
        tallies = list(form.tallies.all())
        counts = _counts(tallies)
        context = super().get_context_data(
            items=items,
            left=sum(not item.is_done for item, _ in items),
            address=public_address(form),
            edits=FormVerb.EDIT in verbs,
            sees=FormVerb.SEE in verbs,
            exports=form.may_be_exported_by(user),
            verbs=[verb for verb in FormVerb if verb in verbs],
            statuses=_statuses(form, tallies),
            counts=counts,
            newer=newer_version(form) if form.state == Form.State.PUBLISHED else None,
            asked=len(definition_in_work(form).asked),
            places=form.places.order_by("question", "option"),
            **kwargs,
        )
        return context | {"next": _next(form, context["moment"], items, verbs=verbs, counted=counts)}


def _statuses(form: Form, tallies: Sequence[Tally]) -> list[tuple[Status, int]]:
    """The statuses with how many submissions stand at each, those withdrawn left out."""
    numbers = Counter[int]()
    for tally in tallies:
        if tally.standing != Submission.Standing.WITHDRAWN:
            numbers[tally.status_id] += tally.number
    return [(status, numbers[status.pk]) for status in form.statuses.order_by("position", "pk")]


def _counts(tallies: Sequence[Tally]) -> dict[str, int]:
    found = Counter[str]()
    for tally in tallies:
        found[tally.standing] += tally.number
    return {standing: found[standing] for standing in Submission.Standing.values}


def _next(
    form: Form,
    moment: Form.Moment,
    items: list[tuple[Item, str]],
    *,
    verbs: frozenset[FormVerb],
    counted: dict[str, int],
) -> Next:
    share = optional_address("forms:sharing", form.pk)
    submissions = optional_address("forms:submissions", form.pk) if FormVerb.SEE in verbs else ""
    told = "アドレスやQRコードを知らせてください。"
    match moment:
        case Form.Moment.HIDDEN:
            return _next_of_draft(form, items, edits=FormVerb.EDIT in verbs)
        case Form.Moment.WITHDRAWN:
            words = "公開ページには、取り下げたことと理由が表示されています。"
            return Next("取り下げました", words, *_to("届いた申込を見る", submissions, form, counted))
        case Form.Moment.BEFORE:
            words = f"{jdatetime(form.opens_at)}から受け付けます。{told}"
            return Next("受付が始まるのを待っています", words, "アドレスとQRコード", share)
    if not counted["counted"] and not counted["waiting"]:
        if moment == Form.Moment.OPEN:
            return Next("受け付けています", f"まだ申込はありません。{told}", "アドレスとQRコード", share)
        return Next("受付を終えました", "申込はありませんでした。")
    if form.is_anonymous:
        simple = optional_address("forms:simple", form.pk) if FormVerb.SEE in verbs else ""
        words = f"{counted['counted']:,}件の回答が届きました。1件ずつは見られず、集計して見ます。"
        return Next("回答が届いています", words, "集計を見る", simple)
    words = f"{counted['counted']:,}件の申込を受け付けました。"
    label = "申込を見て対応する" if moment == Form.Moment.OPEN else "届いた申込を見る"
    return Next("申込が届いています", words, *_to(label, submissions, form, counted))


def _to(label: str, submissions: str, form: Form, counted: dict[str, int]) -> tuple[str, str]:
    """No button where there is nothing to be seen one by one."""
    return (label, submissions) if any(counted.values()) and not form.is_anonymous else ("", "")


def _next_of_draft(form: Form, items: list[tuple[Item, str]], *, edits: bool) -> Next:
    if not edits:
        return Next("準備中です", "設定を変えられる人が準備しています。公開すると、申込が届きます。")
    todo = next(((item, address) for item, address in items if not item.is_done), None)
    if todo is None:
        label, address = "確かめて公開する", optional_address("forms:publication", form.pk)
        return Next("公開できます", "必要なことは済みました。内容を確かめて公開してください。", label, address)
    item, address = todo
    left = sum(not each.is_done for each, _ in items)
    words = item.note or f"公開までにすることが、{left}件あります。"
    return Next("次にすること", words, item.words, address)
