"""Surveys of the small portal: one that 石巻市 answers, one that 白石市 answers, one for both, drafts, a withdrawn one.

Each answer, remark, reason and file is marked. What one organization may know of another's answer, S6 says: the survey
for both shows nothing, so that each answer is its organization's and the prefecture's.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.discussion.services.posting import post
from core.people.models import Organization, User
from core.questions.definition import Definition, Need, Question
from core.questions.models import Questionnaire
from core.questions.services.attaching import attach
from core.questions.services.composing import create
from core.questions.services.drafting import keep_draft
from core.questions.services.publishing import publish
from core.questions.services.saving import save
from surveys.models import Response, Survey
from surveys.services.answering import start, submit
from surveys.services.closing import withdraw
from surveys.services.composing import attach_files, create_survey
from surveys.services.dividing import divide
from surveys.services.inquiring import answer, ask
from surveys.services.issuing import issue
from surveys.services.judging import RemarkAt, return_response
from surveys.services.proxying import add_evidence, start_proxy
from surveys.services.tabulating import save_table
from tests.house.actors import ADMINISTRATORS, ISHINOMAKI, PREFECTURE, SHIROISHI

if TYPE_CHECKING:
    from tests.house.world import World


def make_surveys(world: World) -> None:
    cast = world.cast
    everyone = ISHINOMAKI | SHIROISHI | PREFECTURE
    world.survey = _issued(world, "to both", everyone, cast.ishinomaki, cast.shiroishi)
    world.survey_file = world.survey.files.get()
    world.given_file = world.survey_file.file
    world.survey_to_shiroishi = _issued(world, "to 白石市", SHIROISHI | PREFECTURE, cast.shiroishi)
    world.survey_draft = _survey(world, "a draft", PREFECTURE, cast.ishinomaki)
    _withdrawn(world)
    world.open_survey = _issued(world, "in work", everyone, cast.ishinomaki, cast.shiroishi)
    world.in_progress = _in_progress(world, world.open_survey, cast.ishinomaki, ISHINOMAKI, by=cast.kaede)
    _in_progress(world, world.open_survey, cast.shiroishi, SHIROISHI, by=cast.yui)
    world.working_file = world.in_progress.sheet.files.get().file
    world.response = _handed_in(world, world.survey, cast.ishinomaki, ISHINOMAKI, by=cast.kaede)
    world.other_response = _handed_in(world, world.survey, cast.shiroishi, SHIROISHI, by=cast.yui)
    world.answer_file = world.response.submitted.files.get().file
    world.submission = world.response.submitted.past.exclude(answers={}).first()
    section = world.own_section
    (world.assignment,) = divide(world.in_progress, {section: ["memo"]}, by=cast.midori)
    title = world.secret("the title of a saved cross-table", PREFECTURE)
    world.survey_table = save_table(
        world.survey, title=title, query="rows=memo", is_shared=True, on_page=True, by=cast.sato
    )
    _inquiries(world)
    _proxy(world)


def make_more_surveys_of_shiroishi(world: World) -> None:
    """More of them for 白石市, and nothing for 石巻市."""
    cast = world.cast
    for number in (1, 2):
        more = _issued(world, f"to 白石市 (more, {number})", SHIROISHI | PREFECTURE, cast.shiroishi)
        _in_progress(world, more, cast.shiroishi, SHIROISHI, by=cast.yui)


def _questionnaire(world: World, what: str, seen_by: frozenset[str]) -> Questionnaire:
    cast = world.cast
    label = world.secret(f"a question of the survey {what}", seen_by)
    questions = (
        Question("voters", "integer", label, need=Need.REQUIRED),
        Question("memo", "short_text", "備考"),
        Question("map", "file", "位置図"),
    )
    title = world.secret(f"the title of the questionnaire of the survey {what}", seen_by | ADMINISTRATORS)
    made = create(cast.prefecture, title, by=cast.sato, definition=Definition(questions))
    publish(made, by=cast.sato)
    return made


def _survey(world: World, what: str, seen_by: frozenset[str], *to: Organization) -> Survey:
    """Everything that one can write into a survey, marked."""
    cast = world.cast
    made = create_survey(
        owner=cast.prefecture,
        by=cast.sato,
        title=world.secret(f"the title of the survey {what}", seen_by),
        purpose=world.secret(f"the purpose of the survey {what}", seen_by),
        background=world.secret(f"the background of the survey {what}", seen_by),
        instructions=world.secret(f"the instructions of the survey {what}", seen_by),
        questionnaire=_questionnaire(world, what, seen_by),
        due_at=clock.now() + datetime.timedelta(days=10),
        to_organizations=list(to),
        visibility=Survey.Visibility.OWN,
    )
    name = world.secret(f"the name of a file of the survey {what}", seen_by)
    inside = world.secret(f"the inside of a file of the survey {what}", seen_by)
    attach_files(made, [SimpleUploadedFile(f"{name}.txt", inside.encode())], by=cast.sato)
    return made


def _issued(world: World, what: str, seen_by: frozenset[str], *to: Organization) -> Survey:
    return issue(_survey(world, what, seen_by, *to).pk, by=world.cast.sato)


def _withdrawn(world: World) -> None:
    """Those asked keep the title in their inbox and learn the reason; what the notice's mail said they have read."""
    cast = world.cast
    what = "withdrawn"
    made = _survey(world, what, ISHINOMAKI | PREFECTURE, cast.ishinomaki)
    issue(made.pk, by=cast.sato)
    reason = world.secret("why a survey was withdrawn", ISHINOMAKI | PREFECTURE)
    world.withdrawn_survey = withdraw(made.pk, because=reason, by=cast.sato)


