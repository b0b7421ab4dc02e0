"""Filters, sorting and paging live in the address and keep each other."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory

from core.people.form_fields import JapaneseDateField
from core.people.listing import conditions, page_links, query_with


class Filter(forms.Form):
    q = forms.CharField(label="キーワード", required=False)
    state = forms.ChoiceField(label="状態", required=False, choices=[("", "すべて"), ("unread", "未読")])
    kinds = forms.MultipleChoiceField(label="種別", required=False, choices=[("市", [("c", "市")]), ("t", "町")])
    since = JapaneseDateField(label="発出日（から）", required=False)
    mine = forms.BooleanField(label="自分の担当だけ", required=False)


def render(template: str, query: str = "", **context) -> str:
    request = RequestFactory().get(f"/archive/?{query}")
    return Template("{% load portal_ui %}" + template).render(Context({"request": request, **context}))


def test_a_change_starts_at_the_first_page_again():
    assert query_with(QueryDict("q=a&page=3"), sort="title") == "?q=a&sort=title"
    assert query_with(QueryDict("q=a&page=3"), page=4) == "?q=a&page=4"
    assert query_with(QueryDict("q=a&q=b"), q=None) == "?"


def test_the_pager_keeps_the_filter():
    page = Paginator(range(1284), 50).get_page(2)
    links = page_links(page, QueryDict("q=投票&page=2"))
    assert [link.number for link in links] == [1, 2, 3, None, 26]
    assert all("q=" in link.query for link in links if link.number)
    html = render("{% pager page %}", "q=投票", page=page)
    assert html.count('aria-current="page"') == 1
    assert 'rel="next"' in html


def test_one_page_needs_no_pager():
    assert "mu-pager" not in render("{% pager page %}", page=Paginator(range(3), 50).get_page(1))


@pytest.mark.parametrize(
    ("query", "state", "link"),
    [
        ("", 'aria-sort="descending"', "?sort=issued_on"),
        ("sort=issued_on", 'aria-sort="ascending"', "?sort=-issued_on"),
        ("sort=title&page=2", "", "?sort=issued_on"),
    ],
)
def test_a_sortable_header_says_how_it_is_sorted(query, state, link):
    html = render('{% sort_header "発出日" "issued_on" default="-issued_on" %}', query)
    assert ("aria-sort" in html) == bool(state)
    assert state in html
    assert f'href="{link}"' in html


def test_the_conditions_in_force_can_be_taken_off_one_by_one():
    query = QueryDict("q=投票所&state=unread&kinds=c&kinds=t&since=R8.4.1&mine=on&sort=title&page=4")
    form = Filter(query)
    form.is_valid()
    found = conditions(form, query)
    assert [(one.label, one.value) for one in found] == [
        ("キーワード", "投票所"),
        ("状態", "未読"),
        ("種別", "市、町"),
        ("発出日（から）", "2026年4月1日(令和8年)"),
        ("自分の担当だけ", ""),
    ]
    assert "state" not in found[1].query_without
    assert "page" not in found[1].query_without
    assert "sort=title" in found[1].query_without


def test_an_unreadable_condition_is_none_and_the_rest_holds():
    query = QueryDict("q=a&since=x")
    form = Filter(query)
    form.is_valid()
    assert [one.label for one in conditions(form, query)] == ["キーワード"]


def test_the_filter_opens_its_second_part_when_it_is_in_use():
    tag = '{% filter_form form "絞り込み" main="q state" wide="q" %}'
    closed = render(tag, "q=a&sort=title", form=Filter(QueryDict("q=a")))
    opened = render(tag, "since=R8.4.1", form=Filter(QueryDict("since=R8.4.1")))
    assert "<details" in closed
    assert " open>" not in closed
    assert 'name="sort" value="title"' in closed
    assert " open>" in opened


def test_text_of_people_is_escaped_in_every_component():
    bad = "<script>alert(1)</script>"
    page = Paginator(range(100), 10).get_page(2)
    html = render(
        "{% chip bad %}{% crumb bad %}{% banner bad %}{{ bad }}{% endbanner %}{% tabs bad %}{% endtabs %}"
        "{% data_table bad %}{% enddata_table %}{% steps 1 bad %}{% progress 1 2 bad %}{% sort_header bad 'x' %}"
        "{% pager page %}",
        "q=<script>",
        bad=bad,
        page=page,
    )
    assert "<script" not in html


def test_shares_of_a_meter_add_up():
    html = render("{% meter segments %}", segments=[("done", "済", 1), ("rest", "未", 3)])
    assert 'width="25.00%"' in html
    assert 'x="25.00%"' in html
    assert "%" in render("{% meter segments %}", segments=[("done", "済", 0)])
