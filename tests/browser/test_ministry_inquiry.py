"""A ministry's inquiry in a real browser: composed, answered by 52, returned, accepted; its totals against plain sums.

Two organizations answer in the browser, one with mouse and keyboard, one on a phone without JavaScript; the other fifty
through HTTP. What is a step of its own is taken in the browser at least once.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from core import clock
from core.people.models import Organization, Role
from core.questions.definition import Definition
from core.questions.services.composing import create
from core.questions.services.publishing import publish
from demo import organizations
from surveys.models import Survey
from surveys.states import State
from tests.browser.hands import Mouse, on_page, payload
from tests.browser.typing_answers import Typist
from tests.cast import person
from tests.look.test_components import TOO_SMALL, TOO_WIDE
from tests.looking import Complaints, chromium, complaints, looks_right, open_as
from tests.surveys.collation_reading import legend_of, tallies_in_foot, tallies_in_table
from tests.surveys.making import response_of
from tests.surveys.staffing_answers import ASKED, CONTENT, EXEMPT, KEPT, NA, NUMBERS, UNANSWERED, tally
from tests.surveys.staffing_drawing import draw
from tests.surveys.test_ministry_inquiry import RETURNED, SPECIALS, Inquiry, compare

__all__ = ["chromium", "complaints", "open_as"]
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

TITLE = "給与・定員管理等の公表に関する調査"
# What becomes of whom, by the place in code order. Those named first are done in the browser.
AT_A_DESK, ON_A_PHONE = 0, 1
SENT_BACK, EXTENDED, BY_PROXY, NOTHING_THERE, LET_OFF, SILENT = (AT_A_DESK, 17, 40), (5, 30), 8, (11, 44), 20, 50


@dataclass
class Office:
    """Sato at a desk, with how her pages are looked at."""

    page: Page
    inquiry: Inquiry | None
    look: Callable[[Page, str], None]

    @property
    def hands(self) -> Mouse:
        return Mouse(self.page)

    def open(self, name: str, organization: Organization) -> None:
        assert self.inquiry
        self.page.goto(self.inquiry.address(name, organization))

    def press(self, button: str) -> None:
        with self.page.expect_navigation():
            self.hands.press(button)


@pytest.fixture
def look(complaints: Complaints) -> Callable[[Page, str], None]:
    """A key page, at a desk and on a phone: nothing too wide or too small, nothing for axe to find."""

    def at_both_widths(page: Page, name: str) -> None:
        before = page.viewport_size
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            looks_right(page, complaints)
        page.set_viewport_size(before)
        complaints.listening = True

    return at_both_widths


def fits(page: Page, name: str) -> None:
    """As much as can be asked where scripts do not run: axe waits for itself there for ever."""
    assert page.evaluate(TOO_WIDE) == 0, name
    assert page.evaluate(TOO_SMALL) == [], name


def test_from_composing_to_totals(signed_in, open_as, look, complaints):
    organizations.make()
    prefecture = Organization.objects.get(code="040002")
    staff = person("sato@pref.example.jp", "佐藤 健", prefecture, Role.STAFF)
    asked = list(Organization.objects.exclude(pk=prefecture.pk).order_by("code"))
    people = [person(f"member@{one.code}.example.jp", "髙橋 楓", one, Role.MEMBER) for one in asked]
    questionnaire = create(prefecture, KEPT["title"], by=staff, definition=Definition.from_json(CONTENT))
    publish(questionnaire, by=staff)

    office = Office(open_as(staff), None, look)
    members: dict[str, Client] = {one.code: signed_in(user) for one, user in zip(asked, people, strict=True)}
    inquiry = office.inquiry = Inquiry(compose(office, asked), staff, signed_in(staff), asked, members)
    for one in asked:
        inquiry.counts_not(one, UNANSWERED)

    at = asked.__getitem__
    desk = open_as(people[AT_A_DESK])
    phone = open_as(people[ON_A_PHONE], width=390, javascript=False)
    answer(inquiry, desk, at(AT_A_DESK), "keyboard", look)
    answer(inquiry, phone, at(ON_A_PHONE), "mouse", fits)
    give_time_and_let_off(office, inquiry)
    nobody_there(inquiry, open_as(people[NOTHING_THERE[0]], width=390, javascript=False))
    enter_by_proxy(office, inquiry, at(BY_PROXY))
    apart = {AT_A_DESK, ON_A_PHONE, LET_OFF, SILENT, BY_PROXY, *NOTHING_THERE}
    for place, one in enumerate(asked):
        if place not in apart:
            inquiry.answer(one)
    compare_in_browser(office, inquiry)

    send_back(office, inquiry)
    compare_in_browser(office, inquiry)
    mend(inquiry, desk, at(AT_A_DESK), look)
    for place in SENT_BACK[1:]:
        inquiry.answer(at(place), "again")
    accept_all(office, inquiry)
    compare_in_browser(office, inquiry, look)
    compare(inquiry)  # the service's, the delivered pages' and the CSV's
    states = Counter(inquiry.survey.responses.values_list("state", flat=True))
    accepted = len(asked) - len(NOTHING_THERE) - 2
    assert states == {State.ACCEPTED: accepted, State.NOT_APPLICABLE: 2, State.EXEMPT: 1, State.NOT_RECEIVED: 1}
    assert not complaints.heard


def compose(office: Office, asked: list[Organization]) -> Survey:
    """Written, confirmed and issued to all 52."""
    page, hands = office.page, office.hands
    page.goto("/surveys/new/")
    hands.fill("件名", TITLE)
    hands.fill("調査の目的", "公表の状況を把握するため。")
    hands.fill("記入要領", "基準日現在の数を記入してください。\n該当しない欄には「－」を入力してください。")
    words = page.locator("[name=questionnaire] option", has_text=KEPT["title"]).text_content()
    page.locator("[name=questionnaire]").select_option(label=words)
    due = clock.today() + datetime.timedelta(days=14)
    page.locator("[name=due_at_date]").fill(f"{due.year}年{due.month}月{due.day}日")
    page.locator("[name=due_at_time]").fill("17:00")
    hands.unfold("団体を個別に選ぶ")
    for one in asked:
        page.locator(f'[name=to_organizations][value="{one.pk}"]').check()
    expect(page.locator("#reach")).to_contain_text("52団体")
    office.look(page, "compose")
    office.press("確認へ進む")
    on_page(page, TITLE)
    expect(page.locator("main")).to_contain_text(f"{len(asked)}団体、{len(asked)}人に照会します")
    office.look(page, "issue")
    office.press("照会する")
    expect(page.locator("main")).to_contain_text("回答受付中")
    survey = Survey.objects.get()
    assert (survey.state, survey.responses.count()) == (Survey.State.OPEN, 52)
    office.look(page, "survey")
    return survey


def answer(inquiry: Inquiry, page: Page, one: Organization, way: str, look: Callable[[Page, str], None]) -> None:
    """From the list of what one is to answer to the receipt."""
    drawn, hands = draw(one.code), Mouse(page)
    page.goto("/surveys/")
    hands.follow(TITLE)
    page.goto(inquiry.address("answer_form", one))
    look(page, f"begin-{way}")
    with page.expect_navigation():
        hands.press("回答を始める")
    typist = Typist(page, drawn.typed, way)
    typist.answer_and_hand_in(lambda name: look(page, f"{way}-{name}"))
    expect(page.locator("main")).to_contain_text("提出しました")
    look(page, f"handed-in-{way}")
    if way == "keyboard":
        assert typist.by_keyboard > 150  # every cell of its tables
    assert inquiry.state(one) == State.SUBMITTED
    inquiry.counts(one, drawn)


def give_time_and_let_off(office: Office, inquiry: Inquiry) -> None:
    page, asked = office.page, inquiry.asked
    first, second = (asked[place] for place in EXTENDED)
    to = clock.today() + datetime.timedelta(days=21)
    office.open("extension", first)
    page.locator("[name=to_date]").fill(to.isoformat())
    page.locator("[name=to_time]").fill("17:00")
    office.hands.fill("理由", "議会対応のため")
    office.look(page, "extension")
    office.press("期限を延ばす")
    inquiry.judge("extension", second, to_date=to.isoformat(), to_time="17:00", reason="議会対応のため")
    extended = [one for one in asked if response_of(inquiry.survey, one).extensions.exists()]
    assert extended == [first, second]
    office.open("exemption", asked[LET_OFF])
    office.hands.fill("理由", "職員がいないため")
    office.press("回答不要にする")
    assert inquiry.state(asked[LET_OFF]) == State.EXEMPT
    inquiry.counts_not(asked[LET_OFF], EXEMPT)


def nobody_there(inquiry: Inquiry, phone: Page) -> None:
    """The one on a phone without JavaScript, the other through HTTP."""
    first, second = (inquiry.asked[place] for place in NOTHING_THERE)
    hands = Mouse(phone)
    phone.goto(inquiry.address("answer_form", first))
    hands.follow("該当なしと回答する")
    hands.fill("理由", "職員がいないため")
    phone.locator(".mu-actionbar button[data-kind=solid], form button[data-kind=solid]").first.click()
    expect(phone.locator("main")).to_contain_text("該当なし")
    inquiry.members[second.code].post(inquiry.address("not_applicable", second), {"why": "職員がいないため"})
    for one in (first, second):
        assert inquiry.state(one) == State.NOT_APPLICABLE
        inquiry.counts_not(one, NA)


def enter_by_proxy(office: Office, inquiry: Inquiry, one: Organization) -> None:
    page, drawn = office.page, draw(one.code)
    office.open("proxy", one)
    office.hands.fill("代理で入力する理由", "人事係からファクスで届いたため")
    page.locator("[name=files]").set_input_files(payload({"fax.txt": "ファクスの写し".encode()}))
    office.look(page, "proxy")
    office.press("入力へ進む")
    Typist(page, drawn.typed).answer_and_hand_in()
    expect(page.locator("main")).to_contain_text("代理入力")
    response = response_of(inquiry.survey, one)
    assert (response.state, response.is_proxy, response.evidence.count()) == (State.SUBMITTED, True, 1)
    office.look(page, "proxied")
    inquiry.counts(one, drawn)


def send_back(office: Office, inquiry: Inquiry) -> None:
    """One in the browser, at a cell of its table and at the whole; the others through HTTP."""
    page, (first, *others) = office.page, [inquiry.asked[place] for place in SENT_BACK]
    office.open("response", first)
    office.look(page, "response")
    office.hands.follow("差し戻す")
    office.hands.fill("全体への指摘", "再確認をお願いします。")
    page.locator("[name='remark.salary']").fill("決算の額にしてください。")
    page.locator("[name='place.salary']").fill("計")
    office.look(page, "return")
    office.press("差し戻す")
    for one in others:
        inquiry.judge("return", one, **{"remark.salary": "決算の額にしてください。", "place.salary": "計"})
    for one in (first, *others):
        assert inquiry.state(one) == State.RETURNED
        inquiry.counts_not(one, RETURNED)
    office.page.goto(f"/surveys/{inquiry.survey.pk}/board/")
    office.look(page, "board")


def mend(inquiry: Inquiry, page: Page, one: Organization, look: Callable[[Page, str], None]) -> None:
    """The organization reads the remarks at their places, ticks them off, corrects and hands in again."""
    drawn = draw(one.code + "again")
    page.goto("/surveys/")
    expect(page.locator("main")).to_contain_text("差戻し")
    page.goto(inquiry.address("answer_form", one))
    expect(page.locator("main")).to_contain_text("2件の指摘のうち、0件を直しました")
    expect(page.locator("main")).to_contain_text("（計）")
    look(page, "to-mend")
    Typist(page, drawn.typed).answer_and_hand_in()
    response = response_of(inquiry.survey, one)
    assert (response.state, response.rounds) == (State.RESUBMITTED, 2)
    assert not response.remarks.filter(done_at=None).exists()
    look(page, "mended")
    inquiry.counts(one, drawn)


def accept_all(office: Office, inquiry: Inquiry) -> None:
    page = office.page
    handed_in = inquiry.survey.responses.filter(state__in=[State.SUBMITTED, State.RESUBMITTED]).count()
    page.goto(f"/surveys/{inquiry.survey.pk}/board/")
    office.hands.press("この一覧をすべて選ぶ")
    office.press("選んだ回答を受理する")
    expect(page.locator("main")).to_contain_text(f"{handed_in}団体の回答を受理しました")
    office.open("response", inquiry.asked[AT_A_DESK])
    office.look(page, "accepted")


# --- What the browser shows, against plain sums of what was typed ---


def compare_in_browser(office: Office, inquiry: Inquiry, look: Callable[[Page, str], None] | None = None) -> None:
    """The totals' page and every summed table, as they stand in the browser."""
    page, base = office.page, f"/surveys/{inquiry.survey.pk}/collation/"
    every = list(inquiry.given.values())
    not_there = [word for word in inquiry.whole.values() if word != RETURNED]
    page.goto(base)
    if look:
        look(page, "collation")
    in_foot = tallies_in_foot(page.content())
    tables = [question for question in ASKED if question["kind"] == "table"]
    for question in ASKED:
        if question["kind"] != "table":
            assert in_foot[question["key"]] == tally(every, not_there, (question["key"],)), question["key"]
    for question in tables:
        page.goto(f"{base}{question['key']}/")
        for place, found in tallies_in_table(page.content(), question).items():
            assert found == tally(every, [], place), place
        if look and question is tables[0]:
            look(page, "collation-table")
            page.goto(f"{base}{question['key']}/?show=list")
            look(page, "collation-list")
    number = next(one for one in ASKED if one["kind"] in NUMBERS)
    page.goto(f"{base}{number['key']}/")
    expected = tally(every, not_there, (number["key"],))
    assert legend_of(page.content()) == {
        "回答あり": expected.answered, "うち0": expected.zero, RETURNED: list(inquiry.whole.values()).count(RETURNED),
        **{word: expected.without[word] for word in SPECIALS.values()},
    }  # fmt: skip
    if look:
        look(page, "collation-question")
        page.goto(f"{base}print/")
        look(page, "collation-print")
