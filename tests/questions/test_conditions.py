"""Conditions: what shows when, in words, what is wrong with them; and the page on which they are edited."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions import conditions
from core.questions.asking import ask
from core.questions.checking import check
from core.questions.conditions import in_words, is_met, troubles
from core.questions.definition import Condition, Definition, Question, Test
from core.questions.kinds import KINDS
from core.questions.models import Questionnaire
from core.questions.services.composing import create
from core.questions.services.editing import edit
from core.questions.services.publishing import publish
from core.questions.typed import control_name

OPTIONS = {
    "options": [{"key": "o1", "label": "バス"}, {"key": "o2", "label": "タクシー"}, {"key": "o3", "label": "船"}]
}
HAS = Question("has", "yes_no", "移動支援を実施していますか", may_be_na=True)
WAY = Question("way", "single_choice", "主な方法", settings=OPTIONS)
USERS = Question("users", "integer", "利用者数", settings={"unit": "人"})


def only_if(question: str, operator: str, operand: Any = None) -> Condition:
    return Condition((Test(question, operator, operand),))


def of(*questions: Question) -> Definition:
    return Definition(questions)


# --- An independent evaluation ----------------------------------------------------------------------------------------
# It is written from the words and knows nothing of the code: question → (what was typed, whether 該当なし).

SIMPLE = ["short_text", "integer", "single_choice", "multiple_choice", "yes_no"]
TYPED = {
    "short_text": st.sampled_from(["本庁舎", "0"]),
    "integer": st.integers(-2, 3).map(str),
    "single_choice": st.sampled_from(["o1", "o2", "o3"]),
    "multiple_choice": st.lists(st.sampled_from(["o1", "o2", "o3"]), min_size=1, max_size=3, unique=True),
    "yes_no": st.sampled_from(["yes", "no"]),
}
OPERANDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "short_text": {},
    "integer": {name: st.integers(-2, 3) for name in ("eq", "ne", "ge", "le", "gt", "lt")},
    "single_choice": {name: st.sampled_from(["o1", "o2", "o3"]) for name in ("is", "is_not")},
    "multiple_choice": {name: st.sampled_from(["o1", "o2", "o3"]) for name in ("has", "has_not")},
    "yes_no": {name: st.sampled_from(["yes", "no"]) for name in ("is", "is_not")},
}


@st.composite
def random_tests(draw: st.DrawFn, earlier: list[Question]) -> Test:
    target = draw(st.sampled_from(earlier))
    operators: dict[str, Any] = {"answered": None, "not_answered": None, **OPERANDS[target.kind]}
    if target.may_be_na:
        operators["is_na"] = None
    operator = draw(st.sampled_from(sorted(operators)))
    return Test(target.key, operator, draw(operators[operator]) if operators[operator] is not None else None)


@st.composite
def random_conditions(draw: st.DrawFn, earlier: list[Question]) -> Condition | None:
    if not earlier or not draw(st.booleans()):
        return None
    return Condition(tuple(draw(st.lists(random_tests(earlier), min_size=1, max_size=3))), any=draw(st.booleans()))


@st.composite
def questionnaires(draw: st.DrawFn) -> Definition:
    """Questions with conditions on any earlier ones, hidden ones included; headings with conditions of their own."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 9))):
        kind = draw(st.sampled_from([*SIMPLE, "section"]))
        earlier = [one for one in questions if one.kind != "section"]
        questions.append(
            Question(
                f"q{number}",
                kind,
                f"設問{number}",
                may_be_na=kind != "section" and draw(st.booleans()),
                settings=OPTIONS if "choice" in kind else {},
                show_if=draw(random_conditions(earlier)),
            )
        )
    return Definition(tuple(questions))


def naive_hidden(definition: Definition, given: dict[str, Any]) -> set[str]:
    """Which are hidden, worked out by hand: None in `given` is nothing typed, "該当なし" is not applicable."""
    hidden: set[str] = set()
    under_hidden_heading = False
    for question in definition.questions:
        if question.kind == "section":
            under_hidden_heading = False
        shows = not under_hidden_heading
        if shows and question.show_if is not None:
            results = []
            for test in question.show_if.tests:
                value = None if test.question in hidden else given.get(test.question)
                results.append(naive_test(definition[test.question].kind, value, test))
            shows = (True in results) if question.show_if.any else (False not in results)
        if not shows:
            hidden.add(question.key)
            if question.kind == "section":
                under_hidden_heading = True
    return hidden


def naive_test(kind: str, value: Any, test: Test) -> bool:
    has_value = value is not None and value != "該当なし"
    if test.operator == "answered":
        return has_value
    if test.operator == "not_answered":
        return not has_value
    if test.operator == "is_na":
        return value == "該当なし"
    if not has_value:
        return False
    if kind == "integer":
        number, other = int(value), int(test.operand)
        return {
            "eq": number == other,
            "ne": number != other,
            "ge": number > other or number == other,
            "le": not number > other,
            "gt": number > other,
            "lt": not number > other and number != other,
        }[test.operator]
    if kind == "multiple_choice":
        return (test.operand in value) == (test.operator == "has")
    return (value == test.operand) == (test.operator == "is")


