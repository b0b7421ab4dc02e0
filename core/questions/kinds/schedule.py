from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext, gettext_lazy
from psycopg import sql

from core.questions.choosing.marks import marks_of
from core.questions.choosing.settings import ScheduleSettings
from core.questions.definition import RESERVED, Definition, Need, Question
from core.questions.kinds.base import (
    Cell,
    Column,
    Difference,
    Facet,
    Group,
    Kind,
    Refused,
    Surroundings,
    register,
    text_at,
)
from core.questions.options import FORGOTTEN, KeyedLines, changes, labelled
from core.questions.typed import Parts, control_id, is_empty, one
from core.questions.wording import quoted, said_of

if TYPE_CHECKING:
    from core.questions.asking import Asked

CLEAR = "all.none"  # the box that takes all marks back; it has a dot, so no candidate is called that
MOST_NAMED = 5


@register
class Schedule(Kind):
    """○, △ or × for each candidate. Stored as {"c1": "yes", "c2": "no"}."""

    code, label, group = "schedule", "日程（○△×）", Group.CHOICE
    when_missing = gettext_lazy("すべての候補を選んでください。")
    several_controls: ClassVar[bool] = True
    template = "questions/kinds/schedule.html"
    shown = "questions/shown/schedule.html"
    settings_form = ScheduleSettings

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        question = asked.question
        marks = marks_of(question)
        rows = []
        for item in _lines(question).active:
            chosen = marks.read(one(asked.parts, item["key"]))
            options = [{"mark": mark, "is_chosen": mark.code == chosen} for mark in marks.offered]
            rows.append(
                {
                    "name": f"{asked.name}.{item['key']}",
                    "id": control_id(question.key, item["key"]),
                    "label": item["label"],
                    "options": options,
                    "is_wrong": item["key"] in asked.invalid_parts,
                }
            )
        return {
            "marks": marks.offered,
            "rows": rows,
            "clear": CLEAR,
            "may_be_cleared": question.need != Need.REQUIRED or question.may_be_na,
        }

    def first_control(self, asked: Asked) -> str:
        rows = asked.extra["rows"]
        return rows[0]["id"] if rows else f"{asked.id}-question"

    # --- check and store ---

    def is_empty(self, parts: Parts) -> bool:
        return bool(one(parts, CLEAR)) or is_empty(parts)

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        marks = marks_of(question)
        answer: dict[str, str] = {}
        faults: list[tuple[str, str]] = []
        missing: list[tuple[str, str]] = []
        for item in _lines(question).active:
            text = one(parts, item["key"]).strip()
            code = marks.read(text)
            if code and marks.takes(code):
                answer[item["key"]] = code
            elif text:
                message = gettext("「%(candidate)s」は%(marks)sで回答してください。")
                faults.append((item["key"], message % {"candidate": item["label"], "marks": marks.in_words()}))
            else:
                missing.append((item["key"], str(item["label"])))
        if missing:
            faults.append((missing[0][0], _not_marked([label for _, label in missing])))
        if faults:
            raise Refused(*faults, rest=answer or None)
        return answer

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {key: [code] for key, code in answer.items()}

    # --- show and compare ---

    def shown_context(self, shown: Any) -> dict[str, Any]:
        answer = shown.answer or {}
        return {
            "rows": [
                (label, marks_of(shown.question).mark(answer[key])) for key, label in _answered(shown.question, answer)
            ]
        }

    def display(self, question: Question, answer: Any) -> str:
        marks = marks_of(question)
        return "\n".join(said_of(label, marks.mark(answer[key]).sign) for key, label in _answered(question, answer))

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        marks = marks_of(question)
        return [
            Difference(label, marks.sign(old.get(key)), marks.sign(new.get(key)))
            for key, label in _answered(question, {**old, **new})
            if old.get(key) != new.get(key)
        ]

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        return [
            Column(key, f"{question.label}：{label}", text_at(answers, question.key, key))
            for key, label in _kept(question)
        ]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """One for each candidate, so that they can be counted side by side."""
        options = tuple((mark.code, f"{mark.sign} {mark.meaning}") for mark in marks_of(question).known)
        return [
            Facet(key, f"{question.label}：{label}", text_at(answers, question.key, key), options)
            for key, label in _kept(question)
        ]

    def cells(self, question: Question) -> list[Cell]:
        signs = tuple(mark.sign for mark in marks_of(question).offered)
        return [Cell(item["key"], str(item["label"]), "choice", signs) for item in _lines(question).active]

    # --- build ---

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        lines = _lines(question)
        found = [] if lines.active else ["候補がありません。候補を入力してください。"]
        if any(item["key"] in RESERVED for item in lines.items):
            found.append("候補の内部の名前が使えないものになっています。候補を作り直してください。")
        return found

    def summary(self, question: Question) -> str:
        signs = "".join(mark.sign for mark in marks_of(question).offered)
        return f"候補 {len(_lines(question).active):,}、{signs}"

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        """Every candidate needs its mark: one more makes older answers incomplete, one less refuses none."""
        before, after = old.settings.get("candidates", ()), new.settings.get("candidates", ())
        found = changes(before, after, "候補", when_added="stricter", when_removed="changed")
        return [*found, *marks_of(old).changes(marks_of(new))]


def _lines(question: Question) -> KeyedLines:
    return KeyedLines(question.settings.get("candidates", ()))


def _not_marked(labels: Sequence[str]) -> str:
    """What is said of the candidates that have no mark yet; of many only the first are named."""
    named = gettext("%(named)sが選ばれていません。すべての候補を選んでください。")
    some = gettext("%(named)sほか%(more)s件が選ばれていません。すべての候補を選んでください。")
    more = len(labels) - MOST_NAMED
    message = some if more > 0 else named
    return message % {"named": "".join(map(quoted, labels[:MOST_NAMED])), "more": f"{more:,}"}


def _kept(question: Question) -> list[tuple[str, str]]:
    """(key, label) of all candidates that answers may hold."""
    return [(item["key"], labelled(item)) for item in _lines(question).kept]


def _answered(question: Question, answer: Any) -> list[tuple[str, str]]:
    """(key, label) of the candidates that have a mark, in their order; unknown ones at the end."""
    kept = _kept(question)
    known = {key for key, _ in kept}
    unknown = [(key, gettext(FORGOTTEN)) for key in answer if key not in known]
    return [(key, label) for key, label in kept if key in answer] + unknown
