"""How work stands: the overview, one job, driving dead jobs again."""

from django.urls import path

from core.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.OverviewView.as_view(), name="overview"),
    path("redriving/", views.RedriveView.as_view(), name="redrive"),
    path("<int:pk>/", views.JobView.as_view(), name="job"),
    path("<int:pk>/redriving/", views.RedriveOneView.as_view(), name="redrive_one"),
]
