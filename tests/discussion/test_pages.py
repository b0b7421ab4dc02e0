"""The thread as it is read and written in, on its own page and inside another."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core.discussion.models import Post
from core.discussion.services.following import follow
from core.discussion.services.posting import post, withdraw_post
from core.discussion.showing import SHOWN
from tests.house.page_rules import broken_rules
from tests.house.undefined import undefined_variables


def page_of(client, thread, query: str = "") -> str:
    answer = client.get(f"/discussion/{thread.pk}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def inside_another_page(thread, user) -> str:
    request = RequestFactory().get("/")
    request.user = user
    template = Template('{% load discussion %}{% thread the_thread heading="この通知のやり取り" %}')
    return template.render(Context({"the_thread": thread, "request": request, "csrf_token": "t"}))


def token_in(page: str) -> str:
    return re.search(r'name="token" value="(\w+)"', page).group(1)


def test_a_post_is_written_read_and_answered_without_script(cast, thread, room, signed_in):
    kaede, sato = signed_in(cast.kaede), signed_in(cast.sato)
    typed = {
        "body": "1行目\r\n<b>2行目</b> https://example.jp/a",
        "token": token_in(page_of(kaede, thread)),
        "files": [SimpleUploadedFile("別紙 髙﨑.txt", "内容".encode())],
        "mentions": [cast.sato.pk],
    }
    answer = kaede.post(f"/discussion/{thread.pk}/posts/", typed)
    made = Post.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/archive/{room.notices[thread.pk].pk}/#post-{made.pk}",
    )
    assert made.body == "1行目\n<b>2行目</b> https://example.jp/a"
    page = page_of(sato, thread)
    assert "1行目<br>&lt;b&gt;2行目&lt;/b&gt;" in page
    assert '<a href="https://example.jp/a"' in page
    assert '髙橋 楓</span> <span class="mu-muted">石巻市' in page
    assert "別紙 髙﨑.txt" in page
    assert "特に知らせた人：佐藤 健さん" in page


def test_the_button_pressed_twice_posts_once(cast, thread, signed_in):
    kaede = signed_in(cast.kaede)
    typed = {"body": "質問です。", "token": token_in(page_of(kaede, thread))}
    places = {kaede.post(f"/discussion/{thread.pk}/posts/", typed)["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Post.objects.count() == 1
    assert token_in(page_of(kaede, thread)) != typed["token"]


def test_what_is_refused_is_shown_again_with_what_was_typed(cast, thread, signed_in):
    kaede = signed_in(cast.kaede)
    typed = {"body": "消えては困る文", "mentions": [cast.sato.pk], "token": "abc"}
    answer = kaede.post(f"/discussion/{thread.pk}/posts/", typed | {"files": SimpleUploadedFile("空.txt", b"")})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "空（0バイト）" in page
    assert "消えては困る文" in page
    assert 'value="abc"' in page
    assert re.search(rf'value="{cast.sato.pk}"[^>]* checked', page)
    assert "ファイルは、もう一度選んでください" in page
    assert not Post.objects.exists()


def test_each_mistake_is_said_in_plain_words(cast, thread, signed_in):
    kaede = signed_in(cast.kaede)

    def said(**typed) -> str:
        answer = kaede.post(f"/discussion/{thread.pk}/posts/", typed)
        assert answer.status_code == 422
        return answer.content.decode()

    assert "本文を入力するか、ファイルを選んでください。" in said(body=" ")
    assert "本文は10,000文字までです。" in said(body="あ" * 10_001)
    assert "加わっていない人" in said(body="横へ", mentions=[cast.yui.pk])
    assert "加わっていない人" in said(body="横へ", mentions=["x"])
    assert "ファイルは20個まで" in said(
        body="多い", files=[SimpleUploadedFile(f"{number}.txt", b"1") for number in range(21)]
    )
    assert not Post.objects.exists()


def test_a_withdrawn_post_leaves_a_line_and_none_of_its_words(cast, thread, signed_in):
    made = post(thread, "うっかり書いた文", by=cast.kaede)
    kaede = signed_in(cast.kaede)
    confirm = kaede.get(f"/discussion/posts/{made.pk}/withdrawal/").content.decode()
    assert "元に戻せません" in confirm
    assert "うっかり書いた文" in confirm
    for _ in range(2):
        assert kaede.post(f"/discussion/posts/{made.pk}/withdrawal/")["Location"].endswith(f"#post-{made.pk}")
    for client in (kaede, signed_in(cast.sato)):
        page = page_of(client, thread)
        assert "取り下げました。" in page
        assert "髙橋 楓" in page
        assert "うっかり書いた文" not in page
    assert "うっかり書いた文" not in kaede.get(f"/discussion/posts/{made.pk}/withdrawal/").content.decode()


def test_only_the_author_is_offered_to_withdraw(cast, thread, signed_in):
    made = post(thread, "質問です。", by=cast.kaede)
    link = f"/discussion/posts/{made.pk}/withdrawal/"
    assert link in page_of(signed_in(cast.kaede), thread)
    assert link not in page_of(signed_in(cast.sato), thread)


def test_following_is_a_button_that_turns_into_its_opposite(cast, thread, signed_in):
    ren = signed_in(cast.ren)
    assert "新しい投稿を知らせてもらう" in page_of(ren, thread)
    ren.post(f"/discussion/{thread.pk}/following/", {"follow": "1"})
    assert thread.is_followed_by(cast.ren)
    assert "新しい投稿の知らせを止める" in page_of(ren, thread)
    ren.post(f"/discussion/{thread.pk}/following/", {"follow": "0"})
    assert not thread.is_followed_by(cast.ren)


def test_those_one_may_mention_are_named_with_their_organization_and_oneself_is_not_among_them(cast, thread, signed_in):
    page = page_of(signed_in(cast.kaede), thread)
    for shown in ("佐藤 健（宮城県）", "及川 蓮（石巻市）"):
        assert shown in page
    assert "髙橋 楓（石巻市）" not in page
    assert "油井 結" not in page


def test_opening_the_thread_marks_what_was_said_of_it_as_read(cast, thread, signed_in):
    follow(thread, by=cast.ren)
    post(thread, "質問です。", by=cast.kaede)
    page_of(signed_in(cast.ren), thread)
    assert cast.ren.notifications.unread().about(thread).count() == 0
    assert cast.ren.notifications.about(thread).count() == 1


def test_a_page_with_eight_posts_asks_as_often_as_one_with_a_single_post(cast, a_thread):
    few, many = a_thread(), a_thread()

    def write(thread, number: int) -> None:
        upload = SimpleUploadedFile("別紙.txt", "内容".encode())
        author = (cast.kaede, cast.ren, cast.midori)[number % 3]
        made = post(thread, f"{number}番", uploads=[upload], mentions=[cast.sato, cast.kanda], by=author)
        if number == 5:
            withdraw_post(made, by=author)

    write(few, 0)
    for number in range(8):
        write(many, number)
    counts = []
    for thread in (few, many):
        inside_another_page(thread, cast.sato)
        with CaptureQueriesContext(connection) as asked:
            page = inside_another_page(thread, cast.sato)
        counts.append(len(asked))
        assert "この通知のやり取り" in page
    assert page.count('class="mu-thread__post"') == 8
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_a_long_thread_shows_the_newest_and_leads_to_the_older_ones(cast, thread, signed_in):
    made = [
        Post.objects.create(thread=thread, author=cast.kaede, body=f"第{number}番の投稿") for number in range(SHOWN + 2)
    ]
    kaede = signed_in(cast.kaede)
    page = page_of(kaede, thread)
    assert "第1番の投稿" not in page
    assert page.index("第2番の投稿") < page.index(f"第{SHOWN + 1}番の投稿")
    assert f"?before={made[2].pk}" in page
    older = page_of(kaede, thread, f"?before={made[2].pk}")
    assert "第0番の投稿" in older
    assert "第1番の投稿" in older
    assert "第2番の投稿" not in older
    assert "?before=" not in older
    for nonsense in ("?before=x", "?before=²", "?before=99999999999999999999"):
        assert "第2番の投稿" in page_of(kaede, thread, nonsense)


def test_every_page_of_a_thread_keeps_the_rules_of_a_page(cast, a_thread, room, signed_in):
    empty, full = a_thread(), a_thread()
    room.closed.add(empty.pk)
    upload = SimpleUploadedFile("別紙.txt", "内容".encode())
    made = post(full, "質問です。", uploads=[upload], mentions=[cast.sato], by=cast.kaede)
    post(full, "回答です。", by=cast.sato)
    client = signed_in(cast.kaede)
    with undefined_variables() as undefined:
        pages = [client.get(f"/discussion/{thread.pk}/") for thread in (empty, full)]
        pages += [client.post(f"/discussion/{full.pk}/posts/", {"body": ""})]
        pages += [client.get(f"/discussion/posts/{made.pk}/withdrawal/")]
        withdraw_post(made, by=cast.kaede)
        pages += [client.get(f"/discussion/{full.pk}/"), client.get(f"/discussion/posts/{made.pk}/withdrawal/")]
    assert [page.status_code for page in pages] == [200, 200, 422, 200, 200, 200]
    assert [broken for page in pages for broken in broken_rules(page.content.decode(), whole=True)] == []
    assert not undefined