@given(st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_conditions_agree_with_an_independent_evaluation(data: st.DataObject):
    definition = data.draw(questionnaires())
    given_answers: dict[str, Any] = {}
    typed: dict[str, list[str]] = {}
    for question in definition.asked:
        choices = [st.none(), TYPED[question.kind], *([st.just("該当なし")] if question.may_be_na else [])]
        value = data.draw(st.one_of(choices))
        given_answers[question.key] = value
        if value == "該当なし":
            typed[control_name(question.key, "na")] = ["1"]
        elif value is not None:
            typed[control_name(question.key)] = value if isinstance(value, list) else [value]

    expected = naive_hidden(definition, given_answers)

    for complete in (False, True):
        checked = check(definition, typed, complete=complete)
        assert checked.hidden == expected
        stored = {key for key, answer in checked.answers.items() if answer != {"special": "not_asked"}}
        assert not stored & expected
        assert set(checked.set_aside) == {key for key in expected if given_answers.get(key) is not None}


def test_control_the_independent_evaluation_would_notice(monkeypatch):
    """If conditions meant something else, the test above would fail."""
    definition = of(USERS, replace(WAY, show_if=only_if("users", "gt", 0)))
    monkeypatch.setattr(type(KINDS["integer"]), "matches", lambda *_: True)

    hidden = check(definition, {"a.users": ["0"]}, complete=True).hidden

    assert hidden != naive_hidden(definition, {"users": "0"})


# --- Meaning ----------------------------------------------------------------------------------------------------------


def test_a_chain_is_hidden_from_where_it_breaks():
    definition = of(
        HAS,
        replace(WAY, show_if=only_if("has", "is", "yes")),
        replace(USERS, show_if=only_if("way", "is", "o1")),
    )
    typed = {"a.has": ["no"], "a.way": ["o1"], "a.users": ["120"]}

    checked = check(definition, typed, complete=True)

    assert checked.hidden == {"way", "users"}
    assert checked.set_aside == ["way", "users"]
    assert checked.answers["users"] == {"special": "not_asked"}


def test_what_is_required_and_hidden_is_not_missed():
    required = replace(USERS, need="required", show_if=only_if("has", "is", "yes"))
    assert check(of(HAS, required), {"a.has": ["no"]}, complete=True).is_valid
    assert not check(of(HAS, required), {"a.has": ["yes"]}, complete=True).is_valid


def test_a_question_that_is_gone_holds_for_nobody():
    definition = of(replace(USERS, show_if=only_if("gone", "not_answered")))
    assert check(definition, {}, complete=False).hidden == {"users"}


def test_a_condition_without_tests_hides_nothing():
    for any_of_them in (True, False):
        assert is_met(Condition((), any=any_of_them), of(HAS), {})


def test_not_applicable_is_neither_an_answer_nor_any_option():
    definition = of(HAS)
    answers = {"has": {"special": "not_applicable"}}
    for operator, holds in (("is_na", True), ("answered", False), ("not_answered", True)):
        assert is_met(only_if("has", operator), definition, answers) is holds
    assert not is_met(only_if("has", "is", "yes"), definition, answers)
    assert not is_met(only_if("has", "is_not", "yes"), definition, answers)


def test_zero_is_an_answer():
    assert is_met(only_if("users", "answered"), of(USERS), {"users": 0})


# --- In words ---------------------------------------------------------------------------------------------------------


def test_conditions_read_as_sentences():
    definition = of(HAS, WAY, USERS)
    both = Condition((Test("has", "is", "yes"), Test("users", "ge", 1200)))
    assert in_words(both, definition) == (
        "問1「移動支援を実施していますか」が「はい」である、かつ問3「利用者数」が1,200人以上であるとき"
    )
    either = Condition((Test("way", "is", "o2"), Test("users", "not_answered")), any=True)
    assert in_words(either, definition) == "問2「主な方法」が「タクシー」である、または問3「利用者数」に回答がないとき"


def test_the_form_says_the_headings_condition_with_the_questions_own():
    part = Question("part", "section", "移動支援", show_if=only_if("has", "is", "yes"))
    definition = of(HAS, WAY, part, replace(USERS, show_if=only_if("way", "is", "o1")), Question("note", "long_text"))
    said = {one.question.key: one.condition for one in ask(definition, {})}
    first = "問1「移動支援を実施していますか」が「はい」であるとき"
    assert said["users"] == f"{first}、かつ問2「主な方法」が「バス」であるとき"
    assert said["note"] == said["part"] == first
    assert said["way"] == ""


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_kind_puts_its_operands_into_words(code):
    question = Question("q", code, "設問", settings=KINDS[code].starting_settings() | OPTIONS)
    for operator in conditions.operators_for(question):
        operand = None
        if operator.takes_operand:
            offered = KINDS[code].operands(question)
            typed = {"date": "令和8年5月1日", "time": "9:30"}.get(code, "1")
            operand = offered[0][0] if offered else KINDS[code].parse_operand(question, typed)
        said = in_words(only_if("q", operator.code, operand), of(question))
        assert said.startswith("問1「設問」")
        assert said.endswith("とき")
        assert "{}" not in said
        assert "None" not in said


# --- Troubles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([replace(USERS, show_if=only_if("gone", "answered"))], "削除された設問を使っています"),
        ([replace(USERS, show_if=only_if("users", "answered"))], "この設問そのものを使っています"),
        ([replace(USERS, show_if=only_if("has", "answered")), HAS], "後ろにある問2"),
        (
            [
                replace(USERS, show_if=only_if("has", "answered")),
                replace(HAS, show_if=only_if("users", "answered")),
            ],
            "互いに相手を条件にしています",
        ),
        ([HAS, replace(USERS, show_if=only_if("has", "ge", 3))], "使えない比べ方"),
        ([WAY, replace(USERS, show_if=only_if("way", "is", "o9"))], "にない選択肢"),
    ],
)
def test_what_is_wrong_is_said(questions, said):
    definition = of(*questions)
    found = [trouble for one in definition for trouble in troubles(one, definition)]
    assert len(found) == 1
    assert said in found[0]


