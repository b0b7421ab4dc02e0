"""Composing and issuing."""

from django.urls import URLPattern, path

from archive.views.composing import AddresseeCountView
from surveys.views import (
    asked_before,
    calendar,
    changing,
    composing,
    issuing,
    life,
    lists,
    records,
    replacing,
    replacing_files,
)

urlpatterns: list[URLPattern] = [
    path("", lists.SurveyListView.as_view(), name="list"),
    path("new/", composing.NewSurveyView.as_view(), name="new"),
    path("asked-before/", asked_before.AskedBeforeView.as_view(), name="asked_before"),
    path("addressees/", AddresseeCountView.as_view(), name="addressees"),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("<int:pk>/", records.SurveyView.as_view(), name="survey"),
    path("<int:pk>/edit/", composing.EditSurveyView.as_view(), name="edit"),
    path("<int:pk>/deletion/", composing.DraftDeletionView.as_view(), name="deletion"),
    path("<int:pk>/issue/", issuing.IssueView.as_view(), name="issue"),
    path("<int:pk>/copies/", life.CopyView.as_view(), name="copies"),
    path("<int:pk>/closing/", life.ClosingView.as_view(), name="closing"),
    path("<int:pk>/reopening/", life.ReopeningView.as_view(), name="reopening"),
    path("<int:pk>/withdrawal/", life.WithdrawalView.as_view(), name="withdrawal"),
    path("<int:pk>/announcements/", changing.AnnouncementView.as_view(), name="announcement"),
    path("<int:pk>/due/", changing.DueView.as_view(), name="due"),
    path("<int:pk>/form-sheet/", replacing.SheetReplacementView.as_view(), name="sheet_replacement"),
    path(
        "<int:pk>/files/<int:file_pk>/replacement/",
        replacing_files.FileReplacementView.as_view(),
        name="file_replacement",
    ),
]
