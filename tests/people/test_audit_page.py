"""The audit log's page and export: who sees what, filters, paging, words."""

import ast
import csv
import datetime
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from core import clock
from core.people import audit
from core.people.audit_words import ACTIONS, DETAILS, describe, name_actions
from core.people.csv_cells import neutralized
from core.people.models import AuditEntry

pytestmark = pytest.mark.django_db
URL = "/people/audit/"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def entries(cast):
    audit.record("notice.published", cast.ishinomaki, by=cast.sato, organization=cast.ishinomaki, organizations=35)
    audit.record("post.changed", cast.yui, by=cast.akira, organization=cast.shiroishi, before={"role": "member"})
    audit.record("person.sign_in_failed", by=None, ip="192.0.2.7")


def shown(client, **query) -> list[str]:
    response = client.get(URL, query)
    assert response.status_code == 200
    return [entry.action for entry in response.context["page"].rows]


def test_an_administrator_sees_all_newest_first_in_words(cast, entries, signed_in):
    response = signed_in(cast.kanda).get(URL)
    assert [entry.action for entry in response.context["page"].rows] == [
        "person.sign_in_failed",
        "post.changed",
        "notice.published",
    ]
    page = response.content.decode()
    for word in ("ログインの失敗", "所属を変更", "通知を発出", "接続元：192.0.2.7", "団体：35", "役割：団体担当者"):
        assert word in page


def test_a_manager_sees_what_concerns_the_own_organization(cast, entries, signed_in):
    assert shown(signed_in(cast.akira)) == ["post.changed"]
    assert shown(signed_in(cast.midori)) == ["notice.published"]
    assert shown(signed_in(cast.akira), organization=cast.ishinomaki.pk) == ["post.changed"], "not on offer: no filter"


@pytest.mark.parametrize("name", ["sato", "kaede"])
def test_others_are_refused(cast, entries, signed_in, name):
    client = signed_in(getattr(cast, name))
    assert client.get(URL).status_code == 403
    assert client.post(reverse("people:audit_export")).status_code == 403


def test_nobody_is_asked_to_sign_in(client, db):
    assert client.get(URL).status_code == 302
    assert client.post(reverse("people:audit_export")).status_code == 302


def test_filters(cast, entries, signed_in, move_clock):
    client = signed_in(cast.kanda)
    assert shown(client, q="石巻") == ["notice.published"]
    assert shown(client, person="佐藤") == ["notice.published"]
    assert shown(client, person="akira@") == ["post.changed"]
    assert shown(client, action="post.changed") == ["post.changed"]
    assert shown(client, organization=cast.shiroishi.pk) == ["post.changed"]
    today, tomorrow = clock.today(), clock.today() + datetime.timedelta(days=1)
    assert len(shown(client, since=today.isoformat(), until=today.isoformat())) == 3
    assert shown(client, since=tomorrow.isoformat()) == []
    assert shown(client, q="無い") == []


def test_bad_filters_filter_by_nothing_and_say_why(cast, entries, signed_in):
    response = signed_in(cast.kanda).get(URL, {"since": "2026-12-31", "until": "2026-01-01", "organization": "x"})
    assert len(response.context["page"].rows) == 3
    assert "期間の終わりが、始まりより前です。" in response.content.decode()
    assert signed_in(cast.kanda).get(URL, {"before": "９"}).status_code == 200
    assert signed_in(cast.kanda).get(URL, {"before": "9" * 40, "q": "\x00"}).status_code == 200


def test_paging_by_key_goes_there_and_back_and_keeps_the_filter(cast, signed_in):
    for number in range(120):
        audit.record("post.changed", by=cast.kanda, number=number)
    audit.record("post.ended", by=cast.kanda)
    client = signed_in(cast.kanda)
    seen, url = [], f"{URL}?action=post.changed"
    pages = []
    while url:
        page = client.get(url).context["page"]
        pages.append(page)
        seen += [entry.details["number"] for entry in page.rows]
        url = page.older and URL + page.older
        assert not url or "action=post.changed" in url
    assert seen == list(range(119, -1, -1))
    assert [len(page.rows) for page in pages] == [50, 50, 20]
    assert pages[0].newer == ""
    back = client.get(URL + pages[2].newer).context["page"]
    assert [entry.pk for entry in back.rows] == [entry.pk for entry in pages[1].rows]


