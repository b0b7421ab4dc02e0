"""The public's addresses: /forms/<slug>/ and what belongs to it."""

from django.urls import path

from publicforms.views.public import challenge, done, filling, refusing, saving
from publicforms.views.public.mine import correcting, page, withdrawing

app_name = "entry"

urlpatterns = [
    # Fixed words first: they are the names of no form (publicforms.making.addresses.RESERVED).
    path("mine/<str:key>/", page.MineView.as_view(), name="mine"),
    path("mine/<str:key>/letters/", page.LetterView.as_view(), name="letters"),
    path("mine/<str:key>/documents/", page.DocumentsView.as_view(), name="documents"),
    path("mine/<str:key>/files/<uuid:file>/", page.FileView.as_view(), name="file"),
    path("mine/<str:key>/correct/", correcting.CorrectView.as_view(), name="correct"),
    path("mine/<str:key>/correct/following/", correcting.CorrectFollowingView.as_view(), name="correct_following"),
    path("mine/<str:key>/withdraw/", withdrawing.WithdrawView.as_view(), name="withdraw"),
    path("refuse/<str:key>/", refusing.RefuseView.as_view(), name="refuse"),
    path("<slug:slug>/", filling.FillingView.as_view(), name="form"),
    path("<slug:slug>/following/", filling.FollowingView.as_view(), name="following"),
    path("<slug:slug>/challenge/", challenge.ChallengeView.as_view(), name="challenge"),
    path("<slug:slug>/done/<str:key>/", done.DoneView.as_view(), name="done"),
    path("<slug:slug>/save/", saving.SaveView.as_view(), name="save"),
    path("<slug:slug>/saved/", saving.SavedView.as_view(), name="saved"),
    path("<slug:slug>/resume/<str:key>/", saving.ResumeView.as_view(), name="resume"),
]
