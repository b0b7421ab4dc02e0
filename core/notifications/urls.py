from django.urls import path

from core.notifications import views

app_name = "inbox"
urlpatterns = [
    path("", views.InboxView.as_view(), name="list"),
    path("<int:pk>/", views.EntryView.as_view(), name="open"),
    path("readings/", views.ReadView.as_view(), name="read"),
    path("preference/", views.PreferenceView.as_view(), name="preference"),
    path("failures/", views.FailuresView.as_view(), name="failures"),
    path("failures/retries/", views.RetryView.as_view(), name="retry"),
]
