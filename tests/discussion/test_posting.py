"""What is said in a thread: by whom, once, to whose knowledge, and how it is taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, connections, transaction

from core.discussion.messages_out import Mentioned, Posted
from core.discussion.models import Follower, Mention, Post, PostFile
from core.discussion.services import posting
from core.discussion.services.following import follow, unfollow
from core.discussion.services.posting import post, withdraw_post
from core.files.models import StoredFile
from core.notifications.models import Notification
from core.people.access import forget_rights
from core.people.models import AuditEntry, Membership, Role, User


def a_file(name: str = "別紙.txt", content: bytes = "内容".encode()) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def told(user: User) -> list[str]:
    return sorted(user.notifications.values_list("message__kind", flat=True))


def test_the_words_are_kept_exactly_as_typed(cast, thread):
    words = "  髙﨑𠮷葛󠄀㋿— か゚\n\n〜A＝B  \n"
    assert post(thread, words, by=cast.kaede).body == words
    assert Post.objects.get().body == words


def test_a_post_is_of_the_organization_that_its_author_belonged_to_that_day(cast, thread):
    made = post(thread, "質問です。", by=cast.kaede)
    Membership.objects.filter(user=cast.kaede).update(organization=cast.shiroishi)
    assert Post.objects.get(pk=made.pk).organization == cast.ishinomaki


def test_whoever_holds_several_posts_writes_for_the_one_the_thread_is_with(cast, thread):
    Membership.objects.create(user=cast.kaede, organization=cast.prefecture, role=Role.STAFF)
    forget_rights(cast.kaede)
    assert post(thread, "県として。", by=cast.kaede).organization == cast.prefecture


@pytest.mark.parametrize("body", ["", "  \n　"])
def test_a_post_without_words_and_files_is_refused(cast, thread, body):
    with pytest.raises(ValidationError, match="本文を入力するか"):
        post(thread, body, by=cast.kaede)


def test_a_file_alone_is_enough(cast, thread):
    made = post(thread, "", uploads=[a_file()], by=cast.kaede)
    assert made.files.get().file.owner == cast.ishinomaki


def test_ten_thousand_characters_are_the_most(cast, thread):
    post(thread, "あ" * 10_000, by=cast.kaede)
    with pytest.raises(ValidationError, match="10,000文字まで"):
        post(thread, "あ" * 10_001, by=cast.kaede)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(thread=thread, author=cast.kaede, body="あ" * 10_001)


def test_a_refused_file_leaves_nothing_behind(cast, thread):
    with pytest.raises(ValidationError, match="空（0バイト）"):
        post(thread, "別紙のとおり。", uploads=[a_file(), a_file("空.txt", b"")], by=cast.kaede)
    assert not Post.objects.exists()
    assert not StoredFile.objects.exists()
    assert not Notification.objects.filter(message__kind__startswith="discussion.").exists()


def test_nobody_posts_where_they_see_nothing_or_where_it_is_closed(cast, thread, room):
    with pytest.raises(PermissionDenied):
        post(thread, "横から。", by=cast.yui)
    room.closed.add(thread.pk)
    with pytest.raises(PermissionDenied):
        post(thread, "遅れて。", by=cast.kaede)
    assert not Post.objects.exists()


def test_only_people_of_the_thread_are_mentioned(cast, thread):
    with pytest.raises(ValidationError, match="加わっていない人"):
        post(thread, "ご確認ください。", mentions=[cast.sato, cast.yui], by=cast.kaede)
    assert not Post.objects.exists()
    post(thread, "ご確認ください。", mentions=[cast.sato, cast.sato], by=cast.kaede)
    assert Mention.objects.get().user == cast.sato


def test_the_author_follows_from_then_on_and_hears_of_answers_but_not_of_the_own_posts(cast, thread):
    post(thread, "質問です。", by=cast.kaede)
    assert thread.is_followed_by(cast.kaede)
    assert told(cast.kaede) == []
    post(thread, "回答です。", by=cast.sato)
    assert told(cast.kaede) == [Posted.code]
    assert told(cast.sato) == []


def test_whoever_is_mentioned_gets_that_message_only_though_following_or_having_muted(cast, thread):
    follow(thread, by=cast.sato)
    unfollow(thread, by=cast.kanda)
    post(thread, "ご確認ください。", mentions=[cast.sato, cast.kanda, cast.kaede], by=cast.kaede)
    assert told(cast.sato) == [Mentioned.code]
    assert told(cast.kanda) == [Mentioned.code]
    assert told(cast.kaede) == []


def test_whoever_has_muted_the_thread_hears_no_more_until_they_post_again(cast, thread):
    follow(thread, by=cast.ren)
    unfollow(thread, by=cast.ren)
    post(thread, "一つ目", by=cast.kaede)
    assert told(cast.ren) == []
    post(thread, "やはり加わります。", by=cast.ren)
    post(thread, "二つ目", by=cast.kaede)
    assert told(cast.ren) == [Posted.code]
    assert Follower.objects.filter(user=cast.ren).count() == 1


def test_a_follower_who_may_no_longer_see_the_thread_is_told_nothing(cast, thread):
    follow(thread, by=cast.ren)
    Membership.objects.filter(user=cast.ren).update(organization=cast.shiroishi)
    post(thread, "質問です。", by=cast.kaede)
    assert told(User.objects.get(pk=cast.ren.pk)) == []


def test_a_mail_is_not_wanted_once_the_post_is_withdrawn_or_the_thread_out_of_sight(cast, thread):
    follow(thread, by=cast.ren)
    made = post(thread, "質問です。", mentions=[cast.sato], by=cast.kaede)

    def wanted(user: User) -> bool:
        notification = Notification.objects.select_related("message", "user").get(
            user=user, message__kind__startswith="discussion."
        )
        return (Mentioned if user == cast.sato else Posted)().still_wanted(notification)

    assert wanted(cast.ren)
    assert wanted(cast.sato)
    Membership.objects.filter(user=cast.ren).update(organization=cast.shiroishi)
    assert not wanted(cast.ren)
    withdraw_post(made, by=cast.kaede)
    assert not wanted(cast.sato)


def test_the_mail_names_author_and_subject_and_holds_none_of_the_words(cast, thread):
    follow(thread, by=cast.ren)
    made = post(thread, "内密の相談", uploads=[a_file()], by=cast.kaede)
    message = Notification.objects.get(user=cast.ren, message__kind=Posted.code).message
    assert message.headline == "【投稿】地方財政状況調査について"
    assert message.path.endswith(f"#post-{made.pk}")
    assert message.sender == cast.prefecture
    assert Posted().facts(message) == [("書いた人", "髙橋 楓"), ("団体", "石巻市"), ("添付ファイル", "1件")]
    assert "内密" not in str(message.context)


def test_the_same_form_sent_twice_is_one_post_told_once(cast, thread):
    follow(thread, by=cast.ren)
    first = post(thread, "質問です。", uploads=[a_file()], by=cast.kaede, token="t1")
    again = post(thread, "質問です。", uploads=[a_file()], by=cast.kaede, token="t1")
    assert first == again
    assert Post.objects.count() == PostFile.objects.count() == StoredFile.objects.count() == 1
    assert told(cast.ren) == [Posted.code]


def test_other_words_in_the_old_form_and_another_authors_token_are_posts_of_their_own(cast, thread):
    post(thread, "質問です。", by=cast.kaede, token="t1")
    post(thread, "訂正します。", by=cast.kaede, token="t1")
    post(thread, "質問です。", by=cast.ren, token="t1")
    post(thread, "質問です。", by=cast.kaede, token="t2")
    post(thread, "質問です。", by=cast.kaede)
    post(thread, "質問です。", by=cast.kaede)
    assert Post.objects.count() == 6


def press_together(thread, author: User, presses: int) -> None:
    together = Barrier(presses)

    def press(_: int) -> None:
        try:
            user = User.objects.get(pk=author.pk)
            together.wait(timeout=10)
            post(thread, "質問です。", by=user, token="t1")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(presses) as pool:
        list(pool.map(press, range(presses)))


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_four_times_at_once_is_one_post_told_once(cast, thread):
    follow(thread, by=cast.ren)
    press_together(thread, cast.kaede, 4)
    assert Post.objects.count() == 1
    assert told(cast.ren) == [Posted.code]
    assert AuditEntry.objects.filter(action="thread.posted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_constraint_posts_more_than_once(cast, thread, monkeypatch):
    both = Barrier(2)
    write = posting._post

    def both_arrive(*args):
        both.wait(timeout=10)
        return write(*args)

    monkeypatch.setattr(posting, "_post", both_arrive)
    constraint = next(each for each in Post._meta.constraints if each.name == "posted_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Post, constraint)
    try:
        press_together(thread, cast.kaede, 2)
        assert Post.objects.count() == 2
    finally:
        Post.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Post, constraint)


def test_an_author_takes_an_own_post_back_once_and_nobody_elses(cast, thread, room):
    made = post(thread, "誤りでした。", by=cast.kaede)
    with pytest.raises(PermissionDenied):
        withdraw_post(made, by=cast.sato)
    room.closed.add(thread.pk)
    assert withdraw_post(made, by=cast.kaede)
    first = Post.objects.get().withdrawn_at
    assert not withdraw_post(made, by=cast.kaede)
    assert (Post.objects.get().withdrawn_at, Post.objects.get().withdrawn_by) == (first, cast.kaede)


def test_the_audit_log_knows_who_posted_and_who_withdrew(cast, thread):
    made = post(thread, "誤りでした。", mentions=[cast.sato], uploads=[a_file()], by=cast.kaede)
    withdraw_post(made, by=cast.kaede)
    posted, withdrawn = AuditEntry.objects.filter(action__startswith="thread.").order_by("pk")
    assert (posted.action, posted.by, posted.organization) == ("thread.posted", cast.kaede, cast.prefecture)
    assert posted.details == {"about": "地方財政状況調査について", "post": made.pk, "files": 1, "mentions": 1}
    assert (withdrawn.action, withdrawn.by) == ("thread.post_withdrawn", cast.kaede)
