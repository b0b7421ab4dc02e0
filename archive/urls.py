from django.urls import path

from archive.views import composing, lists, records, searches, sending

app_name = "archive"
urlpatterns = [
    path("", lists.NoticeListView.as_view(), name="list"),
    path("tags/", lists.TagCompletionView.as_view(), name="tags"),
    path("issuers/", lists.IssuerCompletionView.as_view(), name="issuers"),
    path("searches/", searches.SavedSearchListView.as_view(), name="searches"),
    path("searches/<int:pk>/deletion/", searches.SavedSearchDeletionView.as_view(), name="search_deletion"),
    path("new/", composing.NewNoticeView.as_view(), name="new"),
    path("addressees/", composing.AddresseeCountView.as_view(), name="addressees"),
    path("<int:pk>/", records.NoticeView.as_view(), name="notice"),
    path("<int:pk>/edit/", composing.EditNoticeView.as_view(), name="edit"),
    path("<int:pk>/copies/", composing.CopyView.as_view(), name="copies"),
    path("<int:pk>/deletion/", composing.DraftDeletionView.as_view(), name="deletion"),
    path("<int:pk>/publication/", sending.PublicationView.as_view(), name="publication"),
    path("<int:pk>/schedule/", sending.ScheduleCancellationView.as_view(), name="unschedule"),
    path("<int:pk>/withdrawal/", sending.WithdrawalView.as_view(), name="withdrawal"),
    path("<int:pk>/deliveries/", sending.DeliveriesView.as_view(), name="deliveries"),
    path("<int:pk>/reminders/", sending.RemindersView.as_view(), name="reminders"),
    path("<int:pk>/acknowledgement/", records.AcknowledgementView.as_view(), name="acknowledgement"),
    path("<int:pk>/attachments.zip", records.AttachmentsZipView.as_view(), name="attachments_zip"),
]
