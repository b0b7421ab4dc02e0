"""The components page, a page on which every script has something to do, and the addresses that the frame leads to."""

from pathlib import Path

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import RequestContext, Template
from django.urls import include, path

from core.people.form_fields import JapaneseDateField
from demo.components import ComponentsView

PAGE = Template((Path(__file__).parent / "scripts.html").read_text(encoding="utf-8"))


class SampleForm(forms.Form):
    title = forms.CharField(label="件名")
    issued_on = JapaneseDateField(label="発出日", required=False)
    tags = forms.CharField(
        label="タグ", required=False, widget=forms.TextInput(attrs={"data-complete-url": "/look/tags/"})
    )


class UploadForm(forms.Form):
    attachment = forms.FileField(label="添付ファイル", widget=forms.ClearableFileInput)


ERRORS = ("400", "403", "403_csrf", "404", "413", "429", "500", "503")
received: list[str] = []


@login_not_required
def scripts(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST if "save" in request.POST else None, auto_id="s_%s")
    if request.method == "POST":
        received.append(",".join(sorted(request.POST)))
        if "save" not in request.POST or form.is_valid():
            messages.success(request, "受け付けました。")
            return redirect(request.path)
    return HttpResponse(PAGE.render(RequestContext(request, {"form": form, "upload": UploadForm(auto_id="u_%s")})))


@login_not_required
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES, auto_id="u_%s")
    if form.is_valid():
        messages.success(request, f"{form.cleaned_data['attachment'].size}バイトを受け取りました。")
        return redirect("/look/scripts/")
    return HttpResponse(PAGE.render(RequestContext(request, {"form": SampleForm(auto_id="s_%s"), "upload": form})))


@login_not_required
def tags(request: HttpRequest) -> JsonResponse:
    words = ["選挙", "選挙人名簿", "財政"]
    return JsonResponse([word for word in words if word.startswith(request.GET["q"])], safe=False)


@login_not_required
def error(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, f"errors/{code}.html")


@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.path)


urlpatterns = [
    path("", nothing, name="home"),
    path("inbox/", include(([path("", nothing, name="list"), path("settings/", nothing, name="preference")], "inbox"))),
    path("accounts/logout/", nothing, name="account_logout"),
    path("accounts/login/", nothing, name="account_login"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("look/components/", ComponentsView.as_view()),
    path("look/scripts/", scripts),
    path("look/upload/", upload),
    path("look/tags/", tags),
    *[path(f"look/errors/{code}/", error, {"code": code}) for code in ERRORS],
]
