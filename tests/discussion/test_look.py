"""The thread's pages in Chromium: nothing too wide, nothing too small, nothing for axe to find."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.discussion.models import Post
from core.discussion.services.posting import post, withdraw_post
from tests.looking import chromium, complaints, looks_right, open_as

__all__ = ["chromium", "complaints", "open_as"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def talk(cast, thread):
    """Three posts, one of them taken back."""
    upload = SimpleUploadedFile("気仙沼・本吉地域広域行政事務組合_様式第4号_記載例.txt", "内容".encode())
    post(
        thread,
        "第2表の「うち臨時分」は、繰越分を含みますか。\n\n前年は含めています。",
        mentions=[cast.sato],
        by=cast.kaede,
    )
    withdraw_post(post(thread, "書き間違い", by=cast.ren), by=cast.ren)
    post(thread, "含みません。記載例を付けます。", uploads=[upload], by=cast.sato)
    return thread


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 390])
def test_the_thread_and_its_confirmation_look_right(cast, talk, open_as, complaints, width):
    page = open_as(cast.kaede, width=width)
    for address in (
        f"/discussion/{talk.pk}/",
        f"/discussion/posts/{Post.objects.get(author=cast.kaede).pk}/withdrawal/",
    ):
        complaints.listening = True
        page.goto(address)
        for more in page.locator("summary.mu-more__summary").all():
            more.click()
        looks_right(page, complaints)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_post_with_a_file_is_sent_with_and_without_script(cast, talk, room, open_as, javascript):
    page = open_as(cast.kaede, javascript=javascript)
    page.goto(f"/discussion/{talk.pk}/")
    page.get_by_label("本文").fill("ありがとうございます。")
    page.get_by_text("ファイルを付ける").click()
    page.get_by_label("添付ファイル").set_input_files(
        {"name": "回答.txt", "mimeType": "text/plain", "buffer": "内容".encode()}
    )
    page.get_by_role("button", name="投稿する").click()
    page.wait_for_url(f"**/archive/{room.notices[talk.pk].pk}/**")
    made = Post.objects.get(body="ありがとうございます。")
    # An upload with a progress bar ends at the top of the page: a script does not learn of an answer's fragment.
    assert javascript or page.url.endswith(f"#post-{made.pk}")
    assert made.files.get().file.name == "回答.txt"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_refused_post_keeps_what_was_typed(cast, talk, open_as, javascript):
    page = open_as(cast.kaede, javascript=javascript)
    page.goto(f"/discussion/{talk.pk}/")
    page.get_by_label("本文").fill("消えては困る文")
    page.get_by_text("ファイルを付ける").click()
    page.get_by_label("添付ファイル").set_input_files({"name": "空.txt", "mimeType": "text/plain", "buffer": b""})
    page.get_by_role("button", name="投稿する").click()
    page.get_by_text("入力に誤りが1件あります。").wait_for()
    assert page.get_by_label("本文").input_value() == "消えては困る文"
    assert not Post.objects.filter(body="消えては困る文").exists()
