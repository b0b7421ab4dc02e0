"""What one person may ask of an office: what is kept of me, a copy of it, erase it. Over all forms at once."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views import View
from django.views.generic import TemplateView

from core import clock
from core.files.pdf import PdfNotMade, pdf_response
from core.people import audit
from core.people.csv_cells import csv_lines
from core.people.requests import SignedInRequest
from publicforms.forms.keeping import ErasureForm, PersonForm
from publicforms.models import Submission
from publicforms.people import (
    MOST,
    as_json,
    as_pdf,
    as_rows,
    erasable_by,
    found_by,
    personal_forms,
    read,
    submissions_of_people,
)
from publicforms.services.erasing import erase_submissions

logger = logging.getLogger(__name__)
HEADER = ("フォーム", "受付番号", "項目", "内容")
NONE_CHOSEN = "申込を選んでください。"


class PersonalMixin(View):
    """For those who see personal answers of any form; to everybody else a 403."""

    request: SignedInRequest

    def dispatch(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> Any:
        if not personal_forms(request.user).exists():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def chosen(self) -> QuerySet[Submission]:
        """Of those that were ticked the ones that the person may read; what is no id counts for nothing."""
        texts = self.request.POST.getlist("chosen")[:MOST]
        ids = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 20]
        return submissions_of_people(self.request.user).filter(pk__in=ids).order_by("form__title", "pk")


class PeopleView(PersonalMixin, TemplateView):
    template_name = "publicforms/manage/keeping/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, form = self.request.user, PersonForm(self.request.GET or None)
        rows, more = [], False
        if form.is_bound and form.is_valid():
            found = found_by(form.cleaned_data["q"], user).order_by("-submitted_at", "-pk")
            rows = read(found[: MOST + 1])
            rows, more = rows[:MOST], len(rows) > MOST
            if rows:
                owners = {one.submission.form.owner_id for one in rows}
                for owner in owners:
                    audit.record("people.searched", by=user, organization=owner, number=len(rows))
        is_searched = form.is_bound and form.is_valid()
        return super().get_context_data(form=form, rows=rows, more=more, is_searched=is_searched, most=MOST, **kwargs)

    def render_to_response(self, context: dict[str, Any], **known: Any) -> HttpResponse:
        form = context["form"]
        refused = form.is_bound and not form.is_valid()
        return super().render_to_response(context, status=422 if refused else 200, **known)


class CopyView(PersonalMixin):
    """A file with all that is kept of the chosen submissions, for the person that they are of."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        kept = read(self.chosen(), in_full=True)
        if not kept:
            messages.error(request, NONE_CHOSEN)
            return redirect("forms:people")
        now, sort = clock.now(), request.POST.get("format")
        name = f"個人情報の写し_{now:%Y%m%d}"
        match sort:
            case "json":
                text = json.dumps(as_json(kept), ensure_ascii=False, indent=2, default=str)
                response = _file(text.encode(), "application/json; charset=utf-8", f"{name}.json")
            case "csv":
                text = "".join(csv_lines(HEADER, as_rows(kept)))
                response = _file(text.encode(), "text/csv; charset=utf-8", f"{name}.csv")
            case _:
                sort = "pdf"
                try:
                    response = pdf_response(as_pdf(kept, by=request.user, at=now), f"{name}.pdf")
                except PdfNotMade:
                    logger.warning("no PDF of %s submissions", len(kept), exc_info=True)
                    messages.error(request, "PDFを作れませんでした。CSVまたはJSONでお試しください。")
                    return redirect("forms:people")
        for form in {one.submission.form for one in kept}:
            receipts = [one.submission.receipt for one in kept if one.submission.form_id == form.pk]
            audit.record(
                "person.given_out",
                form,
                by=request.user,
                organization=form.owner_id,
                receipts=receipts,
                format=sort.upper(),
            )
        return response


class PeopleErasureView(PersonalMixin):
    """Says what goes of the chosen ones, then erases them."""

    template_name = "publicforms/manage/keeping/people_erase.html"

    def get(self, request: SignedInRequest) -> HttpResponse:
        return redirect("forms:people")

    def post(self, request: SignedInRequest) -> HttpResponse:
        chosen = self.chosen()
        mine = erasable_by(request.user, chosen)
        rows = read(mine)
        left = chosen.count() - len(rows)
        if not rows and left:
            raise PermissionDenied
        if not rows:
            messages.error(request, NONE_CHOSEN)
            return redirect("forms:people")
        form = ErasureForm(request.POST if "words" in request.POST else None)
        if form.is_bound and form.is_valid():
            number = erase_submissions(mine.order_by(), by=request.user)
            messages.success(request, f"申込{number:,}件を消去しました。")
            return redirect("forms:people")
        known = {"form": form, "rows": rows, "left": left}
        return render(request, self.template_name, known, status=422 if form.is_bound else 200)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
