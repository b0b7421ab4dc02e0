"""The total."""

from django.urls import URLPattern, path

from surveys.views import collating, collating_files

urlpatterns: list[URLPattern] = [
    path("<int:pk>/collation/", collating.CollationView.as_view(), name="collation"),
    path("<int:pk>/collation/print/", collating.CollationPrintView.as_view(), name="collation_print"),
    path("<int:pk>/collation/<str:key>/", collating.CollationQuestionView.as_view(), name="collation_question"),
    path("<int:pk>/collation.csv", collating_files.CollationCsvView.as_view(), name="collation_csv"),
    path("<int:pk>/files.zip", collating_files.FilesZipView.as_view(), name="files_zip"),
]
