"""A ministry's inquiry from draft to accepted totals, through the pages: what was typed is what it comes to."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock
from core.people.models import Organization, Role, User
from core.questions.definition import Definition
from core.questions.services.composing import create
from core.questions.services.publishing import publish
from demo import organizations
from surveys.collation import known_responses
from surveys.collation_totals import totals
from surveys.models import Response, Survey
from surveys.states import State
from tests.cast import person
from tests.surveys.collation_reading import csv_header, legend_of, tallies_in_foot, tallies_in_table
from tests.surveys.export_reading import table_of
from tests.surveys.form_walk import answer_and_hand_in
from tests.surveys.making import response_of
from tests.surveys.staffing_answers import (
    ASKED,
    CONTENT,
    EXEMPT,
    KEPT,
    NA,
    NUMBERS,
    TEXT,
    UNANSWERED,
    Drawn,
    Tally,
    number_places,
    tally,
)
from tests.surveys.staffing_drawing import draw

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
RETURNED = "差戻し中"
SPECIALS = {"blank": "空欄", "not_applicable": NA, "not_asked": "対象外", "exempt": EXEMPT, "unanswered": UNANSWERED}


@dataclass(frozen=True)
class Fates:
    """What becomes of whom, by the place in code order; everybody else answers and is accepted."""

    asked: int
    sent_back: tuple[int, ...]
    extended: tuple[int, ...]
    by_proxy: int
    nothing_there: tuple[int, ...]
    let_off: int
    silent: int


ALL = Fates(52, sent_back=(3, 17, 40), extended=(5, 30), by_proxy=8, nothing_there=(11, 44), let_off=20, silent=50)
FEW = Fates(12, sent_back=(3, 9), extended=(5, 6), by_proxy=8, nothing_there=(1, 11), let_off=2, silent=10)


@dataclass
class Inquiry:
    """The survey with its people, and what has been typed so far."""

    survey: Survey
    staff: User
    sato: Client  # the staff's browser
    asked: list[Organization]
    members: dict[str, Client]
    given: dict[str, Drawn] = field(default_factory=dict)  # code → what counts
    whole: dict[str, str] = field(default_factory=dict)  # code → the "no value" of the whole, or that it is returned

    def address(self, name: str, organization: Organization) -> str:
        return reverse(f"surveys:{name}", args=[self.survey.pk, organization.code])

    def judge(self, step: str, organization: Organization, **typed) -> None:
        assert self.sato.post(self.address(step, organization), typed).status_code == 302

    def state(self, organization: Organization) -> str:
        return response_of(self.survey, organization).state

    def answer(self, organization: Organization, seed: str = "") -> None:
        """A member's way: begin, page by page, confirm, hand in."""
        client, drawn = self.members[organization.code], draw(organization.code + seed)
        if not seed:
            assert client.get(self.address("answer_form", organization)).status_code == 200
            client.post(self.address("answer_start", organization))
        answer_and_hand_in(client, self.address("answer_form", organization), drawn.typed)
        assert self.state(organization) == (State.RESUBMITTED if seed else State.SUBMITTED)
        self.counts(organization, drawn)

    def enter_for(self, organization: Organization) -> None:
        """What came by fax, entered by the prefecture."""
        drawn, fax = draw(organization.code), SimpleUploadedFile("fax.txt", "ファクスの写し".encode())
        self.judge("proxy", organization, because="人事係からファクスで届いたため", files=[fax])
        answer_and_hand_in(self.sato, self.address("proxy_form", organization), drawn.typed)
        response = response_of(self.survey, organization)
        assert (response.state, response.is_proxy, response.evidence.count()) == (State.SUBMITTED, True, 1)
        self.counts(organization, drawn)

    def counts(self, organization: Organization, drawn: Drawn) -> None:
        self.given[organization.code] = drawn
        self.whole.pop(organization.code, None)

    def counts_not(self, organization: Organization, why: str) -> None:
        self.given.pop(organization.code, None)
        self.whole[organization.code] = why


