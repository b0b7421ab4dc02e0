"""Editing a draft: everybody's work stands, and every step can be taken back by whoever sees it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from core.questions.definition import Definition, Question
from core.questions.models import Questionnaire, Version
from core.questions.services import editing
from core.questions.services.composing import create
from core.questions.services.editing import Meanwhile, NoDraft, edit, fingerprint, history, redo, undo
from core.questions.services.publishing import publish

VOTERS = Question("voters", "short_text", "投票者数")
PLACES = Question("places", "short_text", "投票所の数")


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    return create(cast.prefecture, "投票所の調べ", by=cast.sato, definition=Definition((VOTERS, PLACES)))


@pytest.fixture
def label(cast, questionnaire) -> Callable[..., Version]:
    """`label("voters", "有権者数")`: one step by Sato."""

    def make(key: str, text: str, by=None) -> Version:
        def change(definition: Definition) -> Definition:
            return definition.replacing(replace(definition[key], label=text))

        return edit(questionnaire, change, said=f"「{text}」と改める", by=by or cast.sato)

    return make


def labels(questionnaire: Questionnaire) -> list[str]:
    definition = Version.objects.get(questionnaire=questionnaire, state="draft").definition
    return [question.label for question in definition]


def test_a_step_can_be_undone_and_done_again(cast, questionnaire, label):
    label("voters", "有権者数")
    version = label("places", "期日前投票所の数")
    assert labels(questionnaire) == ["有権者数", "期日前投票所の数"]

    taken_back = undo(version, step=history(version).last.pk, by=cast.sato)
    assert taken_back.said == "「期日前投票所の数」と改める"
    assert labels(questionnaire) == ["有権者数", "投票所の数"]

    version = Version.objects.get(pk=version.pk)
    undo(version, step=history(version).last.pk, by=cast.sato)
    assert labels(questionnaire) == ["投票者数", "投票所の数"]

    version = Version.objects.get(pk=version.pk)
    assert history(version).last is None, "There is nothing before the first step."
    for _ in range(2):
        redo(version, step=history(version).undone.pk, by=cast.sato)
        version = Version.objects.get(pk=version.pk)
    assert labels(questionnaire) == ["有権者数", "期日前投票所の数"]
    assert history(version).undone is None


def test_a_new_step_ends_what_could_be_done_again(cast, questionnaire, label):
    version = label("voters", "有権者数")
    undone = history(version).last
    undo(version, step=undone.pk, by=cast.sato)
    version = label("places", "期日前投票所の数")
    assert history(version).undone is None
    with pytest.raises(Meanwhile):
        redo(version, step=undone.pk, by=cast.sato)
    assert labels(questionnaire) == ["投票者数", "期日前投票所の数"]


def test_nobody_undoes_a_step_they_have_not_seen(cast, questionnaire, label):
    """Also when the colleague's step has the same number, because another was undone before it."""
    version = label("voters", "有権者数")
    seen = history(version).last
    undo(version, step=seen.pk, by=cast.kanda)
    version = label("places", "期日前投票所の数", by=cast.kanda)
    assert history(version).last.number == seen.number
    with pytest.raises(Meanwhile):
        undo(version, step=seen.pk, by=cast.sato)
    assert labels(questionnaire) == ["投票者数", "期日前投票所の数"]
    assert history(version).last.by == cast.kanda


def test_what_changes_nothing_is_no_step(questionnaire, label):
    before = questionnaire.draft.edit
    version = label("voters", "投票者数")
    assert version.edit == before
    assert history(version).last is None


def test_the_last_steps_are_kept(cast, questionnaire, label, monkeypatch):
    monkeypatch.setattr(editing, "KEPT_STEPS", 3)
    for number in range(5):
        version = label("voters", f"{number}回目")
    undone = []
    while step := history(version).last:
        undone.append(undo(version, step=step.pk, by=cast.sato).said)
        version = Version.objects.get(pk=version.pk)
    assert undone == [f"「{number}回目」と改める" for number in (4, 3, 2)]
    assert labels(questionnaire) == ["1回目", "投票所の数"]


def test_a_published_version_is_not_edited(cast, questionnaire, label):
    version = label("voters", "有権者数")
    step = history(version).last.pk
    publish(questionnaire, by=cast.sato)
    with pytest.raises(NoDraft):
        label("voters", "投票者数")
    with pytest.raises(NoDraft):
        undo(version, step=step, by=cast.sato)


def test_a_refused_change_leaves_everything_as_it_was(cast, questionnaire):
    def change(definition: Definition) -> Definition:
        raise RuntimeError("no")

    before = Version.objects.values().get(questionnaire=questionnaire)
    with pytest.raises(RuntimeError):
        edit(questionnaire, change, said="", by=cast.sato)
    assert Version.objects.values().get(questionnaire=questionnaire) == before


def test_an_edit_brings_the_questionnaire_to_the_front_of_the_list(cast, questionnaire, label):
    other = create(cast.prefecture, "別の調べ", by=cast.sato)
    label("voters", "有権者数")
    assert list(Questionnaire.objects.all()) == [questionnaire, other]


def test_a_fingerprint_tells_every_change():
    changed = [replace(VOTERS, label="有権者数"), replace(VOTERS, personal=True), replace(VOTERS, settings={"a": 1})]
    prints = {fingerprint(question) for question in (VOTERS, None, *changed)}
    assert len(prints) == 5
    assert fingerprint(VOTERS) == fingerprint(Question.from_json(VOTERS.to_json()))


def _relabel_both_at_once(cast, questionnaire: Questionnaire) -> list[str]:
    """Two people, each on a question of their own, who read the draft before the other has written."""
    barrier = Barrier(2, timeout=1)

    def relabel(key: str, text: str, by) -> None:
        def change(definition: Definition) -> Definition:
            try:
                barrier.wait()
            except BrokenBarrierError:  # the lock lets only one come this far: the other waits before it
                barrier.reset()
            return definition.replacing(replace(definition[key], label=text))

        try:
            edit(Questionnaire.objects.get(pk=questionnaire.pk), change, said=text, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        jobs = [
            both.submit(relabel, "voters", "有権者数", cast.sato),
            both.submit(relabel, "places", "期日前投票所の数", cast.kanda),
        ]
        for job in jobs:
            job.result()
    return labels(questionnaire)


@pytest.mark.django_db(transaction=True)
def test_two_people_on_two_questions_lose_nothing(cast, questionnaire):
    assert _relabel_both_at_once(cast, questionnaire) == ["有権者数", "期日前投票所の数"]
    version = Version.objects.get(questionnaire=questionnaire)
    assert sorted(version.steps.values_list("said", flat=True)) == ["", "有権者数", "期日前投票所の数"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_of_them_would_be_lost(cast, questionnaire, monkeypatch):
    """The control: what the lock is for."""
    monkeypatch.setattr(editing, "_locked", lambda versions: versions.get(state="draft"))
    monkeypatch.setattr(editing, "_record", lambda *args: None)
    now = _relabel_both_at_once(cast, questionnaire)
    assert now in (["有権者数", "投票所の数"], ["投票者数", "期日前投票所の数"])