def test_a_condition_that_looks_back_is_right():
    definition = of(WAY, replace(USERS, show_if=only_if("way", "is", "o1")))
    assert troubles(definition["users"], definition) == []


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    return create(cast.ishinomaki, "移動支援の調査", by=cast.kaede, definition=of(HAS, WAY, USERS))


@pytest.fixture
def page(cast, signed_in, questionnaire):
    """The page of the last question, worked as a person does it: `page(button, question_0=…)`."""
    client = signed_in(cast.kaede)
    address = reverse("questions:condition", args=[questionnaire.pk, "users"])

    def press(button: str, value: str = "1", **fields):
        stood = fields.pop("stood", None) or _stood(client.get(address))
        rows = sum(name.startswith("question_") for name in fields)
        return client.post(address, {"stood": stood, "rows": str(rows), **fields, button: value})

    press.open = lambda: client.get(address)
    return press


def _stood(response) -> str:
    return response.context["stood"]


def stored(questionnaire: Questionnaire) -> Condition | None:
    return Questionnaire.objects.get(pk=questionnaire.pk).draft.definition["users"].show_if


def test_choosing_the_question_shows_what_can_be_asked_of_it(page):
    """Without script: choose, press, choose on."""
    first = page.open().content.decode()
    assert "問1「移動支援を実施していますか」" in first
    assert "operator_0" not in first

    chosen = page("choose", "0", question_0="way")
    text = chosen.content.decode()
    assert chosen.status_code == 200
    assert 'name="operator_0"' in text
    assert "タクシー" in text


def test_the_first_question_has_nothing_to_look_at(page, questionnaire, cast):
    edit(questionnaire, lambda d: d.moved("users", 0), said="移動", by=cast.kaede)
    assert "使える設問がありません" in page.open().content.decode()


def test_a_typed_operand_is_read_as_its_kind_reads_it(cast, signed_in, questionnaire):
    last = Question("why", "long_text", "理由")
    edit(questionnaire, lambda d: d.with_question(last), said="追加", by=cast.kaede)
    address = reverse("questions:condition", args=[questionnaire.pk, "why"])
    client = signed_in(cast.kaede)
    typed = {"rows": "1", "question_0": "users", "operator_0": "ge", "save": "1", "stood": _stood(client.get(address))}

    refused = client.post(address, typed | {"operand_0": "たくさん"})
    assert refused.status_code == 422
    assert "たくさん" in refused.content.decode()

    assert client.post(address, typed | {"operand_0": "１，２００人"}).status_code == 302
    kept = Questionnaire.objects.get(pk=questionnaire.pk).draft.definition["why"].show_if
    assert kept == only_if("users", "ge", 1200)
    assert 'value="1200"' in client.get(address).content.decode()


def test_saving_keeps_the_condition_in_one_step(page, questionnaire):
    saved = page(
        "save",
        join="any",
        question_0="has", operator_0="is", operand_0="yes",
        question_1="way", operator_1="is_not", operand_1="o3",
    )  # fmt: skip
    assert saved.status_code == 302
    kept = stored(questionnaire)
    assert kept == Condition((Test("has", "is", "yes"), Test("way", "is_not", "o3")), any=True)
    draft = Questionnaire.objects.get(pk=questionnaire.pk).draft
    assert draft.steps.order_by("-number").first().said == "問3を表示する条件を変更"