def issue(signed_in: SignIn, number: int) -> Inquiry:
    """Written, confirmed and sent by the prefecture's staff; the questionnaire is the kept one, published."""
    organizations.make()
    prefecture = Organization.objects.get(code="040002")
    staff = person("sato@pref.example.jp", "佐藤 健", prefecture, Role.STAFF)
    asked = list(Organization.objects.exclude(pk=prefecture.pk).order_by("code"))[:number]
    assert len(asked) == number
    members = {
        one.code: signed_in(person(f"member@{one.code}.example.jp", "髙橋 楓", one, Role.MEMBER)) for one in asked
    }
    questionnaire = create(prefecture, KEPT["title"], by=staff, definition=Definition.from_json(CONTENT))
    publish(questionnaire, by=staff)
    written = {
        "owner": prefecture.pk, "title": "給与・定員管理等の公表に関する調査", "purpose": "公表の状況を把握するため。",
        "questionnaire": questionnaire.pk, "due_at_date": in_days(14), "due_at_time": "17:00", "visibility": "own",
        "reminder_days": ["-7", "-1", "1"], "to_organizations": [one.pk for one in asked], "confirm": "1",
    }  # fmt: skip
    sato = signed_in(staff)
    confirmation = sato.post("/surveys/new/", written)["Location"]
    assert f"{number}団体、{number}人に照会します" in sato.get(confirmation).content.decode()
    assert sato.post(confirmation).status_code == 302
    inquiry = Inquiry(Survey.objects.get(), staff, sato, asked, members)
    assert inquiry.survey.responses.count() == number
    for one in asked:
        inquiry.counts_not(one, UNANSWERED)
    return inquiry


def in_days(days: int) -> str:
    return (clock.today() + datetime.timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    "fates", [pytest.param(FEW, id="of 12"), pytest.param(ALL, id="of 52", marks=pytest.mark.long)]
)
def test_from_draft_to_accepted_totals(signed_in, fates):
    inquiry = issue(signed_in, fates.asked)
    at = [*inquiry.asked].__getitem__
    compare(inquiry)

    for one in map(at, fates.extended):
        inquiry.judge("extension", one, to_date=in_days(21), to_time="17:00", reason="議会対応のため")
    inquiry.judge("exemption", at(fates.let_off), why="職員がいないため")
    inquiry.counts_not(at(fates.let_off), EXEMPT)
    for one in map(at, fates.nothing_there):
        said = inquiry.members[one.code].post(inquiry.address("not_applicable", one), {"why": "職員がいないため"})
        assert said.status_code == 302
        inquiry.counts_not(one, NA)
    inquiry.enter_for(at(fates.by_proxy))
    apart = {fates.let_off, fates.silent, fates.by_proxy, *fates.nothing_there}
    for place, one in enumerate(inquiry.asked):
        if place not in apart:
            inquiry.answer(one)
    compare(inquiry)

    for one in map(at, fates.sent_back):
        remarks = {
            "general": "再確認をお願いします。",
            "remark.salary": "決算の額にしてください。",
            "place.salary": "計",
        }
        inquiry.judge("return", one, **remarks)
        inquiry.counts_not(one, RETURNED)
    compare(inquiry)
    for one in map(at, fates.sent_back):
        inquiry.answer(one, "again")
        assert not response_of(inquiry.survey, one).remarks.filter(done_at=None).exists()
        assert inquiry.given[one.code].holds != draw(one.code).holds
    compare(inquiry)

    handed_in = Response.objects.filter(survey=inquiry.survey, state__in=[State.SUBMITTED, State.RESUBMITTED])
    chosen = {"responses": list(handed_in.values_list("pk", flat=True))}
    inquiry.sato.post(reverse("surveys:acceptances", args=[inquiry.survey.pk]), chosen)
    accepted = fates.asked - len(fates.nothing_there) - 2
    states = Counter(inquiry.survey.responses.values_list("state", flat=True))
    assert states == {
        State.ACCEPTED: accepted, State.NOT_APPLICABLE: len(fates.nothing_there), State.EXEMPT: 1,
        State.NOT_RECEIVED: 1,
    }  # fmt: skip
    with_more_time = [one for one in inquiry.asked if response_of(inquiry.survey, one).extensions.exists()]
    assert with_more_time == [at(place) for place in fates.extended]
    has_all_there_is(inquiry)
    compare(inquiry)


