"""Who sees a thread is its subject's affair; what hangs on it follows."""

from __future__ import annotations

import dataclasses

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q

from archive.services.withdrawing import withdraw
from core.discussion.models import Post, Thread
from core.discussion.registry import SUBJECTS, register_subject
from core.discussion.services.posting import post, withdraw_post
from core.files.models import StoredFile


def seen(user) -> set[Thread]:
    return set(Thread.objects.visible_to(user))


def test_where_no_room_has_registered_nothing_is_visible(cast, monkeypatch):
    monkeypatch.setattr("core.discussion.registry.SUBJECTS", {})
    thread = Thread.objects.create()
    assert seen(cast.kanda) == set()
    with pytest.raises(LookupError, match=str(thread.pk)):
        assert thread.subject


def test_whoever_sees_the_subject_sees_its_thread(cast, a_thread):
    ours, theirs = a_thread(to=[cast.ishinomaki]), a_thread(to=[cast.shiroishi])
    assert seen(cast.kaede) == {ours}
    assert seen(cast.yui) == {theirs}
    assert seen(cast.sato) == {ours, theirs}
    assert seen(cast.haru) == seen(AnonymousUser()) == set()
    made = post(ours, "質問です。", by=cast.kaede)
    assert set(Post.objects.visible_to(cast.sato)) == {made}
    assert not Post.objects.visible_to(cast.yui).exists()


def test_when_the_subject_goes_out_of_sight_so_does_the_thread(cast, thread, room):
    assert seen(cast.kaede) == {thread}
    withdraw(room.notices[thread.pk].pk, because="誤送", by=cast.sato)
    assert seen(cast.kaede) == set()
    assert seen(cast.sato) == {thread}


def test_a_room_that_would_show_everything_shows_only_its_own(cast, thread, room):
    generous = dataclasses.replace(room.subject("tests.generous"), owns=Q(pk__in=[]), visible=lambda user: ~Q(pk=0))
    register_subject(generous)
    try:
        assert seen(cast.yui) == set()
        assert thread.subject.code == "tests.notice"
    finally:
        del SUBJECTS["tests.generous"]


def test_a_subject_is_registered_once(room):
    with pytest.raises(ValueError, match=r"tests\.notice"):
        register_subject(room.subject())


def test_a_file_is_opened_by_those_who_see_the_post_while_it_stands(cast, thread, signed_in):
    made = post(thread, "別紙", uploads=[SimpleUploadedFile("別紙.txt", "内容".encode())], by=cast.kaede)
    address = f"/files/{StoredFile.objects.get().pk}/"
    answers = {
        who: signed_in(getattr(cast, who)).get(address).status_code for who in ("kaede", "ren", "sato", "yui", "haru")
    }
    assert answers == {"kaede": 200, "ren": 200, "sato": 200, "yui": 404, "haru": 404}
    withdraw_post(made, by=cast.kaede)
    assert signed_in(cast.kaede).get(address).status_code == 404
    assert signed_in(cast.sato).get(address).status_code == 404


def test_a_foreign_thread_answers_as_one_that_is_not_there(cast, thread, signed_in):
    made = post(thread, "質問です。", by=cast.kaede)
    yui = signed_in(cast.yui)
    for number, own in ((thread.pk, made.pk), (999_999, 999_999)):
        assert yui.get(f"/discussion/{number}/").status_code == 404
        assert yui.post(f"/discussion/{number}/posts/", {"body": "横から"}).status_code == 404
        assert yui.post(f"/discussion/{number}/following/", {"follow": "1"}).status_code == 404
        assert yui.get(f"/discussion/posts/{own}/withdrawal/").status_code == 404
        assert yui.post(f"/discussion/posts/{own}/withdrawal/").status_code == 404
    assert Post.objects.get().withdrawn_at is None
    assert thread.followers.count() == 1


def test_what_one_sees_but_may_not_do_is_forbidden(cast, thread, room, signed_in):
    made = post(thread, "質問です。", by=cast.kaede)
    sato = signed_in(cast.sato)
    assert sato.get(f"/discussion/posts/{made.pk}/withdrawal/").status_code == 403
    assert sato.post(f"/discussion/posts/{made.pk}/withdrawal/").status_code == 403
    room.closed.add(thread.pk)
    assert sato.post(f"/discussion/{thread.pk}/posts/", {"body": "遅れて"}).status_code == 403
    assert "投稿する" not in sato.get(f"/discussion/{thread.pk}/").content.decode()
    assert Post.objects.count() == 1


def test_nothing_is_changed_by_asking_for_it(cast, thread, signed_in):
    kaede = signed_in(cast.kaede)
    for place in ("posts", "following"):
        assert kaede.get(f"/discussion/{thread.pk}/{place}/").status_code == 405
    assert not Post.objects.exists()
