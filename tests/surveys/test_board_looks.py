"""The pages of who runs a survey as they are seen: at a desk and on a phone, nothing too wide, axe clean."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys.services.extending import extend
from surveys.services.inquiring import answer, ask
from surveys.services.judging import RemarkAt, accept, exempt_response, return_response
from surveys.services.proxying import prepare_proxy, submit_proxy
from surveys.services.reminding import remind
from tests.cast import Cast
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures
from tests.surveys.making import controls, handed_in, issued, response_of

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")


def prepared(cast: Cast):
    """One organization of each sort, so far as there are organizations."""
    survey = issued(cast, to=[cast.ishinomaki, cast.shiroishi, cast.shichikashuku])
    first = handed_in(survey, cast.ishinomaki, cast.kaede, voters="1204", note="期日前を含む")
    return_response(
        first.pk, [RemarkAt("合計が内訳と合いません。", "voters"), RemarkAt("全体を確かめてください。")], by=cast.sato
    )
    handed_in(survey, cast.ishinomaki, cast.kaede, voters="1210", note="期日前を含む")
    town = response_of(survey, cast.shiroishi)
    extend(town.pk, to=survey.due_at + datetime.timedelta(days=7), reason="議会対応のため", by=cast.sato)
    remind(survey, [town.pk], words="よろしくお願いします。", by=cast.sato)
    fax = SimpleUploadedFile("fax.txt", "12人".encode())
    village = response_of(survey, cast.shichikashuku)
    sheet = prepare_proxy(village.pk, because="ファクスで届いたため", uploads=[fax], by=cast.sato)
    submit_proxy(village.pk, controls(voters="0"), edit=sheet.edit, because="ファクスで届いたため", by=cast.sato)
    scan = SimpleUploadedFile("scan.txt", "9人".encode())
    prepare_proxy(town.pk, because="電話で届いたため", uploads=[scan], by=cast.sato)
    asked = ask(survey, cast.ishinomaki, "期日前投票を含みますか。", by=cast.kaede)
    answer(asked, "含みません。", shared_question="期日前投票を含みますか。", by=cast.sato)
    ask(survey, cast.shiroishi, "提出した後で直せますか。", by=cast.yui)
    return survey


def addresses(cast: Cast, survey) -> dict[str, str]:
    code = cast.ishinomaki.code
    first, last = response_of(survey, cast.ishinomaki).transitions.filter(submitted_edit__isnull=False).order_by("pk")
    assert first.submitted_edit < last.submitted_edit
    pages = {
        "board": [], "reminder_record": [], "response": [code], "submission": [code, last.submitted_edit],
        "return": [code], "exemption": [code], "extension": [cast.shiroishi.code], "proxy": [cast.shiroishi.code],
        "proxy_form": [cast.shiroishi.code], "inquiries": [], "inquiry": [survey.inquiries.last().pk],
    }  # fmt: skip
    return {name: reverse(f"surveys:{name}", args=[survey.pk, *more]) for name, more in pages.items()}


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_who_runs_a_survey_looks_right(cast, open_as, complaints, width):  # noqa: F811
    survey = prepared(cast)
    for name, address in addresses(cast, survey).items():
        page = open_as(cast.sato, width=width)
        complaints.listening = True
        assert page.goto(address).status == 200, name
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        looks_right(page, complaints)


def test_reminding_and_accepting_from_the_board_without_script(cast, open_as):  # noqa: F811
    survey = prepared(cast)
    page = open_as(cast.sato, width=390, javascript=False)
    page.goto(reverse("surveys:board", args=[survey.pk]))
    page.get_by_label("白石市を選ぶ").check()
    page.get_by_role("button", name="選んだ団体に督促する").click()
    page.get_by_label("添える言葉").fill("至急お願いします。")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "remind-390.png", full_page=True)
    page.get_by_role("button", name="督促する").click()
    assert "1団体に督促しました" in page.inner_text("body")
    page.get_by_label("石巻市を選ぶ").check()
    page.get_by_label("七ヶ宿町を選ぶ").check()
    page.get_by_role("button", name="選んだ回答を受理する").click()
    assert "2団体の回答を受理しました" in page.inner_text("body")
    assert response_of(survey, cast.ishinomaki).state == "accepted"


def test_an_exemption_and_its_undoing_are_seen_on_the_page(cast, open_as):  # noqa: F811
    survey = prepared(cast)
    exempt_response(response_of(survey, cast.shiroishi).pk, why="災害対応のため", by=cast.sato)
    accept(response_of(survey, cast.ishinomaki).pk, by=cast.sato)
    page = open_as(cast.sato)
    page.goto(reverse("surveys:response", args=[survey.pk, cast.shiroishi.code]))
    assert "災害対応のため" in page.inner_text("body")
    page.get_by_role("link", name="回答不要を取り消す").click()
    page.get_by_label("理由").fill("落ち着いたため")
    page.get_by_role("button", name="回答不要を取り消す").click()
    assert response_of(survey, cast.shiroishi).state == "received"