def _typed(world: World, what: str, response: Response, own: frozenset[str], *, by: User) -> dict[str, list[str]]:
    name = world.secret(f"the name of a file in {what}", own)
    inside = world.secret(f"the inside of a file in {what}", own)
    (given,) = attach(response.sheet, "map", [SimpleUploadedFile(f"{name}.txt", inside.encode())], by=by)
    memo = world.secret(f"an answer of {what}", own)
    return {"a.voters": ["5"], "a.memo": [memo], "a.map": [str(given.file_id)]}


def _in_progress(world: World, survey: Survey, place: Organization, own: frozenset[str], *, by: User) -> Response:
    """Saved and being typed on: nobody's but the organization's, the prefecture's neither."""
    what = f"the answer in progress of {place} to {survey.pk}"
    response = start(survey.responses.get(organization=place).pk, by=by)
    typed = _typed(world, what, response, own, by=by)
    sheet, _ = save(response.sheet, typed, edit=1, by=by, complete=False)
    typed["a.memo"] = [world.secret(f"what is being typed into {what}", frozenset())]
    colleague = world.cast.ren if by == world.cast.kaede else world.cast.haru
    keep_draft(sheet, typed, edit=sheet.edit, by=colleague)
    return response


def _handed_in(world: World, survey: Survey, place: Organization, own: frozenset[str], *, by: User) -> Response:
    """Handed in, returned with a remark, handed in again."""
    cast = world.cast
    readers = own | PREFECTURE
    what = f"the answer of {place}"
    response = start(survey.responses.get(organization=place).pk, by=by)
    typed = _typed(world, what, response, readers, by=by)
    submit(response.pk, typed, edit=response.sheet.edit, by=by)
    remark = world.secret(f"a remark on {what}", readers)
    return_response(response.pk, [RemarkAt(remark, "memo")], by=cast.sato, why="確認のため")
    sheet = Response.objects.get(pk=response.pk).sheet
    typed["a.memo"] = [world.secret(f"the corrected answer of {place}", readers)]
    submit(response.pk, typed, edit=sheet.edit, by=by)
    return Response.objects.get(pk=response.pk)


def _inquiries(world: World) -> None:
    cast = world.cast
    asked = world.secret("an inquiry of 石巻市", ISHINOMAKI | PREFECTURE)
    world.inquiry = ask(world.survey, cast.ishinomaki, asked, by=cast.kaede)
    answer(world.inquiry, world.secret("the answer to 石巻市 alone", ISHINOMAKI | PREFECTURE), by=cast.sato)
    other = ask(world.survey, cast.shiroishi, world.secret("an inquiry of 白石市", SHIROISHI | PREFECTURE), by=cast.yui)
    everyone = ISHINOMAKI | SHIROISHI | PREFECTURE
    shared = world.secret("a question that is shared", everyone)
    answer(other, world.secret("an answer that is shared", everyone), shared_question=shared, by=cast.sato)
    world.other_inquiry = other
    world.thread = world.inquiry.thread
    world.post = post(world.thread, world.secret("a post about an inquiry", ISHINOMAKI | PREFECTURE), by=cast.kaede)


def _proxy(world: World) -> None:
    """Being entered by the prefecture from a paper: the organization does not see it before it is handed in."""
    cast = world.cast
    world.proxied = _issued(world, "answered by proxy", ISHINOMAKI | PREFECTURE, cast.ishinomaki)
    response = world.proxied_response = world.proxied.responses.get()
    inside = world.secret("the evidence of a proxy entry", ISHINOMAKI | PREFECTURE)
    add_evidence(response, [SimpleUploadedFile("受信.txt", inside.encode())], by=cast.sato)
    sheet = start_proxy(response.pk, by=cast.sato)
    memo = world.secret("an answer that is being entered by proxy", PREFECTURE)
    save(sheet, {"a.voters": ["5"], "a.memo": [memo]}, edit=1, by=cast.sato, complete=False)
