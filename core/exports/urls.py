"""One's exports: the list, how far each is, its file."""

from django.urls import path

from core.exports.views.exports import CancellationView, DecisionView, ExportView, FileView, RepetitionView
from core.exports.views.lists import ExportsView

app_name = "exports"
urlpatterns = [
    path("", ExportsView.as_view(), name="list"),
    path("<int:pk>/", ExportView.as_view(), name="export"),
    path("<int:pk>/file/", FileView.as_view(), name="file"),
    path("<int:pk>/decision/", DecisionView.as_view(), name="decision"),
    path("<int:pk>/cancellation/", CancellationView.as_view(), name="cancellation"),
    path("<int:pk>/repetition/", RepetitionView.as_view(), name="repetition"),
]
