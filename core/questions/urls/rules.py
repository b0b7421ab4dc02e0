"""Building a questionnaire: conditions, checks, taking questions over, preview."""

from django.urls import path

from core.questions.views.rules.checks import CheckRemovalView, ChecksView, CheckView
from core.questions.views.rules.conditions import ConditionView
from core.questions.views.rules.copying import CopyQuestionsView
from core.questions.views.rules.importing import ImportView
from core.questions.views.rules.preview import PreviewFollowingView, PreviewFrameView, PreviewView

urlpatterns = [
    path("<int:pk>/builder/questions/<slug:key>/condition/", ConditionView.as_view(), name="condition"),
    path("<int:pk>/builder/checks/", ChecksView.as_view(), name="checks"),
    path("<int:pk>/builder/checks/new/", CheckView.as_view(), name="check_new"),
    path("<int:pk>/builder/checks/<slug:key>/", CheckView.as_view(), name="check"),
    path("<int:pk>/builder/checks/<slug:key>/removal/", CheckRemovalView.as_view(), name="check_removal"),
    path("<int:pk>/builder/import/", ImportView.as_view(), name="import_questions"),
    path("<int:pk>/builder/copying/", CopyQuestionsView.as_view(), name="copy_questions"),
    path("<int:pk>/preview/", PreviewView.as_view(), name="preview"),
    path("<int:pk>/preview/frame/", PreviewFrameView.as_view(), name="preview_frame"),
    path("<int:pk>/preview/following/", PreviewFollowingView.as_view(), name="preview_following"),
]
