from django.urls import path

from roster.views import reading, writing

app_name = "roster"
urlpatterns = [
    path("", reading.RosterView.as_view(), name="list"),
    path("<slug:code>/", reading.OrganizationRosterView.as_view(), name="organization"),
    path("<slug:code>/new/", writing.NewContactView.as_view(), name="new"),
    path("<slug:code>/<int:pk>/", writing.EditContactView.as_view(), name="edit"),
    path("<slug:code>/<int:pk>/removal/", writing.RemoveContactView.as_view(), name="remove"),
]
