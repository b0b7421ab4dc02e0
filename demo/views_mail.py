"""`/demo/mail/`: the mails that would have left. Open to all, so that an invited person of the demonstration can be
played without an account."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp, csp_update
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import DetailView, ListView

from demo.models import DemoMail

# Links of a mail open a page of their own, outside the frame.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
# Mail needs its styles inline; this page shows nothing else and may do nothing else.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": SANDBOX.split(),
}


class MailFilter(forms.Form):
    q = forms.CharField(
        label="宛先・件名・本文", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )


@method_decorator(login_not_required, name="dispatch")
class OpenToAll:
    """No sign-in, and no search engine."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response


class MailListView(OpenToAll, ListView):
    model = DemoMail
    template_name = "demo/mail_list.html"
    paginator_class = Paginator
    paginate_by = 50

    def get_queryset(self) -> QuerySet[DemoMail]:
        self.filter = MailFilter(self.request.GET)
        found = super().get_queryset().defer("html", "text")
        if self.filter.is_valid() and self.filter.cleaned_data["q"]:
            q = self.filter.cleaned_data["q"]
            found = found.filter(Q(to__icontains=q) | Q(subject__icontains=q) | Q(text__icontains=q))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"filter": self.filter}


@method_decorator(csp_update({"frame-src": ["'self'"]}), name="dispatch")
class MailView(OpenToAll, DetailView):
    model = DemoMail
    template_name = "demo/mail.html"
    context_object_name = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"sandbox": SANDBOX}


@method_decorator([csp(MAIL_POLICY), xframe_options_sameorigin], name="dispatch")
class MailHtmlView(OpenToAll, View):
    """The HTML of one mail, for the frame in its page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        mail = get_object_or_404(DemoMail.objects.exclude(html=""), pk=pk)
        return HttpResponse(mail.html)
