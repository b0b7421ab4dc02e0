"""Watching, returning, reminding."""

from django.urls import URLPattern, path

from surveys.views import answer_pdf, board, extending, judging, proxying, reminding, responses

ONE = "<int:pk>/responses/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("<int:pk>/board/", board.BoardView.as_view(), name="board"),
    path("<int:pk>/acceptances/", board.AcceptancesView.as_view(), name="acceptances"),
    path("<int:pk>/reminders/", reminding.RemindersView.as_view(), name="reminders"),
    path("<int:pk>/reminders/record/", reminding.ReminderRecordView.as_view(), name="reminder_record"),
    path(ONE, responses.ResponseView.as_view(), name="response"),
    path(f"{ONE}pdf/", answer_pdf.ResponsePdfView.as_view(), name="response_pdf"),
    path(f"{ONE}submissions/<int:edit>/", responses.SubmissionView.as_view(), name="submission"),
    path(f"{ONE}return/", judging.ReturnView.as_view(), name="return"),
    path(f"{ONE}acceptance/", judging.AcceptanceView.as_view(), name="acceptance"),
    path(f"{ONE}exemption/", judging.ExemptionView.as_view(), name="exemption"),
    path(f"{ONE}extension/", extending.ExtensionView.as_view(), name="extension"),
    path(f"{ONE}proxy/", proxying.ProxyView.as_view(), name="proxy"),
    path(f"{ONE}proxy/form/", proxying.ProxyFormView.as_view(), name="proxy_form"),
    path(f"{ONE}proxy/draft/", proxying.ProxyDraftView.as_view(), name="proxy_draft"),
    path(f"{ONE}proxy/confirm/", proxying.ProxyConfirmView.as_view(), name="proxy_confirm"),
    path(f"{ONE}proxy/merge/", proxying.ProxyMergeView.as_view(), name="proxy_merge"),
]
