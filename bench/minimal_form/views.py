"""Page, confirm, done."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from bench.minimal_form.models import Application

TITLE = "投票立会人・選挙事務従事者の申込み"


class ApplicationForm(forms.ModelForm):
    class Meta:
        model = Application
        fields = ("name", "kana", "mail", "phone", "address", "birth", "job", "times", "car", "note")
        widgets = {"job": forms.RadioSelect, "car": forms.RadioSelect}


def page(request: HttpRequest) -> HttpResponse:
    form = ApplicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if "send" in request.POST:
            return redirect(f"/done/{form.save().pk}/")
        return render(request, "page.html", {"title": TITLE, "form": form, "confirming": True})
    return render(request, "page.html", {"title": TITLE, "form": form})


def done(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "page.html", {"title": TITLE, "done": Application.objects.get(pk=pk).pk})


urlpatterns = [path("", page), path("done/<int:pk>/", done)]
