"""Questions written over from another questionnaire: keys, what hangs on them, and who sees what to copy from."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.questions.definition import Check, Comparison, Condition, Definition, Question, Test
from core.questions.library import library
from core.questions.models import Questionnaire
from core.questions.services.composing import change, create
from core.questions.services.editing import edit, history, undo
from core.questions.services.publishing import publish
from core.questions.taking_over.copied import copied
from core.questions.troubles import blocking

YES = Condition((Test("has", "is", "yes"),))
SOURCE = Definition(
    (
        Question("has", "yes_no", "移動支援の有無"),
        Question("part", "section", "2 移動支援", show_if=YES),
        Question("men", "integer", "男性の利用者数"),
        Question("women", "integer", "女性の利用者数", show_if=Condition((*YES.tests, Test("men", "ge", 1)))),
        Question("sum", "calculated", "利用者数", settings={"formula": "{men} + {women}", "decimals": 0}),
        Question("note", "long_text", "備考"),
    ),
    (Check("k1", "{men} + {women}", Comparison.AT_MOST, "1000", "利用者が多すぎます。"),),
)


def test_keys_stay_while_they_are_free():
    made = copied(Definition(), SOURCE, [one.key for one in SOURCE])
    assert made.definition == SOURCE
    assert made.lost == ()
    assert made.checks == 1


def test_the_order_is_that_of_the_source_and_the_place_the_chosen_one():
    target = Definition((Question("a", "short_text", "甲"), Question("b", "short_text", "乙")))
    made = copied(target, SOURCE, ["note", "men"], after="a")
    assert [one.key for one in made.definition] == ["a", "men", "note", "b"]
    assert [one.key for one in copied(target, SOURCE, ["men"], after="gone").definition] == ["a", "b", "men"]


def test_where_keys_are_taken_all_that_hangs_on_them_follows():
    made = copied(SOURCE, SOURCE, [one.key for one in SOURCE])
    new = made.keys
    definition = made.definition
    assert len({*new, *new.values()}) == 12
    assert definition[new["women"]].show_if == Condition((Test(new["has"], "is", "yes"), Test(new["men"], "ge", 1)))
    assert definition[new["part"]].show_if == Condition((Test(new["has"], "is", "yes"),))
    assert definition[new["sum"]].settings["formula"] == f"{{{new['men']}}} + {{{new['women']}}}"
    old, check = definition.checks
    assert old == SOURCE.checks[0]
    assert check.key != "k1"
    assert check.left == f"{{{new['men']}}} + {{{new['women']}}}"
    assert blocking(definition) == []
    assert made.lost == ()


def test_keys_that_a_version_ever_used_are_not_used_again():
    made = copied(Definition(), SOURCE, ["men", "women"], taken={"men", "k1"})
    assert made.keys["men"] != "men"
    assert made.keys["women"] == "women"
    assert made.definition.checks[0].key != "k1"


def test_what_points_outside_is_dropped_and_told():
    made = copied(Definition(), SOURCE, ["women", "sum"])
    assert made.definition["women"].show_if is None
    assert made.definition.checks == ()
    said = "\n".join(made.lost)
    assert "写さなかった問1「移動支援の有無」によるものは外しました" in said
    assert "写さなかった問2「男性の利用者数」によるものは外しました" in said
    assert "問4「利用者数」の式が、写さなかった設問を使っています" in said
    assert "「利用者が多すぎます。」" in said
    assert "見出し「2 移動支援」の条件" in said


def test_a_formula_never_comes_to_mean_a_stranger():
    """Here `men` is another question: the copied formula must not add it up."""
    target = Definition((Question("men", "integer", "男性の職員数"),))
    made = copied(target, SOURCE, ["women", "sum"])
    formula = made.definition["sum"].settings["formula"]
    assert "{men}" not in formula
    assert "{women}" in formula
    assert any("削除された設問" in trouble.message for trouble in blocking(made.definition))


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def source(cast) -> Questionnaire:
    return create(cast.ishinomaki, "昨年度の移動支援調査", by=cast.ren, definition=SOURCE)


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    definition = Definition((Question("name", "short_text", "団体名"), Question("end", "long_text", "おわりに")))
    return create(cast.ishinomaki, "今年度の移動支援調査", by=cast.kaede, definition=definition)


@pytest.fixture
def kaede(cast, signed_in):
    return signed_in(cast.kaede)


def address(questionnaire: Questionnaire, query: str = "") -> str:
    return reverse("questions:copy_questions", args=[questionnaire.pk]) + query


def draft(questionnaire: Questionnaire):
    return Questionnaire.objects.get(pk=questionnaire.pk).draft


def test_ones_own_and_the_library_are_offered_but_not_itself(kaede, questionnaire, source):
    text = kaede.get(address(questionnaire)).content.decode()
    assert f"?from={source.pk}" in text
    assert f"?from={questionnaire.pk}" not in text
    for item in library().values():
        assert item.title in text


def test_the_list_is_searched_by_title(kaede, questionnaire, source):
    assert f"?from={source.pk}" in kaede.get(address(questionnaire, "?kw=昨年度 移動")).content.decode()
    nothing = kaede.get(address(questionnaire, "?kw=消防")).content.decode()
    assert f"?from={source.pk}" not in nothing
    assert "条件に合う様式はありません" in nothing


def test_copying_is_one_step_that_can_be_undone(kaede, cast, questionnaire, source):
    page = kaede.get(address(questionnaire, f"?from={source.pk}")).content.decode()
    assert "問1「移動支援の有無」が「はい」であるときに表示" in page

    chosen = {"keys": ["has", "part", "men", "women"], "after": "name"}
    copied_over = kaede.post(address(questionnaire, f"?from={source.pk}"), chosen, follow=True)

    assert "4件を写しました" in copied_over.content.decode()
    version = draft(questionnaire)
    assert [one.key for one in version.definition] == ["name", "has", "part", "men", "women", "end"]
    assert len(version.definition.checks) == 1
    undo(version, step=history(version).last.pk, by=cast.kaede)
    assert [one.key for one in draft(questionnaire).definition] == ["name", "end"]
    assert draft(questionnaire).definition.checks == ()


def test_what_was_lost_is_told_on_the_next_page(kaede, questionnaire, source):
    answer = kaede.post(address(questionnaire, f"?from={source.pk}"), {"keys": ["women"]}, follow=True)
    assert "写さなかった問1「移動支援の有無」によるものは外しました" in answer.content.decode()


def test_a_template_of_the_library_can_be_copied(kaede, questionnaire):
    slug, item = next(iter(library().items()))
    keys = [one.key for one in item.definition]
    assert kaede.post(address(questionnaire, f"?template={slug}"), {"keys": keys}).status_code == 302
    assert len(draft(questionnaire).definition.questions) == 2 + len(keys)
    assert blocking(draft(questionnaire).definition) == []


def test_keys_of_older_versions_stay_taken(kaede, cast, questionnaire, source):
    """A question that was published once and removed since has answers: its key means that question."""
    edit(questionnaire, lambda d: d.with_question(Question("men", "integer", "男性職員")), said="追加", by=cast.kaede)
    publish(questionnaire, by=cast.kaede)
    from core.questions.services.composing import start_draft

    start_draft(questionnaire, by=cast.kaede)
    questionnaire = Questionnaire.objects.get(pk=questionnaire.pk)
    edit(questionnaire, lambda d: d.without("men"), said="削除", by=cast.kaede)

    kaede.post(address(questionnaire, f"?from={source.pk}"), {"keys": ["men"]})

    (made,) = [one for one in draft(questionnaire).definition if one.label == "男性の利用者数"]
    assert made.key != "men"


@pytest.mark.parametrize("keys", [[], ["nothing"]])
def test_choosing_nothing_or_what_is_not_there_is_refused(kaede, questionnaire, source, keys):
    refused = kaede.post(address(questionnaire, f"?from={source.pk}"), {"keys": keys})
    assert refused.status_code == 422
    assert "入力に誤りが1件あります" in refused.content.decode()
    assert len(draft(questionnaire).definition.questions) == 2


def test_nobody_copies_what_they_may_not_see(kaede, cast, signed_in, questionnaire, source):
    theirs = create(cast.shiroishi, "白石市の調査", by=cast.yui, definition=SOURCE)
    assert kaede.get(address(questionnaire, f"?from={theirs.pk}")).status_code == 404
    assert kaede.post(address(questionnaire, f"?from={theirs.pk}"), {"keys": ["has"]}).status_code == 404
    for query in (f"?from={questionnaire.pk}", "?from=x", "?from=99999999999999999999", "?template=nothing"):
        assert kaede.get(address(questionnaire, query)).status_code == 404
    assert signed_in(cast.yui).get(address(questionnaire)).status_code == 404


def test_of_a_shared_template_the_published_version_is_copied(kaede, cast, questionnaire):
    theirs = create(cast.shiroishi, "白石市のひな形", by=cast.yui, definition=SOURCE)
    publish(theirs, by=cast.yui)
    change(theirs, title="白石市のひな形", is_template=True, is_shared=True, by=cast.yui)
    from core.questions.services.composing import start_draft

    start_draft(theirs, by=cast.yui)
    theirs = Questionnaire.objects.get(pk=theirs.pk)
    edit(theirs, lambda d: d.with_question(Question("secret", "short_text", "まだ見せない設問")), said="x", by=cast.yui)

    page = kaede.get(address(questionnaire, f"?from={theirs.pk}"))

    assert page.status_code == 200
    assert "男性の利用者数" in page.content.decode()
    assert "まだ見せない設問" not in page.content.decode()