# --- What it must come to ---


def has_all_there_is(inquiry: Inquiry) -> None:
    """Zero and every "no value" were among the answers: otherwise they would be kept apart without effort."""
    every = list(inquiry.given.values())
    found = [tally(every, inquiry.whole.values(), place) for place in number_places()]
    assert any(one.zero for one in found)
    assert {word for one in found for word in one.without} == {"空欄", NA, EXEMPT, UNANSWERED}
    assert any({"空欄", NA} <= set(tally(every, [], place).without) for place in number_places())


def compare(inquiry: Inquiry) -> None:
    """The service's figures, the pages' and the CSV's are those of what was typed."""
    every = list(inquiry.given.values())
    not_there = [word for word in inquiry.whole.values() if word != RETURNED]
    compare_service(inquiry, every, not_there)
    page = inquiry.sato.get(f"/surveys/{inquiry.survey.pk}/collation/").content.decode()
    in_foot = tallies_in_foot(page)
    for question in ASKED:
        if question["kind"] == "table":
            compare_table(inquiry, question, every)
        else:
            assert in_foot[question["key"]] == tally(every, not_there, (question["key"],)), question["key"]
    compare_legend(inquiry, every, not_there)
    compare_csv(inquiry, every)


def compare_service(inquiry: Inquiry, every: list[Drawn], not_there: list[str]) -> None:
    found = totals(inquiry.survey, known_responses(inquiry.survey, inquiry.staff), inquiry.staff)
    assert found.asked == len(inquiry.asked)
    assert found.collation.sheets == len(every)
    for place in number_places():
        totalled = found.collation[place[0]]
        counted = totalled.tally if len(place) == 1 else totalled.table.cells[place[1], place[2]]
        states = counted.states
        without = +Counter({word: getattr(states, name) for name, word in SPECIALS.items()})
        mine = Tally(counted.figures.sum, states.answered, states.zero, without)
        assert mine == tally(every, [], place), place
    rows = {row.label: row.counts for row in found.count_rows}
    for number, question in enumerate(ASKED):
        if question["kind"] in NUMBERS:
            expected = tally(every, not_there, (question["key"],))
            assert rows["うち0"][number] == expected.zero
            assert {word: rows[word][number] for word in SPECIALS.values()} == {
                word: expected.without[word] for word in SPECIALS.values()
            }


def compare_table(inquiry: Inquiry, question: dict, every: list[Drawn]) -> None:
    page = inquiry.sato.get(f"/surveys/{inquiry.survey.pk}/collation/{question['key']}/").content.decode()
    for place, found in tallies_in_table(page, question).items():
        assert found == tally(every, [], place), place


def compare_legend(inquiry: Inquiry, every: list[Drawn], not_there: list[str]) -> None:
    """One question's own page; this one may be left empty."""
    expected = tally(every, not_there, ("last_rate",))
    page = inquiry.sato.get(f"/surveys/{inquiry.survey.pk}/collation/last_rate/").content.decode()
    returned = list(inquiry.whole.values()).count(RETURNED)
    assert legend_of(page) == {
        "回答あり": expected.answered, "うち0": expected.zero, RETURNED: returned,
        **{word: expected.without[word] for word in SPECIALS.values()},
    }  # fmt: skip


def compare_csv(inquiry: Inquiry, every: list[Drawn]) -> None:
    """Line by line, then column by column."""
    lines = {line["団体コード"]: line for line in table_of(inquiry.sato, inquiry.survey)}
    assert list(lines) == [one.code for one in inquiry.asked]
    for place in number_places():
        column = {code: as_value(line[csv_header(place)]) for code, line in lines.items()}
        expected = {
            code: inquiry.given[code].holds[place] if code in inquiry.given else inquiry.whole[code] for code in lines
        }
        assert column == expected, place
        numbers = [value for value in column.values() if isinstance(value, Decimal)]
        assert sum(numbers) == (tally(every, [], place).sum or 0), place


def as_value(text: str) -> Decimal | str:
    return text if text in (*SPECIALS.values(), RETURNED, TEXT) else Decimal(text)
