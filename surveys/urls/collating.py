"""The total, and all answers to take along."""

from django.urls import URLPattern, path

from surveys.views import collating, collating_files, exporting

urlpatterns: list[URLPattern] = [
    path("<int:pk>/collation/", collating.CollationView.as_view(), name="collation"),
    path("<int:pk>/collation/print/", collating.CollationPrintView.as_view(), name="collation_print"),
    path("<int:pk>/collation/<str:key>/", collating.CollationQuestionView.as_view(), name="collation_question"),
    path("<int:pk>/export/", exporting.ExportView.as_view(), name="export"),
    path("<int:pk>/files.zip", collating_files.FilesZipView.as_view(), name="files_zip"),
]
