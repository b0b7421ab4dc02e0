"""Internal forms: which one may answer, and their entries."""

from django.urls import URLPattern, path

from publicforms.views.manage.entries import exporting, lists, records

ALL = "answerable/<int:pk>/"
ONE = f"{ALL}<slug:receipt>/"

urlpatterns: list[URLPattern] = [
    path("answerable/", lists.AnswerableView.as_view(), name="answerable"),
    path(ALL, lists.EntriesView.as_view(), name="entries"),
    path(f"{ALL}chart/", lists.EntriesChartView.as_view(), name="entries_chart"),
    path(f"{ALL}file/", exporting.EntriesExportView.as_view(), name="entries_file"),
    path(ONE, records.EntryRecordView.as_view(), name="entry_record"),
    path(f"{ONE}comments/", records.EntryCommentsView.as_view(), name="entry_comments"),
]
