"""Progress that moves by itself and survives a reload, in a real Chromium; and the same pages without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from core.clock import Now
from core.jobs.models import Job
from tests.looking import Complaints, chromium, complaints, looks_right, open_as  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
State = Job.State


@pytest.fixture
def job(cast) -> Job:
    return Job.objects.create(kind="archive.tell_addressees", by=cast.sato, state=State.RUNNING, progress=10, total=52)


def test_progress_moves_survives_a_reload_and_comes_to_an_end(cast, job, open_as, complaints: Complaints):  # noqa: F811
    page = open_as(cast.sato)
    page.goto(job.get_absolute_url())
    expect(page.locator("#job")).to_contain_text("52件のうち10件")
    Job.objects.update(progress=31)
    expect(page.locator("#job")).to_contain_text("52件のうち31件", timeout=10_000)
    page.reload()
    expect(page.locator("progress")).to_have_attribute("value", "31")
    Job.objects.update(progress=52, state=State.DONE, finished_at=Now())
    expect(page.locator("#job")).to_contain_text("完了", timeout=10_000)
    assert page.locator("[hx-trigger]").count() == 0
    assert complaints.heard == []


def test_without_javascript_a_reload_shows_how_far_it_is(cast, job, open_as):  # noqa: F811
    page = open_as(cast.sato, javascript=False)
    page.goto(job.get_absolute_url())
    Job.objects.update(progress=31)
    page.get_by_role("link", name="最新の状態にする").click()
    expect(page.locator("#job")).to_contain_text("52件のうち31件")


@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.long)])
def test_the_overview_refreshes_without_losing_what_was_ticked(cast, job, open_as, width, complaints: Complaints):  # noqa: F811
    dead = Job.objects.create(kind="notifications.post", state=State.DEAD, finished_at=Now(), error="訳", queue="mail")
    page = open_as(cast.kanda, width=width)
    page.goto("/jobs/")
    page.locator(f"input[name=jobs][value='{dead.pk}']").check(force=True)
    Job.objects.filter(pk=job.pk).update(progress=40)
    expect(page.locator("#live")).to_contain_text("40／52", timeout=20_000)
    assert page.locator(f"input[name=jobs][value='{dead.pk}']").is_checked()
    assert complaints.heard == []
    looks_right(page, complaints)
    page.get_by_role("button", name="選んだ処理を再実行する").click()
    expect(page.get_by_text("1件の処理を再実行します。")).to_be_visible()
