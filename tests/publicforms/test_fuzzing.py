"""Whatever strangers send to the public addresses: an answer below 500, without a trace of our insides or of theirs.

`make test` sends some hundred requests, `make test-long` 20,000 and more.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.questions.definition import Definition, Question
from core.questions.library import library
from publicforms.links.receipt import receipt_key
from publicforms.links.tokens import new_token
from publicforms.models import Form, Submission
from publicforms.views.public.filling import FillingView
from tests.publicforms.making import opened, submitted, typed

ADDRESS = "/forms/everything/"
MARKUP = """<i data-fuzz="x">'"</i>"""
NASTY = [
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ud800",
        "\u202eabc",
        "か゚",
        "髙﨑𠮷葛󠄀㋿—",
        "👨‍👩‍👧‍👦",
        "\r\nBcc: x@example.jp",
        "=1+1",
        "-1",
        "1e999",
    ),
    *(
        "NaN",
        "９９９",
        "a@b\nc@d",
        "x+y@日本語.jp",
        "0" * 400,
        "あ" * 20_000,
        "../../etc/passwd",
        "{{ 7 * 7 }}",
        "%s%n",
    ),
    *(
        "2026-02-30",
        "令和99年13月32日",
        "25:61",
        "999-9999",
        MARKUP,
        f"1{MARKUP}",
        "javascript:alert(1)",
        "' OR 1=1 --",
    ),
]
BUTTONS = ("confirm", "send", "go", "lookup", "more", "fill", "save", "remove", "checked", "page", "nothing")


def everything() -> list[Question]:
    """Questions of every kind, from all templates, under keys of their own."""
    found: list[Question] = []
    for item in library().values():
        definition: Definition = item.definition
        kinds = {question.kind for question in found}
        for question in definition.questions:
            if question.kind not in kinds and question.show_if is None and question.kind != "calculated":
                kinds.add(question.kind)
                found.append(Question(f"k{len(found)}", question.kind, question.label, settings=question.settings))
    return found


@pytest.fixture
def form(cast, transactional_db) -> Form:
    return opened(cast, *everything(), slug="everything", embed_origins=["https://www.example.jp"])


texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60), st.integers().map(str))


def names(form: Form) -> st.SearchStrategy[str]:
    """Controls of the form, parts of them that there are and are not, our hidden fields, and anything."""
    keys = [question.key for question in form.asked_version.definition]
    part = st.sampled_from(["", ".", ".other", ".family", ".na", ".reason", ".r1.c1", ".remove", ".1", ".0.x"])
    ours = st.sampled_from(["token", "version", "lang", "code", "page", "edit", "altcha", "csrfmiddlewaretoken"])
    control = st.builds(lambda key, part: f"a.{key}{part}", st.sampled_from(keys), part)
    return st.one_of(
        control, control, control, ours, st.text(max_size=20).map(lambda name: f"a.{name}"), st.text(max_size=20)
    )


def requests(form: Form) -> st.SearchStrategy[dict[str, object]]:
    fields = st.dictionaries(names(form), st.lists(texts, max_size=3), max_size=12)
    token = st.sampled_from(["good", "good", "good", "none", "cut", "other"])
    files = st.lists(
        st.tuples(st.sampled_from(["k0", "f.x", *(f"f.{q.key}" for q in form.asked_version.definition)]), texts),
        max_size=2,
    )
    return st.fixed_dictionaries(
        {"fields": fields, "token": token, "button": st.sampled_from(BUTTONS), "value": texts, "files": files}
    )


def send(form: Form, what: dict[str, object]) -> None:
    token = {"good": new_token(form).text, "none": "", "cut": new_token(form).text[:-3], "other": "1.x:y:z"}[
        what["token"]
    ]
    data: dict[str, object] = {"token": token, "version": str(form.version_id), "lang": "en"}
    data |= what["fields"]
    data[what["button"]] = what["value"] or "1"
    data |= {name: SimpleUploadedFile("x.txt", text.encode("utf-8", "replace")) for name, text in what["files"]}
    look_at(Client(raise_request_exception=False).post(ADDRESS, _encodable(data)))
    look_at(Client(raise_request_exception=False).post(f"{ADDRESS}following/", _encodable(data)))


def _encodable(data: dict[str, object]) -> dict[str, object]:
    """As a browser could send it: half a surrogate pair has no bytes; its escaped form is sent instead."""

    def one(value: object) -> object:
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if isinstance(value, str) else value

    return {
        one(name): [one(each) for each in value] if isinstance(value, list) else one(value)
        for name, value in data.items()
    }


def look_at(response) -> None:
    body = response.content.decode(errors="replace") if not response.streaming else ""
    assert response.status_code < 500, f"{response.status_code}: {body[:2000]}"
    assert "Traceback" not in body
    assert 'data-fuzz="x"' not in body
    for name, value in response.headers.items():
        assert "data-fuzz" not in value, name


ADDRESSES = ("", "following/", "done/{x}/", "challenge/", "resume/{x}/", "../mine/{x}/", "../refuse/{x}/", "save/")


@pytest.mark.parametrize("requests_sent", [150, pytest.param(10_000, marks=pytest.mark.long)])
def test_posts_of_anything_are_answered(form, requests_sent):
    @settings(max_examples=requests_sent // 2, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(requests(form))
    def run(what):
        send(form, what)

    run()


@pytest.mark.parametrize("requests_sent", [100, pytest.param(10_000, marks=pytest.mark.long)])
def test_addresses_of_anything_are_answered(form, requests_sent):
    key = receipt_key(submitted(form, {}))

    @settings(max_examples=requests_sent, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.sampled_from(ADDRESSES), st.one_of(texts, st.just(key), st.just(key[:-1])), texts, texts)
    def run(address, part, name, value):
        def quoted(text: str) -> str:
            return quote(text.encode("utf-8", "replace"), safe="")

        query = urlencode({name.encode("utf-8", "replace"): value.encode("utf-8", "replace"), "lang": "en"})
        path = (ADDRESS + address.format(x=quoted(part) or "x")).replace("everything/../", "")
        look_at(Client(raise_request_exception=False).get(f"{path}?{query}"))

    run()


@pytest.mark.expects_errors
def test_a_thousand_files_are_refused(form):
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(1000)]
    response = Client(raise_request_exception=False).post(
        ADDRESS, {**typed(), "token": new_token(form).text, "f.k0": files, "confirm": "1"}
    )
    assert 400 <= response.status_code < 500
    assert not Submission.objects.exists()


def test_control_markup_that_comes_back_is_noticed(form, monkeypatch):
    monkeypatch.setattr(FillingView, "post", lambda self, request: HttpResponse(request.POST.get("a.k0", "")))
    with pytest.raises(AssertionError):
        look_at(Client().post(ADDRESS, {"a.k0": MARKUP}))
