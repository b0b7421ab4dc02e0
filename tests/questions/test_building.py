"""The builder: questions are added, arranged, set up and removed, by several people at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question, Test
from core.questions.kinds import KINDS
from core.questions.models import Questionnaire, Version
from core.questions.services.building import remove
from core.questions.services.composing import create
from core.questions.services.editing import edit
from core.questions.services.publishing import publish
from tests.questions.form_reader import fields_of

TITLE = "期日前投票所の設置状況に関する調査"
VOTERS = Question("voters", "integer", "投票者数", need=Need.REQUIRED)
PLACES = Question("places", "integer", "投票所の数", show_if=Condition((Test("voters", "answered"),)))
REMARKS = Question("remarks", "short_text", "備考")


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    rule = Check("rule", "{voters}", Comparison.AT_LEAST, "{places}", "投票者数を確かめてください。")
    definition = Definition((VOTERS, PLACES, REMARKS), checks=(rule,))
    return create(cast.prefecture, TITLE, by=cast.sato, definition=definition)


@pytest.fixture
def at(questionnaire) -> Callable[[str], str]:
    """`at("order/")`: an address of this builder."""
    return lambda rest="": f"/questions/{questionnaire.pk}/builder/{rest}"


@pytest.fixture
def sato(cast, signed_in) -> Client:
    return signed_in(cast.sato)


@pytest.fixture
def kanda(cast, signed_in) -> Client:
    return signed_in(cast.kanda)


def now(questionnaire: Questionnaire) -> Definition:
    return Version.objects.get(questionnaire=questionnaire, state="draft").definition


def order(questionnaire: Questionnaire) -> list[str]:
    return [question.key for question in now(questionnaire)]


def form_of(client: Client, address: str, **typed: str) -> dict[str, list[str] | str]:
    """What a browser would send of the settings form, with what was typed over it."""
    sent = fields_of(client.get(address).content.decode(), "setup")
    del sent["csrfmiddlewaretoken"]
    return {**sent, **typed}


def step_on(page, which: str) -> int:
    return getattr(page.context["history"], which).pk


def test_the_page_shows_what_is_asked(sato, at):
    page = sato.get(at())
    assert page.status_code == 200
    html = page.content.decode()
    assert "3問、1ページ" in html
    assert "問1「投票者数」に回答があるときだけ表示" in html
    assert "公開の確認へ進む" in html


def test_the_palette_offers_every_kind(sato, at):
    offered = [kind.code for _, kinds in sato.get(at()).context["palette"] for kind in kinds]
    assert sorted(offered) == sorted(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"page_break"}))
def test_every_kind_can_be_added_and_set_up(sato, at, questionnaire, kind):
    """What a new question starts with (options, rows, columns) survives the first saving."""
    assert sato.post(at("questions/"), {"kind": kind, "chosen": "voters"}, follow=True).status_code == 200
    key = order(questionnaire)[1]
    added = now(questionnaire)[key]
    assert added.kind == kind
    address = at(f"questions/{key}/")
    assert sato.post(address, form_of(sato, address, label="新しい設問")).status_code == 302
    assert now(questionnaire)[key] == replace(added, label="新しい設問")


def test_a_page_break_can_be_added_and_has_nothing_to_set_up(sato, at, questionnaire):
    page = sato.post(at("questions/"), {"kind": "page_break", "chosen": "voters"}, follow=True)
    assert "設定はありません" in page.content.decode()
    assert [question.kind for question in now(questionnaire)][1] == "page_break"
    assert "3問、2ページ" in page.content.decode()


def test_a_new_question_comes_behind_the_chosen_one_or_last(sato, at, questionnaire):
    sato.post(at("questions/"), {"kind": "short_text", "chosen": "voters"})
    sato.post(at("questions/"), {"kind": "date", "chosen": ""})
    sato.post(at("questions/"), {"kind": "time", "chosen": "gone"})
    assert [question.kind for question in now(questionnaire)] == [
        *("integer", "short_text", "integer", "short_text", "date", "time")
    ]
    assert sato.post(at("questions/"), {"kind": "nonsense"}).status_code == 400


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"up": "remarks"}, ["voters", "remarks", "places"]),
        ({"down": "voters"}, ["places", "voters", "remarks"]),
        ({"up": "voters"}, ["voters", "places", "remarks"]),
        ({"down": "remarks"}, ["voters", "places", "remarks"]),
        ({"move": "remarks", "after": ""}, ["remarks", "voters", "places"]),
        ({"move": "voters", "after": "remarks"}, ["places", "remarks", "voters"]),
        ({"move": "voters", "after": "voters"}, ["voters", "places", "remarks"]),
        ({"move": "voters", "after": "gone"}, ["voters", "places", "remarks"]),
        ({"up": "gone"}, ["voters", "places", "remarks"]),
        ({}, ["voters", "places", "remarks"]),
    ],
)
def test_questions_are_arranged(sato, at, questionnaire, typed, expected):
    assert sato.post(at("order/"), typed).status_code == 302
    assert order(questionnaire) == expected


def test_a_place_is_named_by_its_neighbour_so_a_colleagues_question_does_not_shift_it(
    cast, sato, kanda, at, questionnaire
):
    kanda.post(at("questions/"), {"kind": "short_text", "chosen": "voters"})
    sato.post(at("order/"), {"move": "remarks", "after": "voters"})
    assert order(questionnaire)[:2] == ["voters", "remarks"]
    assert len(order(questionnaire)) == 4


def test_a_duplicate_has_a_key_of_its_own_and_the_same_condition(sato, at, questionnaire):
    sato.post(at("copies/"), {"key": "places"})
    first, second = now(questionnaire).questions[1:3]
    assert second.label == "投票所の数（写し）"
    assert second.key != first.key
    assert second.show_if == first.show_if
    assert sato.post(at("copies/"), {"key": "gone"}, follow=True).status_code == 200


def test_removing_says_who_used_it_and_can_be_undone(sato, at, questionnaire):
    page = sato.post(at("removal/"), {"key": "voters"}, follow=True)
    assert order(questionnaire) == ["places", "remarks"]
    assert [str(message) for message in page.context["messages"]] == [
        "「投票者数」を削除しました。問2「投票所の数」の表示する条件、設問どうしの確認1件で使われています。直すか、削除を取り消してください。"
    ]
    assert "削除された設問" in page.content.decode()
    sato.post(at("undo/"), {"step": step_on(page, "last")})
    assert order(questionnaire) == ["voters", "places", "remarks"]


def test_removing_what_nobody_used_says_nothing_more(cast, questionnaire):
    assert remove(questionnaire, "remarks", by=cast.sato).referred_by == ()


def test_settings_are_saved_and_the_condition_stays(sato, at, questionnaire):
    address = at("questions/places/")
    typed = form_of(
        sato,
        address,
        label="投票所\r\nの数",
        help="支所を含む。\r\n分室は除く。",
        need="soft",
        may_be_na="on",
        personal="on",
    )
    assert sato.post(address, typed).status_code == 302
    saved = now(questionnaire)["places"]
    assert saved == Question(
        "places",
        "integer",
        "投票所 の数",
        help="支所を含む。\n分室は除く。",
        need=Need.SOFT,
        may_be_na=True,
        personal=True,
        settings=saved.settings,
        show_if=PLACES.show_if,
    )


def test_saving_unchanged_settings_is_no_step(sato, at, questionnaire):
    for key in order(questionnaire):
        address = at(f"questions/{key}/")
        sato.post(address, form_of(sato, address))
    assert sato.get(at()).context["history"].last is None


def test_wrong_settings_are_told_and_everything_typed_is_kept(sato, at, questionnaire):
    address = at("questions/remarks/")
    page = sato.post(address, form_of(sato, address, label=" ", help="残る説明", **{"kind-max_length": "99999"}))
    assert page.status_code == 422
    html = page.content.decode()
    assert 'href="#id_label"' in html
    assert 'href="#id_kind-max_length"' in html
    assert "残る説明" in html
    assert "99999" in html
    assert now(questionnaire)["remarks"] == REMARKS


def test_what_cannot_be_stored_is_refused(sato, at, questionnaire):
    address = at("questions/remarks/")
    assert sato.post(address, form_of(sato, address, label="備\x00考")).status_code == 422
    assert now(questionnaire)["remarks"] == REMARKS


def test_typing_shows_in_the_preview_and_saves_nothing(sato, at, questionnaire):
    address = at("questions/remarks/")
    shown = sato.post(address, form_of(sato, address, label="ほかに困っていること") | {"preview": "1"})
    assert "ほかに困っていること" in shown.content.decode()
    assert now(questionnaire)["remarks"] == REMARKS
    assert sato.post(address, form_of(sato, address, label="") | {"preview": "1"}).status_code == 204


def test_two_people_on_the_same_question_see_both_and_saving_again_decides(sato, kanda, at, questionnaire):
    address = at("questions/remarks/")
    mine = form_of(sato, address, label="ご意見")
    kanda.post(address, form_of(kanda, address, label="ご要望"))

    page = sato.post(address, mine)
    assert page.status_code == 409
    assert now(questionnaire)["remarks"].label == "ご要望"
    assert page.context["differences"] == [{"label": "設問文", "saved": "ご要望", "typed": "ご意見"}]

    again = mine | {"since": page.context["setup"].common["since"].value()}
    assert sato.post(address, again).status_code == 302
    assert now(questionnaire)["remarks"].label == "ご意見"


def test_a_condition_set_meanwhile_is_no_conflict_and_stays(cast, sato, at, questionnaire):
    address = at("questions/remarks/")
    mine = form_of(sato, address, label="ご意見")
    ruled = replace(REMARKS, show_if=Condition((Test("voters", "answered"),)))
    edit(questionnaire, lambda definition: definition.replacing(ruled), said="条件", by=cast.kanda)
    assert sato.post(address, mine).status_code == 302
    assert now(questionnaire)["remarks"] == replace(
        ruled, label="ご意見", settings=now(questionnaire)["remarks"].settings
    )


def test_a_question_removed_meanwhile_is_not_lost_with_what_was_typed(sato, kanda, at, questionnaire):
    address = at("questions/places/")
    mine = form_of(sato, address, label="投票所の総数")
    kanda.post(at("removal/"), {"key": "places"})

    page = sato.post(address, mine)
    assert page.status_code == 409
    assert "投票所の総数" in page.content.decode()
    assert order(questionnaire) == ["voters", "remarks"]

    again = mine | {"since": page.context["setup"].common["since"].value()}
    assert sato.post(address, again).status_code == 302
    assert order(questionnaire) == ["voters", "places", "remarks"]
    assert now(questionnaire)["places"].label == "投票所の総数"
    assert now(questionnaire)["places"].show_if == PLACES.show_if


def test_the_address_of_a_removed_question_leads_to_the_builder(sato, at):
    sato.post(at("removal/"), {"key": "remarks"})
    page = sato.get(at("questions/remarks/"), follow=True)
    assert page.redirect_chain == [(at(), 302)]
    assert sato.get(at("questions/never/")).status_code == 404


def test_undo_names_whose_step_it_is_and_refuses_what_was_not_seen(sato, kanda, at, questionnaire):
    kanda.post(at("order/"), {"up": "remarks"})
    page = sato.get(at())
    assert "取り消す：神田 明さんが「備考」を1つ上へ移動" in page.content.decode()
    kanda.post(at("removal/"), {"key": "remarks"})
    refused = sato.post(at("undo/"), {"step": step_on(page, "last")}, follow=True)
    assert "ほかの人が続けて編集した" in refused.content.decode()
    assert order(questionnaire) == ["voters", "places"]
    undone = sato.post(at("undo/"), {"step": step_on(refused, "last")}, follow=True)
    assert order(questionnaire) == ["voters", "remarks", "places"]
    assert "やり直す：「備考」を削除" in undone.content.decode()
    sato.post(at("redo/"), {"step": step_on(undone, "undone")})
    assert order(questionnaire) == ["voters", "places"]
    assert sato.post(at("undo/"), {"step": "x"}).status_code == 404


def test_the_words_above_the_first_question(sato, kanda, at, questionnaire):
    form = sato.get(at()).context["intro_form"]
    since = form["since"].value()
    assert kanda.post(at(), {"intro": "毎年の調べです。\r\nお願いします。", "since": since}).status_code == 302
    assert now(questionnaire).intro == "毎年の調べです。\nお願いします。"
    page = sato.post(at(), {"intro": "新しい調べです。", "since": since})
    assert page.status_code == 409
    assert "毎年の調べです。" in page.content.decode()
    again = {"intro": "新しい調べです。", "since": page.context["intro_form"]["since"].value()}
    assert sato.post(at(), again).status_code == 302
    assert now(questionnaire).intro == "新しい調べです。"


def test_an_empty_questionnaire_says_what_to_do_next(cast, sato):
    empty = create(cast.prefecture, "空の様式", by=cast.sato)
    html = sato.get(f"/questions/{empty.pk}/builder/").content.decode()
    assert "まだ設問がありません" in html
    assert "設問の一覧を貼り付けて取り込む" in html


def test_a_published_questionnaire_offers_the_next_version(cast, sato, at):
    plain = create(cast.prefecture, TITLE, by=cast.sato, definition=Definition((REMARKS,)))
    publish(plain, by=cast.sato)
    builder = f"/questions/{plain.pk}/builder/"
    assert "次の版の編集を始める" in sato.get(builder).content.decode()
    assert sato.post(f"{builder}order/", {"up": "remarks"}).headers["Location"] == builder
    assert sato.get(f"{builder}questions/remarks/").headers["Location"] == builder


def test_300_questions_cost_no_more_queries_than_three(
    cast, sato, at, django_assert_max_num_queries, django_assert_num_queries
):
    many = Definition(tuple(Question(f"q{number}", "short_text", f"設問{number}") for number in range(300)))
    large = create(cast.prefecture, "長い様式", by=cast.sato, definition=many)
    sato.get(at())
    with CaptureQueriesContext(connection) as few:
        sato.get(at("questions/voters/"))
    with django_assert_num_queries(len(few)):
        page = sato.get(f"/questions/{large.pk}/builder/questions/q7/")
    assert page.content.count(b"data-key=") == 300
    assert len(page.content) < 1_000_000
