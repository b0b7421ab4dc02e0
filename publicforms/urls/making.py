"""Making forms, and their life from draft to withdrawal."""

from django.urls import URLPattern, path, re_path

from publicforms.views.manage.making import (
    creating,
    home,
    life,
    lists,
    places,
    preview,
    publishing,
    questions,
    rights,
    settings,
    sharing,
    statuses,
)

urlpatterns: list[URLPattern] = [
    path("", lists.FormListView.as_view(), name="list"),
    path("new/", creating.NewFormView.as_view(), name="new"),
    path("<int:pk>/", home.FormHomeView.as_view(), name="form"),
    path("<int:pk>/questions/", questions.QuestionsView.as_view(), name="questions"),
    path("<int:pk>/questions/moving-on/", publishing.MovingOnView.as_view(), name="moving_on"),
    path("<int:pk>/settings/", settings.SettingsView.as_view(), name="settings"),
    path("<int:pk>/places/", places.PlacesView.as_view(), name="places"),
    path("<int:pk>/statuses/", statuses.StatusesView.as_view(), name="statuses"),
    path("<int:pk>/statuses/order/", statuses.StatusOrderView.as_view(), name="status_order"),
    path("<int:pk>/statuses/<int:status>/", statuses.StatusView.as_view(), name="status"),
    path("<int:pk>/statuses/<int:status>/removal/", statuses.StatusRemovalView.as_view(), name="status_removal"),
    path("<int:pk>/rights/", rights.RightsView.as_view(), name="rights"),
    path("<int:pk>/sharing/", sharing.SharingView.as_view(), name="sharing"),
    re_path(r"^(?P<pk>[0-9]{1,18})/sharing/qr\.(?P<ending>svg|png)$", sharing.QrCodeView.as_view(), name="qr"),
    path("<int:pk>/preview/", preview.PreviewView.as_view(), name="preview"),
    path("<int:pk>/preview/frame/", preview.PreviewFrameView.as_view(), name="preview_frame"),
    path("<int:pk>/preview/following/", preview.PreviewFollowingView.as_view(), name="preview_following"),
    path("<int:pk>/publication/", publishing.PublicationView.as_view(), name="publication"),
    path("<int:pk>/closing/", life.ClosingView.as_view(), name="closing"),
    path("<int:pk>/reopening/", life.ReopeningView.as_view(), name="reopening"),
    path("<int:pk>/withdrawal/", life.WithdrawalView.as_view(), name="withdrawal"),
    path("<int:pk>/deletion/", life.DeletionView.as_view(), name="deletion"),
]
