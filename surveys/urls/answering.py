"""Answering for an organization."""

from django.urls import URLPattern, path

from surveys.views import answer_pdf
from surveys.views.answering import dividing, entrance, filling, reading, reviewing, steps

OWN = "<int:pk>/answer/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("<int:pk>/answer/", entrance.AnswerView.as_view(), name="answer"),
    path(OWN, entrance.AnswerPageView.as_view(), name="answer_form"),
    path(f"{OWN}start/", steps.StartView.as_view(), name="answer_start"),
    path(f"{OWN}draft/", filling.AnswerDraftView.as_view(), name="answer_draft"),
    path(f"{OWN}confirm/", filling.AnswerConfirmView.as_view(), name="answer_confirm"),
    path(f"{OWN}merge/", filling.AnswerMergeView.as_view(), name="answer_merge"),
    path(f"{OWN}sheet/", reading.AnswerSheetView.as_view(), name="answer_sheet"),
    path(f"{OWN}print/", reading.AnswerPrintView.as_view(), name="answer_print"),
    path(f"{OWN}pdf/", answer_pdf.AnswerPdfView.as_view(), name="answer_pdf"),
    path(f"{OWN}sections/", dividing.SectionsView.as_view(), name="answer_sections"),
    path(f"{OWN}sections/<int:section_pk>/done/", dividing.SectionDoneView.as_view(), name="section_done"),
    path(f"{OWN}review/", reviewing.ReviewView.as_view(), name="review"),
    path(f"{OWN}recall/", steps.RecallView.as_view(), name="recall"),
    path(f"{OWN}not-applicable/", steps.NotApplicableView.as_view(), name="not_applicable"),
]
