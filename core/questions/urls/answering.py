"""Answering a questionnaire to try it."""

from django.urls import URLPattern, path

from core.questions.views.answering import comparing, papers, trials

urlpatterns: list[URLPattern] = [
    path("<int:pk>/trials/", trials.TrialListView.as_view(), name="trials"),
    path("<int:pk>/trials/differences/", comparing.TrialDifferencesView.as_view(), name="trial_differences"),
    path("<int:pk>/versions/<int:number>/paper/", papers.PaperView.as_view(), name="paper"),
    path("trials/<int:pk>/", trials.TrialFormView.as_view(), name="trial"),
    path("trials/<int:pk>/draft/", trials.TrialDraftView.as_view(), name="trial_draft"),
    path("trials/<int:pk>/confirm/", trials.TrialConfirmView.as_view(), name="trial_confirm"),
    path("trials/<int:pk>/merge/", trials.TrialMergeView.as_view(), name="trial_merge"),
    path("trials/<int:pk>/sheet/", trials.TrialSheetView.as_view(), name="trial_sheet"),
    path("trials/<int:pk>/print/", trials.TrialPrintView.as_view(), name="trial_print"),
    path("trials/<int:pk>/prefill/", comparing.TrialPrefillView.as_view(), name="trial_prefill"),
    path("trials/<int:pk>/removal/", trials.TrialRemovalView.as_view(), name="trial_removal"),
]
