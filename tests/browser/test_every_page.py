"""Every page of the access table in a real Chromium, at a desk and on a phone: nothing for axe to find, nothing too
wide or too small, nothing blocked by the policy, nothing that failed to load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.house.access_table import rows
from tests.house.actors import ACTORS, ADMINISTRATOR, MANAGER, MEMBER, NOBODY, STAFF
from tests.house.asking import address_in
from tests.house.world import World, make_world
from tests.live import LivePortal, committed_data, live_portal, session_of
from tests.look.test_components import AXE, RULES, TOO_SMALL, TOO_WIDE

pytestmark = pytest.mark.django_db
# Bytes, data, and the mail's HTML inside its frame: no pages.
NO_PAGES = {
    "archive:issuers",
    "health",
    "files:download",
    "files:page",
    "exports:file",
    "archive:tags",
    "archive:attachments_zip",
    "surveys:files_zip",
    "surveys:answer_pdf",
    "surveys:response_pdf",
    "questions:postcode",
    "entry:challenge",
    "entry:file",
    "forms:crosstab_chart",
    "forms:people_copy",
    "forms:qr",
    "demo:mail_html",
    "mfa_login_webauthn",
    "mfa_download_recovery_codes",
    "set_language",
}
# Pages that look different to whom they serve are seen by several; every other page by the first who may.
SEEN_BY_SEVERAL = {
    *("home", "archive:list", "archive:notice", "announcement", "inbox:list", "roster:organization"),
    *("surveys:list", "surveys:survey", "surveys:inquiry"),
    *("questions:list", "questions:questionnaire", "questions:version"),
}
SEVERAL = (MEMBER, STAFF, ADMINISTRATOR)
# Between them they may open every named address, and each is looked at once in `make test` (those of above by a member
# and by staff). `make test-long` looks at everything that it leads to, with everybody's eyes.
BRIEFLY = (NOBODY, MEMBER, STAFF, MANAGER, ADMINISTRATOR)
BRIEFLY_SEVERAL = (MEMBER, STAFF)


@dataclass
class Scene:
    portal: LivePortal
    world: World
    sessions: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with committed_data(django_db_blocker):
        world = make_world()
        sessions = {actor: session_of(user) for actor, user in world.people.items()}
        with live_portal(tmp_path_factory.mktemp("portal")) as portal:
            yield Scene(portal, world, sessions)


def pages_of(actor: str, world: World, *, all_things: bool) -> list[str]:
    """What this person is to look at: of each name one address, or with `all_things` each thing that it leads to."""
    people, several = (ACTORS, SEVERAL) if all_things else (BRIEFLY, BRIEFLY_SEVERAL)
    seen: set[str] = set()
    for person in people:
        theirs: dict[str, str] = {}
        for row in rows():
            if row.method != "GET" or row.name in NO_PAGES or row.expected[person] != "200":
                continue
            look = f"{row.name} {row.of}" if all_things else row.name
            if look not in seen or (row.name in SEEN_BY_SEVERAL and person in several):
                theirs.setdefault(look, address_in(world, row.name, row.of))
        if person == actor:
            return list(dict.fromkeys(theirs.values()))
        seen |= theirs.keys()
    raise AssertionError(f"{actor} is not one of those who look.")


@pytest.mark.parametrize("actor", BRIEFLY)
def test_every_page_is_for_everybody(scene: Scene, browser: Browser, actor: str):
    assert _found_by(actor, browser, scene, pages_of(actor, scene.world, all_things=False)) == []


@pytest.mark.long
@pytest.mark.parametrize("actor", ACTORS)
def test_every_page_of_every_thing_is_for_everybody(scene: Scene, browser: Browser, actor: str):
    assert _found_by(actor, browser, scene, pages_of(actor, scene.world, all_things=True)) == []


def test_no_named_address_is_left_out_by_the_few():
    pages = [row for row in rows() if row.method == "GET" and row.name not in NO_PAGES]
    everybodys = {row.name for row in pages if "200" in row.expected.values()}
    assert everybodys
    assert everybodys == {row.name for row in pages for person in BRIEFLY if row.expected[person] == "200"}


def _found_by(actor: str, browser: Browser, scene: Scene, pages: list[str]) -> list[str]:
    visitor = Visitor(browser, scene, actor)
    wrong = [f"{address}: {finding}" for address in pages for finding in visitor.look_at(address)]
    visitor.context.close()
    return wrong


def test_what_does_not_exist_is_said_accessibly(scene: Scene, browser: Browser):
    visitor = Visitor(browser, scene, MEMBER)
    for address, status in (("/no/such/page/", 404), ("/people/", 403)):
        assert not visitor.look_at(address, status=status)


SPOILED = """() => {
  const main = document.querySelector("main");
  main.insertAdjacentHTML("beforeend", "<input name='nameless'><button>×</button><img src='/no/such.png'>");
  main.style.minWidth = "2000px";
}"""


def test_control_the_look_finds_what_is_wrong(scene: Scene, browser: Browser):
    found = " ".join(Visitor(browser, scene, NOBODY).look_at("/accounts/login/", spoil=SPOILED))
    for expected in ("label", "image-alt", "too small", "too wide", "/no/such.png"):
        assert expected in found, expected


class Visitor:
    """Somebody who looks closely, at each page in a tab of its own: so no late complaint is the next one's."""

    def __init__(self, browser: Browser, scene: Scene, actor: str) -> None:
        self.context: BrowserContext = browser.new_context(base_url=scene.portal.url, locale="ja-JP")
        self.own = scene.portal.url
        if actor != NOBODY:
            cookie = {"name": "sessionid", "value": scene.sessions[actor], "url": scene.portal.url}
            self.context.add_cookies([cookie])

    def look_at(self, address: str, *, status: int = 200, spoil: str = "") -> list[str]:
        """What is wrong with this page; `spoil` is a script that makes it so."""
        trouble: list[str] = []
        page = self.context.new_page()
        page.set_viewport_size({"width": 1280, "height": 800})
        page.on("pageerror", lambda error: trouble.append(f"script: {error}"))
        page.on("request", lambda request: trouble.extend(self._leaves_home(request)))
        page.on("requestfailed", lambda request: trouble.extend(_failed(request)))
        page.on("response", lambda response: trouble.extend(_refused(response)))
        page.on("console", lambda told: trouble.extend(_blocked(told)))
        answered = page.goto(address)
        if spoil:
            page.evaluate(spoil)
            page.wait_for_load_state("networkidle")
        if answered and answered.status == status:
            trouble = [each for each in trouble if not each.startswith(f"{status}: {answered.url}")]
        found = list(trouble)  # before axe, which tries inline styles of its own
        found += _measured_and_judged(page)
        page.close()
        return found

    def _leaves_home(self, request: Request) -> list[str]:
        ours = request.url.startswith((self.own, "data:", "blob:", "about:"))
        return [] if ours else [f"asks elsewhere: {request.url}"]


def _failed(request: Request) -> list[str]:
    # Aborted: the page was left while something still loaded.
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url}"]


def _refused(response: Response) -> list[str]:
    return [f"{response.status}: {response.url}"] if response.status >= 400 else []


def _blocked(told: ConsoleMessage) -> list[str]:
    return [told.text] if "Content Security Policy" in told.text else []


def _measured_and_judged(page: Page) -> list[str]:
    found = []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, height in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        if wide := page.evaluate(TOO_WIDE):
            found.append(f"{width}: {wide} px too wide")
        found += [f"{width}: too small: {control}" for control in page.evaluate(TOO_SMALL)]
        # No rule of these reads style sheets, which axe would otherwise fetch and parse again for every look.
        options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}
        for violation in page.evaluate("options => axe.run(document, options)", options)["violations"]:
            found += [f"{width}: {violation['id']}: {node['html'][:150]}" for node in violation["nodes"][:3]]
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 × 1024 at 400 %
    if wide := page.evaluate(TOO_WIDE):
        found.append(f"320: {wide} px too wide")
    return found
