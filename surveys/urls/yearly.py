"""The yearly schedule."""

from django.urls import URLPattern, path

from surveys.views import yearly

urlpatterns: list[URLPattern] = [
    path("schedule/", yearly.ScheduleView.as_view(), name="schedule"),
    path("schedule/drafts/", yearly.DraftsView.as_view(), name="schedule_drafts"),
    path("<int:pk>/not-held/", yearly.NotHeldView.as_view(), name="not_held"),
]
