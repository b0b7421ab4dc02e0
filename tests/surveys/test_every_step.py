"""Every step of a response as the pages take it: from which state, by whom, and refused to everybody else."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock
from core.people.models import Kind, Role, Section, User
from core.people.services.publishing_right import let_managers_publish
from core.questions.models import AnswerSheet
from core.questions.services.saving import save
from surveys.models import Response, Survey, Transition
from surveys.services.issuing import issue
from surveys.services.proxying import prepare_proxy
from surveys.states import HANDED_IN, State
from tests.cast import Cast, organization, person
from tests.surveys.answer_pages import Pages
from tests.surveys.making import controls, handed_in, make_survey, response_of

pytestmark = pytest.mark.django_db
S = State

# Who asks, seen from 石巻市's response. Kaede wrote it; Ren is the reviewer whom she named.
OWN = frozenset({"writer", "reviewer", "colleague", "manager", "second manager"})
APPROVERS = frozenset({"reviewer", "manager", "second manager"})
STAFF = frozenset({"staff", "administrator"})
EVERYBODY = OWN | STAFF | {"nobody", "asked too", "manager of one asked too", "not asked", "publisher elsewhere"}
EVERYBODY |= {"staff of another section", "deactivated writer", "deactivated staff", "moved away"}


@dataclass(frozen=True)
class Step:
    """One button: where it posts, from which states it leads where, and who has it."""

    address: str
    leads: Mapping[State, State]
    who: frozenset[str]
    typed: Callable[[Scene], dict[str, Any]] = lambda scene: {}
    internal_review: bool = False


@dataclass
class Scene:
    cast: Cast
    survey: Survey
    people: dict[str, User | None]

    @property
    def response(self) -> Response:
        return response_of(self.survey, self.cast.ishinomaki)

    def address(self, name: str) -> str:
        code = [] if name == "acceptances" else [self.cast.ishinomaki.code]
        return reverse(f"surveys:{name}", args=[self.survey.pk, *code])


def handing_in(scene: Scene) -> dict[str, Any]:
    """What the confirmation of somebody who may see it says; for the others, what it would say."""
    pages = Pages(client_of(scene.people["writer"]), scene.survey, scene.cast.ishinomaki)
    return {"seen": pages.seen()} if pages.confirm().status_code == 200 else {"seen": "1"}


def approving(scene: Scene) -> dict[str, Any]:
    return {"seen": scene.response.sheet.edit}


def entering(scene: Scene) -> dict[str, Any]:
    page = client_of(scene.cast.kanda).get(scene.address("proxy_confirm"))
    return {"seen": page.context["seen"] if page.status_code == 200 and page.context else "1"}


def later(scene: Scene) -> dict[str, Any]:
    day = (clock.today() + datetime.timedelta(days=40)).isoformat()
    return {"to_date": day, "to_time": "17:00", "reason": "議会対応のため"}


def because(scene: Scene) -> dict[str, Any]:
    return {"why": "対象となる施設がないため"}


BEGINS = dict.fromkeys((S.NOT_RECEIVED, S.RECEIVED, S.NOT_APPLICABLE), S.IN_PROGRESS)
HANDS_IN = {S.IN_PROGRESS: S.SUBMITTED, S.RETURNED: S.RESUBMITTED}
ACCEPTS = {S.SUBMITTED: S.ACCEPTED, S.RESUBMITTED: S.ACCEPTED}
OPEN = (S.NOT_RECEIVED, S.RECEIVED, S.IN_PROGRESS)
STEPS = {
    "begin": Step("answer_start", BEGINS, OWN),
    "hand in": Step("answer_confirm", HANDS_IN, OWN, handing_in),
    "ask for the approval": Step(
        "answer_confirm", dict.fromkeys((S.IN_PROGRESS, S.RETURNED), S.IN_REVIEW), OWN, handing_in, internal_review=True
    ),
    "approve": Step("review", {S.IN_REVIEW: S.SUBMITTED}, APPROVERS, approving, True),
    "send back inside": Step(
        "review", {S.IN_REVIEW: S.IN_PROGRESS}, APPROVERS | {"writer"},
        lambda scene: {"send_back": "1"} | because(scene), True,
    ),
    "take back": Step("recall", {S.SUBMITTED: S.IN_PROGRESS}, OWN),
    "say that nothing applies": Step(
        "not_applicable", dict.fromkeys((*OPEN, S.RETURNED), S.NOT_APPLICABLE), OWN, because
    ),
    "return": Step(
        "return", dict.fromkeys((*HANDED_IN, S.NOT_APPLICABLE), S.RETURNED), STAFF, lambda scene: {"general": "合計"}
    ),
    "accept": Step("acceptance", ACCEPTS, STAFF),
    "accept from the board": Step("acceptances", ACCEPTS, STAFF, lambda scene: {"responses": scene.response.pk}),
    "let off": Step(
        "exemption", dict.fromkeys(set(S) - {S.ACCEPTED, S.EXEMPT}, S.EXEMPT), STAFF, because
    ),
    "ask again": Step("exemption", {S.EXEMPT: S.RECEIVED}, STAFF, lambda scene: {"undo": "1"} | because(scene)),
    "enter by proxy": Step(
        "proxy_confirm", dict.fromkeys(OPEN, S.SUBMITTED) | {S.RETURNED: S.RESUBMITTED}, STAFF, entering
    ),
}  # fmt: skip


@pytest.fixture
def make(cast: Cast) -> Callable[[Step], Scene]:
    """石巻市 has handed in once, and a proxy entry is prepared, so that every state can be set."""

    def make(step: Step) -> Scene:
        section = Section.objects.get(organization=cast.prefecture, name="市町村課 行政第一班")
        draft = make_survey(cast, section=section, is_restricted=True, internal_review=step.internal_review)
        survey = issue(draft.pk, by=cast.kanda)
        response = response_of(survey, cast.ishinomaki)
        because_of = SimpleUploadedFile("fax.txt", b"5")
        proxy = prepare_proxy(response.pk, because="ファクスで届いたため", uploads=[because_of], by=cast.sato)
        save(proxy, controls(voters="5", note=""), edit=proxy.edit, by=cast.sato, complete=False)
        response = handed_in(survey, cast.ishinomaki, cast.kaede, voters="7")
        held = response.submitted or AnswerSheet.objects.create(
            version=survey.version, organization=cast.ishinomaki, answers={"voters": 7}, completed_at=clock.now()
        )
        fields = {"submitted": held, "submitted_at": clock.now(), "reviewer": cast.ren, "review_asked_by": cast.kaede}
        Response.objects.filter(pk=response.pk).update(**fields)
        return Scene(cast, survey, everybody(cast))

    return make


def everybody(cast: Cast) -> dict[str, User | None]:
    kakuda = organization("042081", "角田市", Kind.CITY)
    publisher = person("kado@kakuda.example.jp", "角 修", kakuda, Role.MANAGER)
    let_managers_publish(kakuda, True, by=cast.kanda)
    gone = person("ida@ishinomaki.example.jp", "井田 剛", cast.ishinomaki, Role.MANAGER)
    gone.memberships.update(valid_to=clock.today() - datetime.timedelta(days=1))
    return {
        "nobody": None,
        "writer": cast.kaede,
        "reviewer": cast.ren,
        "colleague": person("sena@ishinomaki.example.jp", "瀬名 光", cast.ishinomaki, Role.MEMBER),
        "manager": cast.midori,
        "second manager": person("oto@ishinomaki.example.jp", "音羽 奏", cast.ishinomaki, Role.MANAGER),
        "moved away": gone,
        "asked too": cast.yui,
        "manager of one asked too": cast.akira,
        "not asked": cast.haru,
        "publisher elsewhere": publisher,
        "staff": cast.sato,
        "administrator": cast.kanda,
        "staff of another section": person("goto@pref.example.jp", "後藤 進", cast.prefecture, Role.STAFF, "財政班"),
        "deactivated writer": person(
            "taku@ishinomaki.example.jp", "田久 仁", cast.ishinomaki, Role.MANAGER, is_active=False
        ),
        "deactivated staff": person("abe@pref.example.jp", "阿部 透", cast.prefecture, Role.STAFF, is_active=False),
    }


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def put_into(scene: Scene, state: State) -> None:
    returned = clock.now() if state in (S.RETURNED, S.RESUBMITTED) else None
    fields = {"rounds": 0, "proxy_because": "ファクスで届いたため", "returned_at": returned}
    Response.objects.filter(pk=scene.response.pk).update(state=state, **fields)


def test_the_table_names_everybody(cast):
    assert set(everybody(cast)) == EVERYBODY


@pytest.mark.parametrize("name", STEPS)
def test_each_step_is_taken_by_those_who_have_it_and_says_who_did(make, name):
    step = STEPS[name]
    scene = make(step)
    for who in sorted(step.who):
        origin = next(iter(step.leads))
        put_into(scene, origin)
        typed = step.typed(scene)
        client_of(scene.people[who]).post(scene.address(step.address), typed)
        assert scene.response.state == step.leads[origin], who
        taken = Transition.objects.filter(response=scene.response).last()
        assert (taken.origin, taken.to, taken.by) == (origin, step.leads[origin], scene.people[who])


@pytest.mark.parametrize("name", STEPS)
def test_each_step_is_refused_to_everybody_else(make, name):
    step = STEPS[name]
    scene = make(step)
    put_into(scene, next(iter(step.leads)))
    before, typed = _stands(scene), step.typed(scene)
    for who in sorted(EVERYBODY - step.who):
        client = client_of(scene.people[who])
        answer = client.post(scene.address(step.address), typed)
        is_login = answer.status_code == 302 and "login" in answer["Location"]
        assert answer.status_code in (403, 404) or is_login, (who, answer.status_code)
        assert _stands(scene) == before, who


@pytest.mark.parametrize("name", STEPS)
def test_each_step_leads_from_its_states_and_from_no_other(make, name):
    step = STEPS[name]
    scene = make(step)
    who = sorted(step.who)[0]
    for origin in State:
        put_into(scene, origin)
        before, typed = _stands(scene), step.typed(scene)
        answer = client_of(scene.people[who]).post(scene.address(step.address), typed)
        assert answer.status_code < 500
        wanted = step.leads.get(origin, origin)
        assert scene.response.state == wanted, (origin, answer.status_code)
        if origin not in step.leads:
            assert _stands(scene) == before, origin


def _stands(scene: Scene) -> tuple[Any, ...]:
    response = scene.response
    submitted = AnswerSheet.objects.get(pk=response.submitted_id)
    steps = Transition.objects.filter(response=response).count()
    return response.state, response.rounds, steps, submitted.answers, submitted.edit, response.extended_to
