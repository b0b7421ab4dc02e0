"""Reading one's own response: how far it has come, what was handed in, what differs from before."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from core.people.templatetags.portal_format import jdatetime
from core.questions.models import AnswerSheet
from core.questions.services.drafting import draft_of
from core.questions.services.saving import check_for
from core.questions.showing import QuestionDifference, Shown, differences, show
from surveys.models import Response, Transition
from surveys.states import HANDED_IN, MOVES, State
from surveys.templatetags.surveys_ui import COLORS
from surveys.views.answering.base import ResponsePage, remarks_to_mend, why_closed, why_not_writable


@dataclass(frozen=True)
class Step:
    """One line of components/history.html."""

    when: datetime.datetime
    text: str
    who: str = ""
    chip_label: str = ""
    chip_color: str = ""
    chip_style: str = ""


def history(response: Response) -> list[Step]:
    """What happened to the response, newest first. What the office did is the office's, not one person's."""
    steps = [_step(response, one) for one in response.transitions.select_related("by")]
    steps += [
        Step(one.at, f"期限を{jdatetime(one.new_due_at)}に延長しました。理由：{one.reason}", str(response.survey.owner))
        for one in response.extensions.all()
    ]
    return sorted(steps, key=lambda step: step.when, reverse=True)


def _step(response: Response, step: Transition) -> Step:
    color, style = COLORS[State(step.to)]
    by_office = (
        step.is_proxy
        or step.to in (State.ACCEPTED, State.EXEMPT)
        or step.origin == State.EXEMPT
        or (step.to == State.RETURNED and step.origin != State.IN_REVIEW)
    )
    who = str(response.survey.owner) if by_office else step.by.name if step.by else ""
    return Step(step.at, step.why, who, str(State(step.to).label), color, style)


def since_last(response: Response) -> list[QuestionDifference] | None:
    """What differs from the submission before; of a sheet in work, from the last one. None: there was none."""
    now, before = response.submitted, None
    if now is None:
        return None
    if response.state in HANDED_IN:
        past = now.past.filter(completed_at__isnull=False).select_related("version").first()
        if past is None:
            return None
        return differences(now.definition, past.answers, now.answers, old_definition=past.version.definition)
    before, now = now, response.sheet
    if now is None:
        return None
    return differences(now.definition, before.answers, now.answers, old_definition=before.definition)


class AnswerSheetView(ResponsePage):
    """How things stand. What was handed in as it was handed in; before that the organization's own sheet."""

    template_name = "surveys/answering/sheet.html"

    @property
    def shown_sheet(self) -> AnswerSheet | None:
        response = self.object
        return response.submitted if response.state in HANDED_IN else response.sheet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        response, sheet = self.object, self.shown_sheet
        with_all = "all" in self.request.GET
        why_not = why_not_writable(response)
        definition = response.survey.asked_version.definition
        return super().get_context_data(
            sheet=sheet,
            shown=self.shown(sheet, with_all=with_all) if sheet else [],
            with_not_asked=with_all,
            is_handed_in=response.state in HANDED_IN,
            may_write=response.sheet is not None and not why_not,
            may_start=not why_closed(response)
            and response.state in (State.NOT_RECEIVED, State.RECEIVED, State.NOT_APPLICABLE),
            may_declare=not why_closed(response) and State.NOT_APPLICABLE in MOVES[State(response.state)],
            may_recall=response.state == State.SUBMITTED and not why_closed(response),
            closed=why_closed(response) if response.is_owing else "",
            remarks=[(one, definition.called(one.question)) for one in remarks_to_mend(response)],
            unsaved=self.unsaved() if why_not else [],
            differences=since_last(response),
            history=history(response),
            **kwargs,
        )

    def shown(self, sheet: AnswerSheet, *, with_all: bool = False) -> list[Shown]:
        return show(sheet.definition, sheet.answers, sheet.reasons, sheet.file_names, with_not_asked=with_all)

    def unsaved(self) -> list[Shown]:
        """What this person typed and can save nowhere now: kept, and readable."""
        sheet = self.object.sheet
        draft = draft_of(sheet, self.request.user) if sheet else None
        if sheet is None or draft is None:
            return []
        checked = check_for(sheet, draft.typed, complete=False)
        definition, names = sheet.definition, sheet.file_names
        return [one for one in show(definition, checked.answers, checked.reasons, names) if one.special is None]


class AnswerPrintView(AnswerSheetView):
    template_name = "surveys/answering/print.html"
