"""A page with one question of each kind that is more than a plain line, to be tried in a browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from core.questions.asking import ask
from core.questions.checking import check
from core.questions.definition import Definition, Need, Question
from core.questions.typed import typed_from
from portal.urls import urlpatterns as portal_urls

FILES = {"00000000-0000-0000-0000-000000000001": "石巻市_期日前投票所位置図（令和8年10月1日現在）.pdf"}
CONSENT = "応募の際に入力された個人情報は、投票立会人の選任と連絡にだけ使います。\n\n選挙の期日から1年後に消去します。"
DEFINITION = Definition(
    (
        Question("name", "person_name", "氏名", need=Need.REQUIRED, settings={"with_kana": True, "single_name": True}),
        Question("home", "address", "住所", "住民票のある住所を入力してください。", Need.REQUIRED),
        Question("email", "email", "メールアドレス"),
        Question("phone", "phone", "日中につながる電話番号", need=Need.SOFT),
        Question("reason", "long_text", "応募の動機", need=Need.REQUIRED, settings={"max_length": 400}),
        Question("papers", "file", "位置図", may_be_na=True, settings={"max_files": 3, "families": ["pdf", "image"]}),
        Question("consent", "consent", "個人情報の取扱い", need=Need.REQUIRED, settings={"text": CONSENT}),
    )
)
PAGE = Template(
    '{% extends "base.html" %}{% block title %}回答{% endblock %}{% block main %}<h1>回答</h1>'
    '<form method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}'
    '<button name="save" hidden>保存</button>'
    '{% for asked in page %}{% include "questions/_question.html" %}{% endfor %}'
    '<button class="mu-button" name="save">保存</button></form>{% endblock %}'
)
received: list[dict[str, list[str]]] = []


def controls(request: HttpRequest) -> HttpResponse:
    """With ?wrong every required question is missing; what is posted is put into `received`."""
    typed = {"a.papers": list(FILES)} | typed_from(dict(request.POST.lists()))
    received.append(typed)
    checked = check(DEFINITION, typed, complete="wrong" in request.GET, files=FILES)
    page = ask(DEFINITION, typed, checked, files=FILES)
    return HttpResponse(PAGE.render(RequestContext(request, {"page": page})))


urlpatterns = [*portal_urls, path("controls/", controls)]
