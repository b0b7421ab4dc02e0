"""The public's addresses: /forms/<slug>/ and what belongs to it."""

from django.urls import path

from publicforms.views.public import challenge, done, filling

app_name = "entry"

urlpatterns = [
    path("<slug:slug>/", filling.FillingView.as_view(), name="form"),
    path("<slug:slug>/following/", filling.FollowingView.as_view(), name="following"),
    path("<slug:slug>/challenge/", challenge.ChallengeView.as_view(), name="challenge"),
    path("<slug:slug>/done/<str:key>/", done.DoneView.as_view(), name="done"),
]