def test_the_list_costs_the_same_queries_for_1_and_for_8(cast, signed_in, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(cast.kanda)
    counts = []
    for wanted in (1, 8):
        while AuditEntry.objects.count() < wanted:
            audit.record("post.changed", cast.yui, by=cast.akira, organization=cast.shiroishi)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- export -----------------------------------------------------------------------------------------------------------


def export(client, query="") -> list[list[str]]:
    response = client.post(reverse("people:audit_export") + query)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    data = b"".join(response.streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_export_holds_what_the_filter_shows_and_is_itself_in_the_log(cast, entries, signed_in):
    rows = export(signed_in(cast.kanda), "?action=post.changed")
    assert rows[0] == ["日時", "操作", "操作した人", "メールアドレス", "団体コード", "団体", "対象", "内容"]
    assert rows[1][1:4] == ["所属を変更", "明石 晃", "akira@shiroishi.example.jp"]
    assert rows[1][4:] == ["042064", "白石市", "油井 結", "変更前：役割：団体担当者"]
    assert len(rows) == 2
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.by) == ("audit.exported", cast.kanda)
    assert entry.details == {"filter": {"操作": "所属を変更"}}


def test_a_managers_export_holds_the_own_organization_only(cast, entries, signed_in):
    rows = export(signed_in(cast.akira), f"?organization={cast.ishinomaki.pk}")
    assert [row[5] for row in rows[1:]] == ["白石市"]
    assert AuditEntry.objects.order_by("-pk").first().organization == cast.shiroishi


@pytest.mark.parametrize(
    "text", ["=1+1", "+81", "-2", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", " =1", "\u3000＝1", "\nx"]
)
def test_formulas_are_neutralized_and_numbers_stay(text):
    assert neutralized(text) == f"'{text}"
    assert neutralized(-5) == -5
    assert neutralized("石巻市") == "石巻市"


def test_a_name_that_is_a_formula_is_neutralized_in_the_file(cast, signed_in):
    cast.yui.name = "=HYPERLINK(1)"
    cast.yui.save()
    audit.record("person.renamed", cast.yui, by=cast.yui)
    row = export(signed_in(cast.kanda))[1]
    assert (row[2], row[6]) == ("'=HYPERLINK(1)", "'=HYPERLINK(1)")


def test_exporting_by_get_is_refused(cast, signed_in):
    assert signed_in(cast.kanda).get(reverse("people:audit_export")).status_code == 405


# --- words ------------------------------------------------------------------------------------------------------------


ROOMS = ("core", "archive", "publicforms", "roster", "surveys", "portal")


def calls_in_source() -> Iterator[ast.Call]:
    """Whatever writes into the audit log in so many words."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
                if is_call and ast.unparse(node.func).endswith("record") and isinstance(node.args[0].value, str):
                    yield node


def test_every_action_in_the_source_has_a_japanese_name():
    """Add the action to `<room>/audit_labels.py`."""
    named = {call.args[0].value for call in calls_in_source()}
    assert len(named) > 100
    # Of cross-tables (core.questions.views.tabulated) the room's word stands before what was done.
    named |= {"form.chart_exported", "form.personal_tabulated", "survey.chart_exported"}
    assert named - ACTIONS.keys() == set()


def test_every_detail_in_the_source_has_a_japanese_name():
    """Add the detail to `<room>/audit_labels.py`."""
    named = {each.arg for call in calls_in_source() for each in call.keywords if each.arg}
    assert named - DETAILS.keys() - {"by", "organization", "subject"} == set()


def test_unknown_actions_and_details_show_their_code():
    assert audit.label("future.thing") == "future.thing"
    assert describe({"future": ["a", None, {"x": True}]}) == [("future", "a、なし、x：はい")]


def test_naming_an_action_twice_is_refused():
    with pytest.raises(ValueError, match=r"notice\.published"):
        name_actions({"notice.published": "別の名前"})
