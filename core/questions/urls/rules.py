"""Building a questionnaire: conditions, checks, taking questions over, preview."""

from django.urls import path

from core.questions.views.rules.conditions import ConditionView
from core.questions.views.rules.copying import CopyQuestionsView
from core.questions.views.rules.importing import ImportView

urlpatterns = [
    path("<int:pk>/builder/questions/<slug:key>/condition/", ConditionView.as_view(), name="condition"),
    path("<int:pk>/builder/import/", ImportView.as_view(), name="import_questions"),
    path("<int:pk>/builder/copying/", CopyQuestionsView.as_view(), name="copy_questions"),
]
