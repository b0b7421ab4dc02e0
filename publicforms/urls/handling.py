"""What came in."""

from django.urls import URLPattern, path

from publicforms.views.manage.handling import bulk, entry, letters, lists, records

ALL = "<int:pk>/submissions/"
ONE = f"{ALL}<slug:receipt>/"
TEMPLATES = f"{ALL}letter-templates/"

urlpatterns: list[URLPattern] = [
    path(ALL, lists.SubmissionsView.as_view(), name="submissions"),
    path(f"{ALL}statuses/", bulk.StatusesView.as_view(), name="submission_statuses"),
    path(f"{ALL}assignments/", bulk.AssignmentsView.as_view(), name="submission_assignments"),
    path(f"{ALL}letters/", letters.LettersView.as_view(), name="letters"),
    path(TEMPLATES, letters.LetterTemplatesView.as_view(), name="letter_templates"),
    path(f"{TEMPLATES}<int:template>/", letters.LetterTemplateView.as_view(), name="letter_template"),
    path(
        f"{TEMPLATES}<int:template>/deletion/",
        letters.LetterTemplateDeletionView.as_view(),
        name="letter_template_deletion",
    ),
    path(f"{ALL}entry/", entry.EntryView.as_view(), name="entry"),
    path(f"{ALL}entry/following/", entry.EntryFollowingView.as_view(), name="entry_following"),
    path(ONE, records.SubmissionView.as_view(), name="submission"),
    path(f"{ONE}print/", records.SubmissionPrintView.as_view(), name="submission_print"),
    path(f"{ONE}status/", records.SubmissionStatusView.as_view(), name="submission_status"),
    path(f"{ONE}assignment/", records.SubmissionAssignmentView.as_view(), name="submission_assignment"),
    path(f"{ONE}comments/", records.SubmissionCommentsView.as_view(), name="submission_comments"),
    path(f"{ONE}link/", records.SubmissionLinkView.as_view(), name="submission_link"),
    path(f"{ONE}withdrawal/", records.SubmissionWithdrawalView.as_view(), name="submission_withdrawal"),
]
