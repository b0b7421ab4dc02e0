"""Publishing, the next version, and throwing away: the services and their pages."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core.files.models import StoredFile
from core.files.services.storing import store
from core.people.models import AuditEntry
from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question
from core.questions.definition import Test as Comparing
from core.questions.models import AnswerSheet, Questionnaire, SheetFile, Step, Trial, Version
from core.questions.services import composing
from core.questions.services.composing import NotDeletable, create, delete, remove_draft, start_draft
from core.questions.services.editing import edit
from core.questions.services.publishing import EditedMeanwhile, NotPublishable, publish
from core.questions.services.saving import open_sheet, save
from core.questions.troubles import LONG, troubles

VOTERS = Question("voters", "integer", "投票者数")
SOUND = Definition((VOTERS,))


def add(question: Question):
    return lambda definition: definition.with_question(question)


@pytest.fixture
def draft(cast) -> Questionnaire:
    return create(cast.prefecture, "投票の状況", by=cast.sato, definition=SOUND)


def fresh(questionnaire: Questionnaire) -> Questionnaire:
    return Questionnaire.objects.get(pk=questionnaire.pk)


# --- The services -----------------------------------------------------------------------------------------------------


def test_publishing_freezes_the_draft_and_says_who_and_when(cast, draft):
    edit(draft, add(Question("memo", "long_text", "備考")), said="「備考」を追加", by=cast.kanda)
    version = publish(draft, by=cast.sato)
    assert (version.number, version.is_draft, version.published_by) == (1, False, cast.sato)
    assert version.published_at is not None
    assert fresh(draft).draft is None
    assert not Step.objects.exists()
    entry = AuditEntry.objects.get(action="questionnaire.published")
    assert (entry.by, entry.organization, entry.details) == (cast.sato, cast.prefecture, {"version": 1, "questions": 2})


def test_publishing_again_changes_nothing(cast, draft):
    first = publish(draft, by=cast.sato, number=1, edit=1)
    again = publish(draft, by=cast.kanda, number=1, edit=1)
    assert (again.pk, again.published_by, again.published_at) == (first.pk, cast.sato, first.published_at)
    assert AuditEntry.objects.filter(action="questionnaire.published").count() == 1


def test_a_repeated_click_does_not_publish_the_draft_that_came_after(cast, draft):
    publish(draft, by=cast.sato, number=1, edit=1)
    start_draft(draft, by=cast.kanda)
    publish(draft, by=cast.sato, number=1, edit=1)
    assert fresh(draft).draft.number == 2


def test_what_somebody_edited_meanwhile_is_not_published_unseen(cast, draft):
    seen = draft.draft
    edit(draft, add(Question("memo", "long_text", "備考")), said="追加", by=cast.kanda)
    with pytest.raises(EditedMeanwhile) as edited:
        publish(draft, by=cast.sato, number=1, edit=seen.edit)
    assert edited.value.draft.updated_by == cast.kanda
    assert fresh(draft).published is None
    publish(draft, by=cast.sato, number=1, edit=edited.value.draft.edit)
    assert len(fresh(draft).published.definition.questions) == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once(cast, draft):
    results, start = [], threading.Barrier(2)

    def click(by):
        start.wait()
        try:
            results.append(publish(draft, by=by, number=1, edit=1).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[by]) for by in (cast.sato, cast.kanda)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    assert len(set(results)) == 1
    assert AuditEntry.objects.filter(action="questionnaire.published").count() == 1


def test_the_next_version_begins_as_the_last_one_stands_and_only_once(cast, draft):
    publish(draft, by=cast.sato)
    begun = start_draft(draft, by=cast.kanda)
    assert (begun.number, begun.definition) == (2, SOUND)
    assert start_draft(draft, by=cast.sato) == begun
    assert AuditEntry.objects.filter(action="questionnaire.drafted").count() == 1


def test_only_those_who_compose_for_an_organization_make_its_questionnaires(cast):
    with pytest.raises(PermissionDenied):
        create(cast.prefecture, "よその様式", by=cast.kaede)
    assert create(cast.ishinomaki, "自分の様式", by=cast.kaede).draft.definition == Definition()


def test_a_copy_keeps_the_keys_and_leaves_the_original_alone(cast, draft):
    copied = create(cast.prefecture, "来年の様式", by=cast.sato, definition=SOUND, copied_from=draft)
    edit(copied, lambda definition: definition.without("voters"), said="削除", by=cast.sato)
    assert draft.draft.definition == SOUND
    assert copied.copied_from == draft


def tried(questionnaire: Questionnaire, version: Version, by) -> tuple[Trial, StoredFile]:
    sheet = open_sheet(version, organization=questionnaire.owner, by=by)
    file = store(SimpleUploadedFile("図.txt", "本文".encode()), owner=questionnaire.owner, by=by)
    SheetFile.objects.create(sheet=sheet, question="voters", file=file)
    return Trial.objects.create(questionnaire=questionnaire, sheet=sheet, by=by), file


def test_deleting_takes_trials_and_their_files_along(cast, draft):
    _, file = tried(draft, draft.draft, cast.sato)
    delete(draft, by=cast.sato)
    assert not Questionnaire.objects.exists()
    assert not AnswerSheet.objects.exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()
    assert AuditEntry.objects.filter(action="questionnaire.deleted").exists()


def test_what_was_published_or_answered_is_not_deleted(cast, draft):
    open_sheet(draft.draft, organization=cast.ishinomaki, by=cast.kaede)
    with pytest.raises(NotDeletable):
        delete(draft, by=cast.sato)
    AnswerSheet.objects.all().delete()
    publish(draft, by=cast.sato)
    with pytest.raises(NotDeletable):
        delete(draft, by=cast.sato)
    assert Questionnaire.objects.filter(pk=draft.pk).exists()


def test_giving_up_the_next_version_leaves_the_published_one(cast, draft):
    with pytest.raises(NotDeletable):
        remove_draft(draft, by=cast.sato)
    publish(draft, by=cast.sato)
    begun = start_draft(draft, by=cast.sato)
    kept, _ = tried(draft, draft.versions.get(number=1), cast.sato)
    gone, _ = tried(draft, begun, cast.sato)
    remove_draft(draft, by=cast.sato)
    remove_draft(draft, by=cast.sato)
    assert [version.number for version in draft.versions.all()] == [1]
    assert list(Trial.objects.all()) == [kept]
    assert gone != kept
    assert start_draft(draft, by=cast.sato).number == 2


# --- What keeps from publishing ---------------------------------------------------------------------------------------


CHOICE = Question("c", "single_choice", "方法", settings={"options": [{"key": "o1", "label": "郵送"}]})


@pytest.mark.parametrize(
    ("definition", "key", "part"),
    [
        (Definition(), "", "設問がありません"),
        (Definition((Question("h", "section", "見出しだけ"),)), "", "設問がありません"),
        (Definition((replace(VOTERS, label="　"),)), "voters", "設問の文がありません"),
        (Definition((Question("h", "section", ""), VOTERS)), "h", "見出しがありません"),
        (Definition((VOTERS, VOTERS)), "voters", "2回使われています"),
        (Definition((replace(VOTERS, key="だめ"),)), "だめ", "使えません"),
        (Definition((replace(VOTERS, kind="hologram"),)), "voters", "このシステムにはありません"),
        (
            Definition(
                (replace(VOTERS, show_if=Condition((Comparing("later", "answered"),))), replace(VOTERS, key="later"))
            ),
            "voters",
            "後ろにある",
        ),
        (
            Definition((replace(VOTERS, show_if=Condition((Comparing("gone", "answered"),))),)),
            "voters",
            "削除された設問",
        ),
        (
            Definition(
                (
                    replace(VOTERS, show_if=Condition((Comparing("b", "answered"),))),
                    Question("b", "integer", "世帯", show_if=Condition((Comparing("voters", "answered"),))),
                )
            ),
            "voters",
            "互いに相手を条件にしています",
        ),
        (
            Definition((CHOICE, replace(VOTERS, show_if=Condition((Comparing("c", "is", "o9"),))))),
            "voters",
            "ない選択肢",
        ),
        (Definition((replace(CHOICE, settings={}),)), "c", "選択肢がありません"),
        (
            Definition((VOTERS, Question("x", "calculated", "率", settings={"formula": "{gone} / 2"}))),
            "x",
            "削除された設問",
        ),
        (
            Definition(
                (
                    Question("x", "calculated", "甲", settings={"formula": "{y}"}),
                    Question("y", "calculated", "乙", settings={"formula": "{x}"}),
                )
            ),
            "x",
            "互いに相手を式に使っています",
        ),
        (
            Definition((CHOICE, VOTERS), (Check("k", "{voters}", Comparison.EQUAL, "{c}", ""),)),
            "k",
            "その数がありません",
        ),
        (Definition((VOTERS,), (Check("k", "{voters", Comparison.EQUAL, "1", ""),)), "k", "読み取れません"),
        (Definition((VOTERS,), (Check("k", "{voters}", Comparison.EQUAL, "1", "", "-3"),)), "k", "0以上"),
    ],
)
def test_what_blocks_is_told_at_its_question(definition, key, part):
    found = [trouble for trouble in troubles(definition) if trouble.blocks and trouble.key == key]
    assert any(part in trouble.message for trouble in found), troubles(definition)


def test_control_a_sound_definition_has_no_troubles():
    assert troubles(SOUND) == []


def test_hints_do_not_block(cast, draft):
    many = tuple(Question(f"q{number}", "short_text", f"設問{number}") for number in range(LONG + 1))
    name = Question("name", "person_name", "氏名", need=Need.REQUIRED, personal=True)
    twin = Question("twin", "short_text", "設問0")
    hinted = Definition((*many, twin, name, Question("h", "section", "からの見出し"), Question("b", "page_break")))
    found = troubles(replace(hinted, questions=hinted.questions[:-1]))
    assert [trouble.blocks for trouble in found] == [False] * 4
    assert "同じ文" in next(trouble.message for trouble in found if trouble.key == "twin")
    edit(draft, lambda definition: hinted, said="すべて置き換え", by=cast.sato)
    assert publish(draft, by=cast.sato).number == 1


def test_nothing_that_blocks_is_published(cast, draft):
    edit(draft, lambda definition: Definition(), said="削除", by=cast.sato)
    with pytest.raises(NotPublishable) as refused:
        publish(draft, by=cast.sato)
    assert [trouble.key for trouble in refused.value.troubles] == [""]
    assert fresh(draft).draft is not None


# --- The pages --------------------------------------------------------------------------------------------------------


def page_of(questionnaire: Questionnaire, name: str) -> str:
    return f"/questions/{questionnaire.pk}/{name}/"


def test_the_clerk_publishes_what_the_page_showed(cast, draft, signed_in):
    client = signed_in(cast.sato)
    page = client.get(page_of(draft, "publication"))
    shown = page.context["draft"]
    assert "直さなければならないところは、ありません。" in page.content.decode()
    done = client.post(page_of(draft, "publication"), {"number": shown.number, "edit": shown.edit}, follow=True)
    assert "第1版を公開しました。" in done.content.decode()
    again = client.post(page_of(draft, "publication"), {"number": shown.number, "edit": shown.edit})
    assert again.status_code == 302
    assert Version.objects.count() == 1


def test_an_edit_in_between_is_shown_before_it_is_published(cast, draft, signed_in):
    client = signed_in(cast.sato)
    shown = client.get(page_of(draft, "publication")).context["draft"]
    edit(draft, add(Question("memo", "long_text", "備考")), said="追加", by=cast.kanda)
    refused = client.post(page_of(draft, "publication"), {"number": shown.number, "edit": shown.edit})
    assert refused.status_code == 409
    assert "神田 明が" in refused.content.decode()
    assert fresh(draft).published is None
    now = refused.context["draft"]
    assert client.post(page_of(draft, "publication"), {"number": now.number, "edit": now.edit}).status_code == 302
    assert "memo" in fresh(draft).published.definition


@pytest.mark.parametrize(
    "data", [{}, {"number": "1"}, {"number": "一", "edit": "x"}, {"number": "9" * 50, "edit": "1"}]
)
def test_what_no_page_sent_publishes_nothing(cast, draft, signed_in, data):
    assert signed_in(cast.sato).post(page_of(draft, "publication"), data).status_code == 409
    assert fresh(draft).published is None


def test_the_checklist_leads_to_the_question(cast, draft, signed_in):
    edit(draft, lambda definition: Definition((replace(VOTERS, label=""),)), said="変更", by=cast.sato)
    client = signed_in(cast.sato)
    page = client.get(page_of(draft, "publication"))
    assert f"/questions/{draft.pk}/builder/questions/voters/" in page.content.decode()
    version = fresh(draft).draft
    refused = client.post(page_of(draft, "publication"), {"number": 1, "edit": version.edit})
    assert refused.status_code == 422
    assert fresh(draft).published is None


def test_the_page_shows_what_becomes_different_and_whose_answers_it_touches(cast, draft, signed_in):
    publish(draft, by=cast.sato)
    sheet = open_sheet(draft.versions.get(), organization=cast.ishinomaki, by=cast.kaede)
    save(sheet, {"a.voters": ["5"]}, edit=1, by=cast.kaede, complete=True)
    start_draft(draft, by=cast.sato)
    edit(draft, add(Question("places", "integer", "投票所の数", need=Need.REQUIRED)), said="追加", by=cast.sato)
    page = signed_in(cast.sato).get(page_of(draft, "publication"))
    assert [difference.key for difference in page.context["differences"]] == ["places"]
    assert page.context["tally"].affected == 1
    affected = signed_in(cast.sato).get(f"/questions/{draft.pk}/versions/2/affected/").content.decode()
    assert "石巻市" in affected
    assert "問2「投票所の数」：入力してください。" in affected


def test_without_a_draft_the_page_leads_back(cast, draft, signed_in):
    publish(draft, by=cast.sato)
    page = signed_in(cast.sato).get(page_of(draft, "publication"), follow=True)
    assert page.redirect_chain[-1][0] == f"/questions/{draft.pk}/"
    assert "公開済みです" in page.content.decode()


def test_the_next_version_from_the_overview(cast, draft, signed_in):
    publish(draft, by=cast.sato)
    client = signed_in(cast.sato)
    assert "次の版の編集を始める" in client.get(f"/questions/{draft.pk}/").content.decode()
    assert client.post(page_of(draft, "draft"))["Location"] == f"/questions/{draft.pk}/builder/"
    overview = client.get(f"/questions/{draft.pk}/").content.decode()
    assert "第2版の下書きがあります" in overview
    assert client.get(page_of(draft, "draft/removal")).status_code == 200
    client.post(page_of(draft, "draft/removal"))
    assert fresh(draft).draft is None


def test_the_first_draft_is_not_given_up_but_deleted(cast, draft, signed_in):
    client = signed_in(cast.sato)
    assert client.get(page_of(draft, "draft/removal")).status_code == 403
    tried(draft, draft.draft, cast.sato)
    assert "試し回答1件" in client.get(page_of(draft, "deletion")).content.decode()
    assert client.post(page_of(draft, "deletion"))["Location"] == "/questions/"
    assert not Questionnaire.objects.exists()


def test_a_published_questionnaire_says_why_it_stays(cast, draft, signed_in):
    publish(draft, by=cast.sato)
    client = signed_in(cast.sato)
    assert "この様式は削除できません。" in client.get(page_of(draft, "deletion")).content.decode()
    assert client.post(page_of(draft, "deletion")).status_code == 409
    assert Questionnaire.objects.exists()


def test_versions_are_read_and_compared(cast, draft, signed_in):
    publish(draft, by=cast.sato)
    start_draft(draft, by=cast.sato)
    edit(draft, lambda definition: definition.replacing(replace(VOTERS, need=Need.REQUIRED)), said="変更", by=cast.sato)
    client = signed_in(cast.sato)
    page = client.get(f"/questions/{draft.pk}/versions/2/differences/")
    assert [difference.effect.value for difference in page.context["differences"]] == ["stricter"]
    back = client.get(f"/questions/{draft.pk}/versions/1/differences/?from=2")
    assert [difference.effect.value for difference in back.context["differences"]] == ["looser"]
    assert "投票者数" in client.get(f"/questions/{draft.pk}/versions/1/").content.decode()
    assert client.get(f"/questions/{draft.pk}/versions/3/").status_code == 404
    assert client.get(f"/questions/{draft.pk}/versions/{10**30}/").status_code == 404


def test_settings_are_changed_and_said_in_the_log(cast, draft, signed_in):
    client = signed_in(cast.sato)
    refused = client.post(page_of(draft, "settings"), {"title": "投票", "is_shared": "on"})
    assert refused.status_code == 422
    client.post(page_of(draft, "settings"), {"title": "投票", "is_template": "on", "is_shared": "on"})
    changed = fresh(draft)
    assert (changed.title, changed.is_template, changed.is_shared) == ("投票", True, True)
    details = AuditEntry.objects.get(action="questionnaire.changed").details
    assert details == {"name": "投票", "is_template": True, "is_shared": True}
    composing.change(changed, title="投票", is_template=True, is_shared=True, by=cast.sato)
    assert AuditEntry.objects.filter(action="questionnaire.changed").count() == 1
