"""What is still missing before a form can be opened, in words for whoever makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core import clock
from core.questions.definition import Definition
from core.questions.troubles import blocking
from publicforms.making.drafted import definition_in_work, questions_with_options, telling_who, version_to_publish
from publicforms.models import Form


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `at` names the page (of the office's addresses) where it is mended.

    `place` is the part of that page, `note` says more where it is not done.
    """

    words: str
    is_done: bool
    at: str = "settings"
    place: str = ""
    note: str = ""


def checklist(form: Form) -> list[Item]:
    """All that opening asks for, done or not."""
    definition = definition_in_work(form)
    return [
        _questions(form),
        Item("利用目的を書く", bool(form.purpose.strip()), place="texts"),
        Item("問い合わせ先を書く", bool(form.contact.strip()), place="texts"),
        Item("受付終了の日時を決める", form.closes_at is not None and form.closes_at > clock.now(), place="time"),
        Item("申込を消去する時期を決める", form.keep_days is not None, place="keeping"),
        *_of_participants(form),
        *_of_anonymity(form, definition),
        *_of_named_questions(form, definition),
    ]


def missing(form: Form) -> list[str]:
    return [item.words for item in checklist(form) if not item.is_done]


def _questions(form: Form) -> Item:
    draft = form.questionnaire.draft
    troubles = blocking(draft.definition) if draft and not form.questionnaire.published else []
    note = f"直すところが{len(troubles):,}か所あります。{troubles[0].message}" if troubles else ""
    return Item("設問を作る", version_to_publish(form) is not None, "questions", note=note)


def _of_participants(form: Form) -> Iterator[Item]:
    if form.audience == Form.Audience.SIGNED_IN:
        yield Item("回答する団体を選ぶ", form.participants.exists(), place="participants")


def _of_anonymity(form: Form, definition: Definition) -> Iterator[Item]:
    if not form.is_anonymous:
        return
    told = telling_who(definition)
    note = "、".join(definition.called(question.key) for question in told)
    words = "だれの回答か分かる設問（氏名、連絡先、ファイルなど）をなくす"
    yield Item(words, not told, "questions", note=f"次の設問は使えません：{note}" if told else "")
    if form.once_by or form.has_waitlist:  # the table's constraint refuses it too
        yield Item("「1人1回」と「キャンセル待ち」を使わない", False, place="entry")


def _of_named_questions(form: Form, definition: Definition) -> Iterator[Item]:
    """Settings that name a question: it must be asked, or nobody would be counted and written to."""
    if form.once_by and form.once_by not in definition:
        yield Item("「1人1回に限る設問」を選び直す", False, place="entry")
    if form.reply_to and form.reply_to not in definition:
        yield Item("「返信先の設問」を選び直す", False, place="reply")
    offered = {(one.question.key, key) for one in questions_with_options(definition) for key, _ in one.options}
    if any((place.question, place.option) not in offered for place in form.places.exclude(question="")):
        yield Item("なくなった選択肢の定員を外す", False, "places")
