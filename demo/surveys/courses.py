"""How far each organization came with a survey, step by step, and when: never before what it follows from."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

from core.clock import TOKYO
from core.people.models import User
from demo.notices.calendar import is_working_day
from demo.surveys.planning import Planned
from demo.surveys.respondents import Respondent
from surveys.states import State

# What a survey that is over looks like; the steps of each follow below.
OVER = {"accepted": 80, "mended": 6, "not_applicable": 5, "exempt": 3, "proxy": 3, "late": 6, "extended": 3}
EVERYBODY_ANSWERS = {"scheduling", "attendance", "staffing"}
STEPS: dict[str, list[State]] = {
    "not_received": [],
    "received": [State.RECEIVED],
    "in_progress": [State.RECEIVED, State.IN_PROGRESS],
    "in_review": [State.RECEIVED, State.IN_PROGRESS, State.IN_REVIEW],
    "submitted": [State.RECEIVED, State.IN_PROGRESS, State.SUBMITTED],
    "accepted": [State.RECEIVED, State.IN_PROGRESS, State.SUBMITTED, State.ACCEPTED],
    "resubmitted": [State.RECEIVED, State.IN_PROGRESS, State.SUBMITTED, State.RETURNED, State.RESUBMITTED],
    "not_applicable": [State.RECEIVED, State.NOT_APPLICABLE],
    "exempt": [State.EXEMPT],
    "proxy": [State.SUBMITTED, State.ACCEPTED],
}
STEPS |= {"late": STEPS["accepted"], "extended": STEPS["accepted"], "mended": [*STEPS["resubmitted"], State.ACCEPTED]}
# How far, of the time from issue to the due date (1.0), each step is taken.
WHEN = {
    State.RECEIVED: (0.02, 0.3), State.IN_PROGRESS: (0.3, 0.5), State.IN_REVIEW: (0.5, 0.6),
    State.SUBMITTED: (0.6, 0.8), State.NOT_APPLICABLE: (0.3, 0.9), State.EXEMPT: (0.1, 0.5),
    State.RETURNED: (0.8, 0.87), State.RESUBMITTED: (0.88, 0.95), State.ACCEPTED: (0.96, 1.2),
}  # fmt: skip
NOT_APPLICABLE = ["該当する事務を行っていないため。", "構成市町村で行っているため。", "対象となる案件がないため。"]
EXEMPT = ["別の調査で把握しているため。", "組合で一括して回答するため。"]
PROXY = ["電話で聞き取り、控えのとおり入力した。", "ファックスで届いた回答を入力した。"]
EXTENDED = ["議会の会期中のため。", "災害対応のため。", "担当者の不在のため。"]
TIGHT = datetime.timedelta(minutes=7)


@dataclass
class Step:
    to: State
    at: datetime.datetime
    by: User
    why: str = ""


@dataclass
class Course:
    respondent: Respondent
    outcome: str
    writer: User
    steps: list[Step] = field(default_factory=list)
    extended_to: datetime.datetime | None = None
    why_extended: str = ""

    @property
    def state(self) -> State:
        return self.steps[-1].to if self.steps else State.NOT_RECEIVED

    def at(self, *states: State) -> Step | None:
        """The last step to one of the states."""
        return next((step for step in reversed(self.steps) if step.to in states), None)

    @property
    def settled_at(self) -> datetime.datetime | None:
        """Since when nothing is owed; None while something is."""
        settled = (State.SUBMITTED, State.NOT_APPLICABLE, State.EXEMPT)
        return next((step.at for step in self.steps if step.to in settled), None)


def outcome_of(planned: Planned, respondent: Respondent, dice: random.Random, now: datetime.datetime) -> str:
    """Of what is open, the longer the more are done."""
    if planned.closed_at is None:
        far = min(1.0, (now - planned.issued_at) / (planned.due_at - planned.issued_at))
        weights = {
            "not_received": 0.6 * (1 - far) + 0.03, "received": 0.25, "in_progress": 0.3, "submitted": 0.5 * far,
            "accepted": 0.8 * far, "resubmitted": 0.06 * far, "not_applicable": 0.06 * far, "exempt": 0.03,
            "proxy": 0.03 * far, "in_review": 0.15 if planned.review else 0,
        }  # fmt: skip
    else:
        weights = dict(OVER)
    if planned.form in EVERYBODY_ANSWERS:
        weights |= {"not_applicable": 0, "exempt": 0}
    return dice.choices(list(weights), weights=list(weights.values()))[0]


def course(
    planned: Planned, respondent: Respondent, officer: User, outcome: str, dice: random.Random, now: datetime.datetime
) -> Course:
    made = Course(respondent, outcome, respondent.writer(dice))
    steps = list(STEPS[outcome])
    if planned.review and State.SUBMITTED in steps and State.IN_PROGRESS in steps:
        steps.insert(steps.index(State.SUBMITTED), State.IN_REVIEW)
    term = planned.due_at - planned.issued_at
    if outcome == "extended" and planned.closed_at:
        made.extended_to, made.why_extended = planned.closed_at, dice.choice(EXTENDED)
    limit = min(now - TIGHT, planned.closed_at or now) if State.ACCEPTED not in steps else now - TIGHT
    at, end = planned.issued_at, planned.closed_at or now - TIGHT
    for number, to in enumerate(steps):
        low, high = WHEN[to]
        wanted = planned.issued_at + term * dice.uniform(low, high)
        if to == State.SUBMITTED and outcome in ("late", "extended"):
            wanted = planned.due_at + (end - planned.due_at) * dice.uniform(0.2, 0.7)
        before_end = end - TIGHT if to != State.ACCEPTED else limit
        at = _in_office(wanted, at, before_end, steps_left=len(steps) - number, dice=dice)
        made.steps.append(_step(made, to, at, officer, dice, by_manager=planned.review))
    return made


def _in_office(
    wanted: datetime.datetime,
    after: datetime.datetime,
    limit: datetime.datetime,
    *,
    steps_left: int,
    dice: random.Random,
) -> datetime.datetime:
    """In office hours near the wanted time where that fits between what came before and the limit."""
    local = wanted.astimezone(TOKYO)
    while not is_working_day(local.date()):
        local -= datetime.timedelta(days=1)
    local = local.replace(hour=dice.randint(9, 16), minute=dice.randint(0, 59), second=dice.randint(0, 59))
    if local <= after:
        local = after + datetime.timedelta(minutes=dice.randint(8, 90))
    return local if local < limit else after + (limit - after) / (steps_left + 1)


def _step(
    made: Course, to: State, at: datetime.datetime, officer: User, dice: random.Random, *, by_manager: bool
) -> Step:
    own = made.respondent
    if to == State.NOT_APPLICABLE:
        return Step(to, at, own.manager, dice.choice(NOT_APPLICABLE))
    if to == State.EXEMPT:
        return Step(to, at, officer, dice.choice(EXEMPT))
    if to in (State.RETURNED, State.ACCEPTED):
        return Step(to, at, officer)
    if to == State.SUBMITTED and made.outcome == "proxy":
        return Step(to, at, officer, dice.choice(PROXY))
    handed_in_by = own.manager if by_manager else made.writer
    return Step(to, at, handed_in_by if to in (State.SUBMITTED, State.RESUBMITTED) else made.writer)
