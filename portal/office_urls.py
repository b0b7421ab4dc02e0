"""Home and announcements: the addresses that belong to no other room."""

from django.urls import path

from portal.views import announcements, home

urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("announcements/", announcements.AnnouncementListView.as_view(), name="announcements"),
    path("announcements/new/", announcements.NewAnnouncementView.as_view(), name="announcement_new"),
    path("announcements/<int:pk>/", announcements.AnnouncementView.as_view(), name="announcement"),
    path("announcements/<int:pk>/edit/", announcements.EditAnnouncementView.as_view(), name="announcement_edit"),
    path("announcements/<int:pk>/end/", announcements.AnnouncementEndView.as_view(), name="announcement_end"),
]
