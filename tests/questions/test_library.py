"""The templates that come with the product: sound, seen before they are used, taken over whole."""

from __future__ import annotations

import json

import pytest

from core.questions.library import FOLDER, library
from core.questions.models import Questionnaire
from core.questions.services.publishing import publish
from core.questions.troubles import troubles

SLUGS = list(library())


def test_the_eleven_that_town_halls_ask_with():
    assert [item.title for item in library().values()] == [
        "照会（自由記述と添付）",
        "調査票（統計表）",
        "出席報告",
        "日程調整",
        "事前回答",
        "職員アンケート",
        "投票立会人・選挙事務従事者の募集",
        "イベント参加申込",
        "検温記録",
        "安否確認",
        "意見募集",
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_template_has_no_troubles_and_not_even_hints(slug):
    assert troubles(library()[slug].definition) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_file_holds_nothing_that_is_not_read(slug):
    data = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    assert library()[slug].definition.to_json() == data["definition"]
    assert set(data) == {"order", "title", "about", "use_when", "definition"}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_template_is_seen_used_and_published(cast, signed_in, slug):
    client, item = signed_in(cast.kaede), library()[slug]
    page = client.get(f"/questions/library/{slug}/")
    assert page.status_code == 200
    for question in item.definition:
        assert question.label in page.content.decode()
    form = client.get(f"/questions/new/?start=library-{slug}")
    assert form.context["form"]["title"].value() == item.title
    made = client.post("/questions/new/", {"title": "写し", "owner": cast.ishinomaki.pk, "start": f"library-{slug}"})
    questionnaire = Questionnaire.objects.get()
    assert made["Location"] == f"/questions/{questionnaire.pk}/builder/"
    assert questionnaire.draft.definition == item.definition
    publish(questionnaire, by=cast.kaede)


def test_the_library_lists_them_and_knows_no_other(cast, signed_in):
    client = signed_in(cast.kaede)
    text = client.get("/questions/library/").content.decode()
    assert all(f"/questions/library/{slug}/" in text for slug in SLUGS)
    assert client.get("/questions/library/no-such-thing/").status_code == 404