def test_saving_says_what_is_missing_and_keeps_what_was_chosen(page, questionnaire):
    refused = page("save", question_0="way", operator_0="is", operand_0="", question_1="")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "入力に誤りが2件あります" in text
    assert '<option value="way" selected>' in text
    assert stored(questionnaire) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"question_0": "users", "operator_0": "answered"},  # itself
        {"question_0": "gone", "operator_0": "answered"},
        {"question_0": "way", "operator_0": "ge", "operand_0": "1"},
        {"question_0": "way", "operator_0": "is", "operand_0": "o9"},
        {},
    ],
)
def test_what_cannot_be_a_condition_is_refused(page, questionnaire, fields):
    assert page("save", **fields).status_code == 422
    assert stored(questionnaire) is None


def test_rows_are_added_and_removed_without_losing_what_was_chosen(page):
    added = page("add", question_0="way", operator_0="is", operand_0="o2")
    assert 'name="question_1"' in added.content.decode()
    assert '<option value="o2" selected>' in added.content.decode()
    removed = page("remove", "0", question_0="has", question_1="way", operator_1="is", operand_1="o2")
    text = removed.content.decode()
    assert 'name="question_1"' not in text
    assert '<option value="o2" selected>' in text


def test_the_page_says_in_words_what_happens(page):
    text = page("choose", "0", question_0="way", operator_0="is", operand_0="o2").content.decode()
    assert "問2「主な方法」が「タクシー」であるときだけ表示します。" in text
    assert "<li>問3「利用者数」</li>" in text


def test_a_condition_can_be_taken_off(page, questionnaire):
    page("save", question_0="has", operator_0="answered")
    assert stored(questionnaire) is not None
    assert page("none", question_0="has", operator_0="answered").status_code == 302
    assert stored(questionnaire) is None


def test_two_people_do_not_overwrite_each_other(page, questionnaire, cast):
    stood = _stood(page.open())
    other = replace(USERS, show_if=only_if("has", "answered"))
    edit(questionnaire, lambda d: d.replacing(other), said="条件", by=cast.ren)

    conflict = page("save", stood=stood, question_0="way", operator_0="is", operand_0="o2")

    assert conflict.status_code == 409
    assert "問1「移動支援を実施していますか」に回答がある" in conflict.content.decode()
    assert '<option value="o2" selected>' in conflict.content.decode()
    assert stored(questionnaire) == other.show_if
    again = page("save", stood=_stood(conflict), question_0="way", operator_0="is", operand_0="o2")
    assert again.status_code == 302
    assert stored(questionnaire) == only_if("way", "is", "o2")


def test_somebody_who_rewords_the_question_meanwhile_disturbs_nobody(page, questionnaire, cast):
    stood = _stood(page.open())
    edit(questionnaire, lambda d: d.replacing(replace(USERS, label="利用した人の数")), said="文", by=cast.ren)
    assert page("save", stood=stood, question_0="has", operator_0="answered").status_code == 302
    kept = Questionnaire.objects.get(pk=questionnaire.pk).draft.definition["users"]
    assert kept.label == "利用した人の数"
    assert kept.show_if == only_if("has", "answered")


def test_a_condition_that_moving_broke_is_shown_with_its_trouble(page, questionnaire, cast):
    page("save", question_0="way", operator_0="answered")
    edit(questionnaire, lambda d: d.moved("way", 2), said="移動", by=cast.kaede)
    text = page.open().content.decode()
    assert "このままでは公開できません" in text
    assert "後ろにある問3" in text


def test_a_heading_hides_all_that_stands_under_it(cast, signed_in, questionnaire):
    heading = Question("h", "section", "2 移動支援の内容")
    edit(questionnaire, lambda d: d.with_question(heading, after="has"), said="見出し", by=cast.kaede)
    client = signed_in(cast.kaede)
    address = reverse("questions:condition", args=[questionnaire.pk, "h"])
    text = client.post(
        address, {"rows": "1", "question_0": "has", "operator_0": "is", "operand_0": "yes"}
    ).content.decode()
    assert "見出し「2 移動支援の内容」" in text
    assert "<li>問2「主な方法」</li>" in text
    assert "<li>問3「利用者数」</li>" in text


def test_only_those_who_compose_it_come_here(cast, signed_in, questionnaire):
    address = reverse("questions:condition", args=[questionnaire.pk, "users"])
    assert signed_in(cast.yui).get(address).status_code == 404
    assert signed_in(cast.kaede).get(address.replace("users", "nothing")).status_code == 404


def test_what_is_published_is_not_edited(cast, signed_in, page, questionnaire):
    publish(questionnaire, by=cast.kaede)
    assert page.open().status_code == 302
