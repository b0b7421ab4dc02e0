"""Exports in a real Chromium: every state at a desk and on a phone, progress by itself, and without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from core.exports.models import Export
from core.exports.services.cancelling import cancel
from core.jobs.running import run_one
from tests.exports.conftest import LARGE
from tests.exports.producers import expected
from tests.looking import chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "令和8年度 選挙人名簿の登録者数に関する調査（気仙沼・本吉地域広域行政事務組合を含む全団体）の取りまとめ"


@pytest.fixture
def one_of_each(ask, cast) -> list[Export]:
    made = [
        ask(title=LONG),
        ask(title="避難所の一覧", bad=60, encoding="cp932"),
        ask(title="作りかけ", rows=1_234_567, size=1_234_567),
        ask(title="時間を過ぎたもの"),
        ask(title="やめたもの", size=LARGE),
        ask(title="失敗したもの", size=LARGE),
    ]
    cancel(made[4], by=cast.kaede)
    Export.objects.filter(pk=made[3].pk).update(state=Export.State.EXPIRED, content="")
    reason = "サーバーの空き容量が足りないため、作成できませんでした。管理者に連絡してください。"
    Export.objects.filter(pk=made[5].pk).update(state=Export.State.FAILED, reason=reason)
    Export.objects.filter(pk=made[2].pk).update(
        state=Export.State.RUNNING, run="0" * 32, progress=456_789, phase=Export.Phase.CHECKING
    )
    return made


@pytest.mark.long
@pytest.mark.parametrize("width", [1280, 390])
def test_every_state_looks_right(cast, open_as, complaints, one_of_each, width):  # noqa: F811
    addresses = ["/exports/", *(export.get_absolute_url() for export in one_of_each)]
    for address in addresses:
        page = open_as(cast.kaede, width=width)
        page.goto(address)
        complaints.listening = True
        looks_right(page, complaints)
        page.close()


def test_a_page_left_open_shows_the_file_once_it_is_there(cast, open_as, ask, tmp_path: Path):  # noqa: F811
    export = ask(rows=300, size=LARGE)
    page = open_as(cast.kaede)
    page.goto(export.get_absolute_url())
    expect(page.get_by_text("まもなく始めます")).to_be_visible()
    run_one("exports")
    link = page.get_by_role("link", name="ダウンロードする")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "got.csv")
    assert (tmp_path / "got.csv").read_bytes() == expected(300)
    assert download.value.suggested_filename.endswith("utf-8.csv")


def test_without_javascript_everything_can_be_done(cast, open_as, ask):  # noqa: F811
    ask(title="県の様式", bad=1, encoding="cp932", text="𠮷")
    page = open_as(cast.kaede, javascript=False)
    page.goto("/exports/")
    page.get_by_role("link", name="確かめる").click()
    page.get_by_role("button", name="この方法で進む").click()
    expect(page.get_by_text("どう書き出すかを選んでください。").first).to_be_visible()
    page.get_by_label("記号に置き換えて").check()
    page.get_by_role("button", name="この方法で進む").click()
    expect(page.get_by_role("link", name="ダウンロードする")).to_be_visible()
    page.get_by_role("button", name="もう一度書き出す").click()
    page.get_by_label("書き出しをやめる").check()
    page.get_by_role("button", name="この方法で進む").click()
    expect(page.get_by_text("書き出しをやめました。")).to_be_visible()
