"""What happened lately in the open surveys, through the services that the pages call."""

from __future__ import annotations

import datetime

from django.core.files.base import ContentFile

from core.people.models import User
from core.questions.typed import Typed
from demo.stored_files import READY
from demo.surveys.answers import Answering
from demo.surveys.respondents import Respondent
from demo.surveys.writing import Writer
from surveys.models import Response, Survey
from surveys.services.answering import declare_not_applicable, start, submit
from surveys.services.changing import announce
from surveys.services.extending import extend
from surveys.services.inquiring import answer, ask
from surveys.services.judging import RemarkAt, exempt_response, return_response
from surveys.services.proxying import add_evidence, start_proxy, submit_proxy
from surveys.services.reminding import remind
from surveys.states import OWING, State

ISHINOMAKI, SENDAI = "042021", "041009"
ANSWER = "含めてください。ただし、会計年度任用職員は除きます。"


def head_officer() -> User:
    return User.objects.get(email="staff@pref.example.jp")


def happen(found: dict[str, Survey], writer: Writer) -> None:
    by, people = head_officer(), writer.respondents
    _return_some(found["digital"], by)
    _ask_for_approval(found["tax"], people[ISHINOMAKI])
    _give_time(found["polls"], by)
    _enter_by_proxy(found["polls"], people, by)
    _let_off(found["disaster"], people, by)
    owing = found["polls"].responses.filter(state__in=OWING)
    remind(
        found["polls"], [each.pk for each in owing], words="取りまとめを急いでいます。早めに回答してください。", by=by
    )
    _inquire(found, people, by)
    announce(found["staffing"], "記入要領のうち、職員数の数え方の説明を補いました。様式は変わりません。", by=by)


def _first(survey: Survey, *states: State, without: tuple[str, ...] = (ISHINOMAKI, SENDAI)) -> Response:
    """Somebody else's, so that the accounts of the contract keep what they have to do."""
    others = survey.responses.exclude(organization__code__in=without).filter(state__in=states)
    return others.select_related("organization").in_code_order()[0]


def _return_some(survey: Survey, by: User) -> None:
    own = survey.responses.get(organization__code=ISHINOMAKI)
    remarks = [
        RemarkAt("介護保険の経費に、改修の分が含まれているか確かめてください。", "systems", "介護保険の経費"),
        RemarkAt("移行を終える日が、業務別の状況と合いません。", "moves_on"),
    ]
    return_response(own.pk, remarks, by=by)
    other = _first(survey, State.SUBMITTED)
    return_response(other.pk, [RemarkAt("担当課の名称を確かめてください。", "office_section")], by=by)


def _ask_for_approval(survey: Survey, own: Respondent) -> None:
    response = start(survey.responses.get(organization=own.organization).pk, by=own.member)
    if response.sheet:
        submit(response.pk, _typed(survey, own), edit=response.sheet.edit, by=own.member, reviewer=own.manager)


def _give_time(survey: Survey, by: User) -> None:
    response = _first(survey, State.RECEIVED, State.IN_PROGRESS, State.NOT_RECEIVED)
    if survey.due_at:
        extend(response.pk, to=survey.due_at + datetime.timedelta(days=14), reason="選挙の執行と重なったため。", by=by)


def _enter_by_proxy(survey: Survey, people: dict[str, Respondent], by: User) -> None:
    waiting = survey.responses.filter(extended_to=None, state__in=[State.RECEIVED, State.NOT_RECEIVED])
    response = waiting.exclude(organization__code=ISHINOMAKI).select_related("survey__owner", "organization").last()
    if response is None:
        return
    sheet = start_proxy(response.pk, by=by)
    scan = ContentFile((READY / "outline.docx").read_bytes(), name="聞き取りの控え.docx")
    add_evidence(response, [scan], by=by)  # type: ignore[list-item] # a file of the demonstration, not an upload
    typed = _typed(survey, people[response.organization.code])
    submit_proxy(response.pk, typed, edit=sheet.edit, because="電話で聞き取り、控えのとおり入力した。", by=by)


def _let_off(survey: Survey, people: dict[str, Respondent], by: User) -> None:
    first = _first(survey, State.NOT_RECEIVED, State.RECEIVED)
    exempt_response(first.pk, why="国の調査で把握しているため。", by=by)
    second = _first(survey, State.NOT_RECEIVED, State.RECEIVED)
    manager = people[second.organization.code].manager
    declare_not_applicable(second.pk, why="冬期の体制を、通年の体制と分けていないため。", by=manager)


def _inquire(found: dict[str, Survey], people: dict[str, Respondent], by: User) -> None:
    own, other = people[ISHINOMAKI], people[SENDAI]
    question = "育児休業中の職員は、職員数に含めますか。"
    asked = ask(found["staffing"], other.organization, f"{other.organization}です。{question}", by=other.member)
    answer(asked, ANSWER, shared_question=question, by=by)
    asked = ask(found["staffing"], own.organization, "基準日は、4月1日でよいですか。", by=own.member)
    answer(asked, "そのとおりです。", by=by)
    ask(found["tax"], own.organization, "国民健康保険税は、後期高齢者支援金分を含みますか。", by=own.member)
    ask(found["digital"], other.organization, "共同利用の経費は、負担金の額でよいですか。", by=other.manager)
    asked = ask(found["polls"], own.organization, "移動式の期日前投票所は、停車の箇所ごとに数えますか。", by=own.member)
    answer(asked, "停車の箇所ごとに数えてください。", shared_question="移動式の期日前投票所の数え方", by=by)


def _typed(survey: Survey, own: Respondent) -> Typed:
    day = survey.created_at.date()
    answering = Answering(own, survey.asked_version.definition, day, salt=survey.title)
    return answering.checked()[0]
