"""The pictures in README and manual: `make screenshots`, with the demonstration running (ARGS=http://127.0.0.1:8001).

Each page at 1280 and at 390 pixels, in the folder screenshots/, with a palette so that they stay small.
"""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screenshots"
WIDTHS = {1280: 960, 390: 844}
COLOURS = 256
STAFF, MEMBER = "staff@pref.example.jp", "member@042021.example.jp"
MANAGER, ADMINISTRATOR = "manager@042021.example.jp", "admin@pref.example.jp"
# The demonstration always has it: the last working day's notice, not yet acknowledged by everyone.
NOTICE = "投票所における感染症対策及び避難経路の確認について"
# A draft that is addressed and has an attachment.
DRAFT = "冬季の選挙における期日前投票所の運営に関する留意事項について"
# An open survey in which 石巻市's answer has been returned.
SURVEY = "情報システムの標準化の経費に関する調査"
# A questionnaire that is being written, and one that somebody tried.
QUESTIONNAIRE = "期日前投票所の設置状況等に関する調査"

# An open form of 石巻市 to which citizens have applied.
PUBLIC_FORM = "/forms/touhyou-tachiai/"


@dataclass(frozen=True)
class Shot:
    """`path` may hold {notice}, {draft}, {questionnaire}, {trial}. `most` is how many screens high a picture may be."""

    name: str
    who: str
    path: str
    most: float = 1.5


SHOTS = (
    Shot("sign-in", "", "/accounts/login/", 1),
    Shot("home", MEMBER, "/"),
    Shot("home-staff", STAFF, "/"),
    Shot("list", MEMBER, "/archive/"),
    Shot("record", MEMBER, "/archive/{notice}/", 2.5),
    Shot("compose", STAFF, "/archive/{draft}/edit/", 3),
    Shot("confirm", STAFF, "/archive/{draft}/publication/", 2),
    Shot("deliveries", STAFF, "/archive/{notice}/deliveries/", 2),
    Shot("searches", STAFF, "/archive/searches/", 1),
    Shot("surveys", STAFF, "/surveys/?box=run"),
    Shot("survey", STAFF, "/surveys/{survey}/", 2),
    Shot("board", STAFF, "/surveys/{survey}/board/", 1.5),
    Shot("collation", STAFF, "/surveys/{survey}/collation/", 1.5),
    Shot("crosstab", STAFF, "/surveys/{survey}/crosstab/?rows=@kind&columns=stage&percent=row", 3),
    Shot("export", STAFF, "/surveys/{survey}/export/", 2),
    Shot("schedule", STAFF, "/surveys/schedule/", 1.5),
    Shot("answer", MEMBER, "/surveys/{survey}/answer/", 2),
    Shot("builder", STAFF, "/questions/{questionnaire}/builder/", 2),
    Shot("publication", STAFF, "/questions/{questionnaire}/publication/", 2),
    Shot("library", STAFF, "/questions/library/", 1.5),
    Shot("trial", STAFF, "{trial}", 2),
    Shot("forms", MANAGER, "/forms/manage/"),
    Shot("form", MANAGER, "/forms/manage/{form}/", 2),
    Shot("submissions", MANAGER, "/forms/manage/{form}/submissions/"),
    Shot("public-form", "", PUBLIC_FORM, 2),
    Shot("roster", MEMBER, "/roster/"),
    Shot("roster-organization", MANAGER, "/roster/042021/", 2),
    Shot("people", MANAGER, "/people/"),
    Shot("invite", MANAGER, "/people/invitations/new/", 1.5),
    Shot("me", MEMBER, "/people/me/", 1),
    Shot("inbox", MEMBER, "/inbox/"),
    Shot("preference", MEMBER, "/inbox/preference/", 1),
    Shot("failures", STAFF, "/inbox/failures/"),
    Shot("announcements", STAFF, "/announcements/", 1),
    Shot("audit", ADMINISTRATOR, "/people/audit/"),
    Shot("jobs", ADMINISTRATOR, "/jobs/"),
)


def main() -> None:
    address = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        numbers = _numbers(browser, address)
        for width, height in WIDTHS.items():
            for who in dict.fromkeys(shot.who for shot in SHOTS):
                page = _page(browser, address, who, width, height)
                for shot in (each for each in SHOTS if each.who == who):
                    page.goto(address + shot.path.format(**numbers), wait_until="networkidle")
                    _keep(page, shot, width, height)
                page.context.close()
        browser.close()


def _numbers(browser: Browser, address: str) -> dict[str, str]:
    """The addresses of the records that are shown, found as a person finds them."""
    page = _page(browser, address, STAFF, 1280, 960)
    found = {}
    for name, title in (("notice", NOTICE), ("draft", DRAFT)):
        page.goto(f"{address}/archive/?kw={title}")
        link = page.get_by_role("link", name=title, exact=True).first.get_attribute("href") or ""
        found[name] = re.search(r"\d+", link)[0]
    page.goto(f"{address}/surveys/?box=run&q={SURVEY}&state=open")
    link = page.get_by_role("link", name=SURVEY, exact=True).first.get_attribute("href") or ""
    found["survey"] = re.search(r"\d+", link)[0]
    page.goto(f"{address}/questions/?kw={QUESTIONNAIRE}")
    link = page.get_by_role("link", name=QUESTIONNAIRE, exact=True).first.get_attribute("href") or ""
    found["questionnaire"] = re.search(r"\d+", link)[0]
    page.goto(f"{address}/questions/{found['questionnaire']}/builder/")
    page.get_by_role("button", name="試しに回答する").click()
    found["trial"] = page.url.removeprefix(address)
    page.context.close()
    page = _page(browser, address, MANAGER, 1280, 960)
    page.goto(f"{address}/forms/manage/?state=open")
    found["form"] = re.search(r"\d+", page.locator("tbody a").first.get_attribute("href") or "")[0]
    page.context.close()
    return found


def _page(browser: Browser, address: str, who: str, width: int, height: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP").new_page()
    if who:
        page.goto(f"{address}/accounts/login/")
        page.get_by_label("メールアドレス").fill(who)
        page.get_by_label("パスワード", exact=False).first.fill("demo-password")
        page.get_by_role("button", name="ログイン").first.click()
        page.wait_for_url(f"{address}/")
    return page


def _keep(page: Page, shot: Shot, width: int, height: int) -> None:
    whole = page.evaluate("document.documentElement.scrollHeight")
    # A window as high as the picture, so that bars which stick to its end stand at the end.
    page.set_viewport_size({"width": width, "height": min(whole, int(height * shot.most))})
    # Lazy pictures load when they come near the window.
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(image => (image.loading = 'eager'))")
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    page.set_viewport_size({"width": width, "height": height})
    small = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{shot.name}-{width}.png", optimize=True)


if __name__ == "__main__":
    main()
