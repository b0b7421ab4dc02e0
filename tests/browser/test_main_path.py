"""The main job, end to end, on the real portal: a notice with three files to five organizations, and to no sixth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from core.people.models import Kind, Organization, Role, User
from demo.models import DemoMail
from tests.browser.hands import Keyboard, Mouse, on_page
from tests.cast import PASSWORD, make_cast, organization, person
from tests.files import samples
from tests.live import LivePortal, committed_data, live_portal
from tests.worker import real_worker, wait_until

pytestmark = pytest.mark.django_db
ADDRESSED = [
    ("042030", "塩竈市"),
    ("042056", "気仙沼市"),
    ("042072", "名取市"),
    ("042081", "角田市"),
    ("042099", "多賀城市"),
]


@dataclass
class Scene:
    portal: LivePortal
    staff: User
    addressed: list[Organization]
    members: list[User]
    sixth: User
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("portal")
    with committed_data(django_db_blocker):
        cast = make_cast()
        places = [organization(code, name, Kind.CITY) for code, name in ADDRESSED]
        members = [person(f"tanto@{p.code}.example.jp", f"担当 {p.name}", p, Role.MEMBER) for p in places]
        files = {"通知.pdf": samples.pdf(2), "様式1.docx": samples.word(), "様式2.xlsx": samples.excel()}
        with live_portal(folder) as portal, real_worker(concurrency=1):
            yield Scene(portal, cast.sato, places, members, cast.yui, files)


@pytest.mark.parametrize(
    ("way", "javascript"),
    [
        # By mouse is the easier way of the three: the other two keep the page working in `make test`.
        pytest.param("mouse", True, id="with a mouse", marks=pytest.mark.long),
        pytest.param("mouse", False, id="without JavaScript"),
        pytest.param("keyboard", True, id="with the keyboard alone"),
    ],
)
def test_a_notice_reaches_exactly_those_it_is_addressed_to(scene: Scene, browser: Browser, way: str, javascript: bool):
    title = f"期日前投票所の設置状況について（{way}、{'JavaScriptあり' if javascript else 'なし'}）"
    staff = Person(scene, browser, scene.staff, way, javascript)
    address = _send(staff, scene, title)

    members = [Person(scene, browser, user, way, javascript) for user in scene.members[:2]]
    _everybody_addressed_is_told(members[0], scene, title)
    _acknowledge(members[0], title)
    _it_is_in_the_archive(members[1], title)

    sixth = Person(scene, browser, scene.sixth, way, javascript)
    assert sixth.page.goto(address).status == 404
    sixth.page.goto("/archive/")
    expect(sixth.page.locator("main")).not_to_contain_text(title)

    _remind_the_others(staff, scene, title)
    _withdraw(staff, title)
    assert members[0].page.goto(address).status == 404
    wait_until(lambda: DemoMail.objects.filter(subject__contains="【取下げ】", subject__endswith=title).count() == 5)
    for someone in (staff, *members, sixth):
        someone.leave()


class Person:
    """Somebody at a browser of their own, signed in through the page."""

    def __init__(self, scene: Scene, browser: Browser, user: User, way: str, javascript: bool) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=scene.portal.url,
            locale="ja-JP",
            java_script_enabled=javascript,
            viewport={"width": 1280, "height": 900},
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda told: self.complaints.append(told.text) if "Content Security" in told.text else None
        )
        self.hands = Keyboard(self.page) if way == "keyboard" else Mouse(self.page)
        self.page.goto("/")
        on_page(self.page, "ログイン")
        self.hands.fill("メールアドレス", user.email)
        self.hands.fill("パスワード", PASSWORD)
        self.hands.press("ログイン")
        on_page(self.page, "ホーム|今日|こんにちは|やること")

    def _hear(self, told: ConsoleMessage) -> None:
        if "Content Security Policy" in told.text:
            self.complaints.append(told.text)

    def leave(self) -> None:
        assert not self.complaints
        self.context.close()


def _send(staff: Person, scene: Scene, title: str) -> str:
    """Compose, attach, address, confirm, publish. Returns the notice's address."""
    page, hands = staff.page, staff.hands
    page.goto("/archive/new/")
    hands.fill("件名", title)
    hands.fill("本文", "別添のとおり通知します。\n回答は様式1によりお願いします。")
    hands.attach("添付ファイルを追加", scene.files)
    hands.unfold("団体を個別に選ぶ")
    for place in scene.addressed:
        hands.tick(place.name)
    hands.tick("受領確認を求める")
    hands.press("確認へ進む")
    on_page(page, title)
    expect(page.locator("main")).to_contain_text("5団体、5人に届きます")
    for name in scene.files:
        expect(page.locator("main")).to_contain_text(name)
    hands.press("発出する")
    on_page(page, title)
    expect(page.locator("main")).to_contain_text("5団体のうち0団体")
    return page.url.removesuffix("deliveries/")


def _everybody_addressed_is_told(member: Person, scene: Scene, title: str) -> None:
    """By mail each once, and in the inbox; the link leads to the notice with its three files."""
    told = DemoMail.objects.filter(subject=title)
    wait_until(lambda: told.count() == len(scene.members))
    assert sorted(told.values_list("to", flat=True)) == sorted(user.email for user in scene.members)
    member.page.goto("/demo/mail/")
    expect(member.page.locator("main")).to_contain_text(title)
    member.page.goto("/inbox/")
    member.hands.follow(title)
    on_page(member.page, title)
    for name in scene.files:
        expect(member.page.locator("main")).to_contain_text(name)


def _acknowledge(member: Person, title: str) -> None:
    member.hands.press("受領を確認する")
    expect(member.page.locator("main")).to_contain_text("受領確認済")
    on_page(member.page, title)


def _it_is_in_the_archive(member: Person, title: str) -> None:
    member.page.goto("/archive/")
    member.hands.follow(title)
    on_page(member.page, title)


def _remind_the_others(staff: Person, scene: Scene, title: str) -> None:
    page, hands = staff.page, staff.hands
    page.reload()
    expect(page.locator("main")).to_contain_text("5団体のうち1団体")
    first = page.get_by_role("row").filter(has_text=scene.addressed[0].name)
    expect(first).to_contain_text("受領確認済")
    hands.press("4団体すべてに督促する")
    on_page(page, "督促の確認")
    expect(page.locator("main")).to_contain_text("4団体、4人に督促します")
    hands.press("督促する")
    expect(page.locator("main")).to_contain_text("（1回目）")
    reminded = DemoMail.objects.filter(subject=f"【督促】{title}")
    wait_until(lambda: reminded.count() == 4)
    assert scene.members[0].email not in reminded.values_list("to", flat=True)


def _withdraw(staff: Person, title: str) -> None:
    staff.page.goto(staff.page.url.partition("deliveries")[0])
    staff.hands.follow("取り下げる")
    on_page(staff.page, "取下げの確認")
    staff.hands.fill("取下げの理由", "添付ファイルに誤りがありました。")
    staff.hands.press("取り下げる")
    expect(staff.page.locator("main")).to_contain_text("添付ファイルに誤りがありました。")
