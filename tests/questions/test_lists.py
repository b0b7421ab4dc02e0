"""The list, what a new questionnaire starts from, and who sees whose."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.questions.definition import Definition, Question
from core.questions.forms.questionnaire import next_year
from core.questions.models import Questionnaire
from core.questions.services.composing import change, create, start_draft
from core.questions.services.publishing import publish

ONE = Definition((Question("voters", "integer", "投票者数"),))


def titles(response) -> list[str]:
    return [questionnaire.title for questionnaire in response.context["object_list"]]


@pytest.fixture
def make():
    def make(owner, title, by, *, published=False, template=False, shared=False) -> Questionnaire:
        made = create(owner, title, by=by, definition=ONE, is_template=template)
        if published:
            publish(made, by=by)
        if shared:
            change(made, title=title, is_template=True, is_shared=True, by=by)
        return made

    return make


def test_everybody_sees_the_questionnaires_of_the_own_organization_newest_first(cast, make, signed_in):
    make(cast.ishinomaki, "古い様式", cast.kaede)
    make(cast.ishinomaki, "新しい様式", cast.midori)
    make(cast.shiroishi, "白石市の様式", cast.yui)
    make(cast.prefecture, "県の様式", cast.sato)
    response = signed_in(cast.kaede).get("/questions/")
    assert titles(response) == ["新しい様式", "古い様式"]
    assert "owner" not in response.context["filter"].fields
    assert titles(signed_in(cast.kanda).get("/questions/")) == ["県の様式"]


def test_templates_are_a_list_of_their_own_with_the_shared_ones_of_others(cast, make, signed_in):
    make(cast.ishinomaki, "ただの様式", cast.kaede)
    make(cast.ishinomaki, "自分のひな形", cast.kaede, template=True)
    make(cast.prefecture, "配られたひな形", cast.sato, published=True, shared=True)
    make(cast.prefecture, "まだ公開していないひな形", cast.sato, shared=True)
    make(cast.prefecture, "配っていないひな形", cast.sato, published=True, template=True)
    response = signed_in(cast.kaede).get("/questions/?box=templates&sort=title")
    assert sorted(titles(response)) == ["自分のひな形", "配られたひな形"]
    owner = signed_in(cast.kaede).get(f"/questions/?box=templates&owner={cast.prefecture.code}")
    assert titles(owner) == ["配られたひな形"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kw=投票", ["投票の状況"]),
        ("kw=投票　状況", ["投票の状況"]),
        ("state=published", ["投票の状況", "改訂中の様式"]),
        ("state=unpublished", ["財政の見込み"]),
        ("state=draft", ["改訂中の様式", "財政の見込み"]),
        ("state=nonsense&sort=title", ["投票の状況", "改訂中の様式", "財政の見込み"]),
        ("sort=-title", ["財政の見込み", "改訂中の様式", "投票の状況"]),
        ("kw=%00", ["投票の状況", "改訂中の様式", "財政の見込み"]),
    ],
)
def test_filters_and_sorting(cast, make, signed_in, query, expected):
    make(cast.ishinomaki, "投票の状況", cast.kaede, published=True)
    make(cast.ishinomaki, "財政の見込み", cast.kaede)
    start_draft(make(cast.ishinomaki, "改訂中の様式", cast.kaede, published=True), by=cast.kaede)
    assert sorted(titles(signed_in(cast.kaede).get(f"/questions/?{query}"))) == sorted(expected)
    if "sort=-title" in query:
        assert titles(signed_in(cast.kaede).get(f"/questions/?{query}")) == expected


def test_an_empty_list_says_what_to_do(cast, signed_in):
    text = signed_in(cast.kaede).get("/questions/").content.decode()
    assert "様式は、まだありません。" in text
    assert "/questions/library/" in text
    assert "条件に合う様式はありません。" in signed_in(cast.kaede).get("/questions/?kw=なし").content.decode()


def test_a_page_costs_the_same_whatever_is_on_it(cast, make, signed_in):
    client = signed_in(cast.kaede)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    one = make(cast.ishinomaki, "様式0", cast.kaede, published=True)
    few = queries("/questions/"), queries(f"/questions/{one.pk}/")
    for number in range(8):
        make(cast.ishinomaki, f"様式{number + 1}", cast.kaede, published=number % 2 == 0)
    for _ in range(3):
        start_draft(one, by=cast.kaede)
        publish(one, by=cast.kaede)
    assert (queries("/questions/"), queries(f"/questions/{one.pk}/")) == few


def test_a_shared_template_shows_others_what_was_published_and_no_more(cast, make, signed_in):
    shared = make(cast.prefecture, "配られたひな形", cast.sato, published=True, shared=True)
    start_draft(shared, by=cast.sato)
    client = signed_in(cast.kaede)
    overview = client.get(f"/questions/{shared.pk}/")
    text = overview.content.decode()
    assert "このひな形で作る" in text
    assert "設問を編集する" not in text
    assert "佐藤" not in text
    assert [version.number for version in overview.context["versions"]] == [1]
    base = f"/questions/{shared.pk}"
    assert client.get(f"{base}/versions/1/").status_code == 200
    assert client.get(f"{base}/versions/1/differences/").status_code == 200
    for address in ("versions/2", "versions/2/differences", "versions/2/affected"):
        assert client.get(f"{base}/{address}/").status_code == 404, address
    for address in ("settings", "deletion", "publication", "draft/removal", "versions/1/affected"):
        assert client.get(f"{base}/{address}/").status_code == 403, address


def test_from_last_years_to_this_years(cast, make, signed_in):
    last = make(cast.ishinomaki, "令和7年度 投票の状況", cast.kaede)
    client = signed_in(cast.kaede)
    page = client.get(f"/questions/new/?start=questionnaire-{last.pk}")
    assert page.context["form"]["title"].value() == "令和8年度 投票の状況"
    data = {"title": "令和8年度 投票の状況", "owner": cast.ishinomaki.pk, "start": f"questionnaire-{last.pk}"}
    client.post("/questions/new/", data)
    made = Questionnaire.objects.exclude(pk=last.pk).get()
    assert (made.copied_from, made.draft.definition, made.is_template) == (last, ONE, False)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("令和7年度 調査", "令和8年度 調査"),
        ("令和元年度の調査", "令和2年度の調査"),
        ("令和１０年度", "令和11年度"),
        ("令和7年10月の調査", "令和7年10月の調査"),
        ("調査", "調査"),
    ],
)
def test_the_year_of_a_title_goes_on(title, expected):
    assert next_year(title) == expected


def test_nothing_is_taken_from_what_one_may_not_see(cast, make, signed_in):
    secret = make(cast.shiroishi, "白石市の様式", cast.yui)
    draft = make(cast.prefecture, "公開前のひな形", cast.sato, shared=True)
    client = signed_in(cast.kaede)
    for hidden in (
        f"questionnaire-{secret.pk}",
        f"questionnaire-{draft.pk}",
        "library-nothing",
        "questionnaire-x",
        "?",
    ):
        page = client.get("/questions/new/", {"start": hidden})
        assert page.status_code == 200
        assert "白石市の様式" not in page.content.decode()
        refused = client.post("/questions/new/", {"title": "写し", "owner": cast.ishinomaki.pk, "start": hidden})
        assert refused.status_code == 422
    assert (
        client.post("/questions/new/", {"title": "写し", "owner": cast.shiroishi.pk, "start": "empty"}).status_code
        == 422
    )
    assert not Questionnaire.objects.filter(title="写し").exists()


def test_a_shared_template_is_taken_as_it_was_published(cast, make, signed_in):
    shared = make(cast.prefecture, "配られたひな形", cast.sato, published=True, shared=True)
    draft = start_draft(shared, by=cast.sato)
    draft.content = Definition().to_json()
    draft.save()
    client = signed_in(cast.kaede)
    data = {"title": "写し", "owner": cast.ishinomaki.pk, "start": f"questionnaire-{shared.pk}"}
    client.post("/questions/new/", data)
    made = Questionnaire.objects.get(title="写し")
    assert made.draft.definition == ONE
    overview = client.get(f"/questions/{made.pk}/")
    assert "配られたひな形" in overview.content.decode()
