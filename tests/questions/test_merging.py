"""Two people answer the same sheet: nothing is overwritten silently, nothing that was typed is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections

from core.questions.definition import Definition, Question
from core.questions.merging import Stand, merge
from core.questions.models import AnswerSheet, Draft
from core.questions.services.composing import create
from core.questions.services.exempting import exempt
from core.questions.services.merging import save_merging
from core.questions.services.saving import ChangedMeanwhile, save
from core.questions.services.trying import start_trial
from tests.questions.trying import Form, a_trial, only_if, text

NUMBER = Question("n", "integer", "人数")


# --- The rule, without a database -------------------------------------------------------------------------------------


def merged(base, theirs, mine, *questions):
    definition = Definition(questions or (text("a"), text("b"), NUMBER))
    return merge(definition, Stand(base), Stand(theirs), {f"a.{key}": [value] for key, value in mine.items()})


def test_different_questions_come_together():
    result = merged({"a": "1", "b": "1"}, {"a": "彼", "b": "1"}, {"a": "1", "b": "私"})
    assert result.typed == {"a.a": ["彼"], "a.b": ["私"]}
    assert (result.taken, result.clashes) == (["a"], [])


def test_the_same_question_is_for_a_person_to_decide():
    result = merged({"a": "1"}, {"a": "彼"}, {"a": "私"})
    assert (result.taken, result.clashes) == ([], ["a"])
    assert result.typed == {"a.a": ["私"]}


def test_the_same_change_by_both_is_no_clash():
    assert merged({}, {"a": "同じ"}, {"a": "同じ"}).clashes == []


def test_a_number_written_otherwise_is_the_same_number():
    result = merged({"n": 1204}, {"n": 1205}, {"n": "１，２０４"})
    assert (result.taken, result.clashes) == (["n"], [])


def test_what_they_took_away_is_taken_away_and_what_i_took_away_stays_away():
    assert merged({"a": "1"}, {}, {"a": "1"}).typed == {}
    assert merged({"a": "1", "b": "1"}, {"a": "1", "b": "彼"}, {"b": "1"}).typed == {"a.b": ["彼"]}


def test_to_take_away_what_they_changed_is_a_clash():
    assert merged({"a": "1"}, {"a": "彼"}, {"a": ""}).clashes == ["a"]


def test_what_i_mistyped_is_not_overwritten_by_theirs():
    assert merged({"n": 1}, {"n": 2}, {"n": "12,4OO"}).clashes == ["n"]


def test_control_mistyped_where_they_changed_nothing():
    assert merged({"n": 1}, {"n": 1}, {"n": "12,4OO"}).clashes == []


def test_no_value_and_not_applicable_differ():
    questions = (text("a", may_be_na=True),)
    result = merged({}, {"a": {"special": "not_applicable"}}, {"a": ""}, *questions)
    assert result.typed == {"a.a.na": ["1"]}
    assert merged({}, {"a": {"special": "not_applicable"}}, {"a": "私"}, *questions).clashes == ["a"]


def test_exempted_meanwhile_wins_over_what_was_typed():
    result = merged({"a": "1"}, {"a": {"special": "exempt"}}, {"a": "私"})
    assert (result.typed, result.taken, result.clashes) == ({}, ["a"], [])


def test_what_i_typed_for_a_hidden_question_is_compared_as_typed():
    questions = (text("a"), text("b", show_if=only_if("a")))
    assert merged({}, {"b": "彼"}, {"b": "私"}, *questions).clashes == ["b"]


# --- On the pages -----------------------------------------------------------------------------------------------------


@pytest.fixture
def two(cast, signed_in):
    """Sato and Kanda have the same trial open."""
    trial = a_trial(cast.prefecture, cast.sato, text("a", "担当者"), text("b", "備考"), NUMBER)
    sato, kanda = Form(signed_in(cast.sato), trial), Form(signed_in(cast.kanda), trial)
    sato.press("save", a="元", b="元")
    sato.open(), kanda.open()
    return sato, kanda


@pytest.mark.django_db
def test_work_on_different_questions_is_put_together_and_told(two):
    sato, kanda = two
    sato.press("save", a="佐藤が直した", b="元")
    response = kanda.press("save", a="元", b="神田が直した")
    page = kanda.client.get(response.url).content.decode()
    assert "佐藤 健さんが先に保存した回答を合わせました：問1「担当者」" in page
    assert kanda.sheet.answers == {"a": "佐藤が直した", "b": "神田が直した"}


@pytest.mark.django_db
def test_both_changed_the_same_question(two):
    sato, kanda = two
    sato.press("save", a="佐藤", b="元")
    response = kanda.press("save", a="神田", b="神田の備考")
    assert response.url == kanda.address("trial_merge")
    page = kanda.client.get(response.url).content.decode()
    for words in ("佐藤 健", "佐藤", "神田", "問1「担当者」"):
        assert words in page
    assert "問2" not in page
    assert kanda.sheet.answers == {"a": "佐藤", "b": "元"}
    undecided = kanda.client.post(response.url, {"seen": str(kanda.sheet.edit)})
    assert undecided.status_code == 422
    kanda.client.post(response.url, {"seen": str(kanda.sheet.edit), "m.a": "mine"})
    assert kanda.sheet.answers == {"a": "神田", "b": "神田の備考"}
    assert not Draft.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("choice", "stands"), [({"m.a": "theirs"}, "佐藤"), ({"m.a": "edited", "a.a": "二人の"}, "二人の")]
)
def test_theirs_or_a_third(two, choice, stands):
    sato, kanda = two
    sato.press("save", a="佐藤", b="元")
    kanda.press("save", a="神田", b="元")
    kanda.client.post(kanda.address("trial_merge"), {"seen": str(kanda.sheet.edit), **choice})
    assert kanda.sheet.answers == {"a": stands, "b": "元"}


@pytest.mark.django_db
def test_a_third_save_while_somebody_decides_is_merged_again(two):
    sato, kanda = two
    sato.press("save", a="佐藤", b="元")
    kanda.press("save", a="神田", b="元")
    seen = kanda.sheet.edit
    sato.open()
    sato.press("save", a="佐藤の二度目", b="元")
    response = kanda.client.post(kanda.address("trial_merge"), {"seen": str(seen), "m.a": "mine"})
    assert response.url == kanda.address("trial_merge")
    assert "佐藤の二度目" in kanda.client.get(response.url).content.decode()
    assert kanda.sheet.answers["a"] == "佐藤の二度目"


@pytest.mark.django_db
def test_a_clash_at_handing_in_leads_to_the_merge_page(two):
    sato, kanda = two
    kanda.press("confirm", a="神田", b="元")
    seen = kanda.confirm().content.decode().split('name="seen" value="')[1].split('"')[0]
    sato.press("save", a="佐藤", b="元")
    response = kanda.client.post(kanda.address("trial_confirm"), {"seen": seen})
    assert response.url == kanda.address("trial_merge")
    assert kanda.sheet.answers["a"] == "佐藤"


@pytest.mark.django_db
def test_what_others_saved_is_looked_at_before_it_is_handed_in(two):
    sato, kanda = two
    kanda.press("confirm", a="元", b="神田")
    seen = kanda.confirm().content.decode().split('name="seen" value="')[1].split('"')[0]
    sato.press("save", a="佐藤", b="元")
    assert kanda.client.post(kanda.address("trial_confirm"), {"seen": seen}).url == kanda.address("trial_confirm")
    assert kanda.sheet.completed_at is None
    page = kanda.confirm().content.decode()
    assert "佐藤 健さんが先に保存した回答を合わせて表示しています" in page
    kanda.hand_in()
    assert kanda.sheet.answers == {"a": "佐藤", "b": "神田", "n": {"special": "blank"}}
    assert kanda.sheet.completed_at


@pytest.mark.django_db
def test_the_other_pages_of_a_form_are_brought_up_to_date_too(cast, signed_in):
    """Kanda's second page is open while Sato changes the first: Kanda's older first page must not come back."""
    trial = a_trial(cast.prefecture, cast.sato, text("a"), text("c"), Question("p", "page_break"), text("b"))
    sato, kanda = Form(signed_in(cast.sato), trial), Form(signed_in(cast.kanda), trial)
    sato.press("save", a="元", c="元")
    kanda.open()
    kanda.press("go", "2", page=1, a="元", c="神田")
    sato.open()
    sato.press("save", a="佐藤", c="元")
    kanda.open(page="2")
    assert kanda.edit == str(kanda.sheet.edit)
    kanda.press("save", page=2, b="神田")
    assert kanda.sheet.answers == {"a": "佐藤", "c": "神田", "b": "神田"}


@pytest.mark.django_db
def test_ones_own_other_window_is_called_that(two):
    sato, _ = two
    sato.press("save", a="一つ目の画面", b="元")
    response = sato.press("save", a="元", b="二つ目の画面")  # opened before
    page = sato.client.get(response.url).content.decode()
    assert "別の画面であなたが先に保存した回答を合わせました" in page


@pytest.mark.django_db
def test_an_edit_that_never_was_overwrites_nothing(two):
    sato, kanda = two
    sato.press("save", a="佐藤", b="元")
    kanda.edit = "99"
    assert kanda.press("save", a="神田", b="元").url == kanda.address("trial_merge")


@pytest.mark.django_db
def test_exempted_while_somebody_types(two, cast):
    sato, _ = two
    exempt(sato.sheet, ["a"], by=cast.kanda)
    response = sato.press("save", a="書いていた回答", b="備考")
    assert "神田 明さん" in sato.client.get(response.url).content.decode()
    assert sato.sheet.answers == {"a": {"special": "exempt"}, "b": "備考"}


# --- At the same moment -----------------------------------------------------------------------------------------------

ROUNDS, PEOPLE = 5, 4


def _at_once(sheet, users, save_one) -> None:
    """Everybody saves another question of the same sheet, from the edit that all have open."""
    start, failed = threading.Barrier(len(users)), []

    def work(place, user) -> None:
        try:
            start.wait(10)
            save_one(sheet, place, user)
        except ChangedMeanwhile:
            pass  # said to the person, who saves again
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=each) for each in enumerate(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed, failed


@pytest.fixture
def a_sheet(transactional_db):
    from tests.cast import make_cast

    cast = make_cast()
    definition = Definition(tuple(text(f"q{place}") for place in range(PEOPLE)))

    def make() -> AnswerSheet:
        return start_trial(create(cast.prefecture, "競争", by=cast.sato, definition=definition), by=cast.sato).sheet

    return make, [cast.sato, cast.kanda, cast.midori, cast.kaede]


def test_nobodys_work_is_lost_in_a_race(a_sheet):
    make, users = a_sheet
    for _ in range(ROUNDS):
        sheet = make()
        _at_once(
            sheet,
            users,
            lambda sheet, place, user: save_merging(sheet, {f"a.q{place}": ["あり"]}, edit=1, by=user, complete=False),
        )
        sheet = AnswerSheet.objects.get(pk=sheet.pk)
        assert sheet.answers == {f"q{place}": "あり" for place in range(PEOPLE)}
        assert sheet.edit == 1 + PEOPLE


def test_control_without_comparing_the_edit_work_is_lost(a_sheet):
    """The same race, each writing over what stands: only the last one's answer is there."""
    make, users = a_sheet

    def write_over(sheet, place, user) -> None:
        AnswerSheet.objects.filter(pk=sheet.pk).update(answers={f"q{place}": "あり"}, updated_by=user)

    sheet = make()
    _at_once(sheet, users, write_over)
    assert len(AnswerSheet.objects.get(pk=sheet.pk).answers) == 1


def test_two_saves_from_the_same_edit_one_is_told(a_sheet):
    make, users = a_sheet
    sheet = make()
    save(sheet, {"a.q0": ["先"]}, edit=1, by=users[0], complete=False)
    with pytest.raises(ChangedMeanwhile):
        save(sheet, {"a.q1": ["後"]}, edit=1, by=users[1], complete=False)
    assert connection.in_atomic_block is False
    assert AnswerSheet.objects.get(pk=sheet.pk).answers == {"q0": "先"}
