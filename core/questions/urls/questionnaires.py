"""Questionnaires, their versions, the library of templates."""

from django.urls import path

from core.questions.views.questionnaires import library, life, lists, publishing, records, versions

urlpatterns = [
    path("", lists.QuestionnaireListView.as_view(), name="list"),
    path("new/", life.NewQuestionnaireView.as_view(), name="new"),
    path("library/", library.LibraryView.as_view(), name="library"),
    path("library/<slug:slug>/", library.LibraryItemView.as_view(), name="library_item"),
    path("<int:pk>/", records.QuestionnaireView.as_view(), name="questionnaire"),
    path("<int:pk>/settings/", life.ChangeView.as_view(), name="change"),
    path("<int:pk>/deletion/", life.DeletionView.as_view(), name="deletion"),
    path("<int:pk>/publication/", publishing.PublicationView.as_view(), name="publication"),
    path("<int:pk>/draft/", life.DraftView.as_view(), name="draft"),
    path("<int:pk>/draft/removal/", life.DraftRemovalView.as_view(), name="draft_removal"),
    path("<int:pk>/versions/<int:number>/", versions.VersionView.as_view(), name="version"),
    path(
        "<int:pk>/versions/<int:number>/differences/",
        versions.VersionDifferencesView.as_view(),
        name="version_differences",
    ),
    path("<int:pk>/versions/<int:number>/affected/", versions.AffectedView.as_view(), name="affected"),
]
