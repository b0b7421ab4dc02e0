"""Building a questionnaire: its questions."""

from django.urls import path

from core.questions.views.building.arranging import (
    CopyView,
    NewQuestionView,
    OrderView,
    RedoView,
    RemovalView,
    UndoView,
)
from core.questions.views.building.page import BuilderView
from core.questions.views.building.question import QuestionView

urlpatterns = [
    path("<int:pk>/builder/", BuilderView.as_view(), name="builder"),
    path("<int:pk>/builder/questions/", NewQuestionView.as_view(), name="question_new"),
    path("<int:pk>/builder/questions/<slug:key>/", QuestionView.as_view(), name="question"),
    path("<int:pk>/builder/order/", OrderView.as_view(), name="question_order"),
    path("<int:pk>/builder/copies/", CopyView.as_view(), name="question_copy"),
    path("<int:pk>/builder/removal/", RemovalView.as_view(), name="question_removal"),
    path("<int:pk>/builder/undo/", UndoView.as_view(), name="undo"),
    path("<int:pk>/builder/redo/", RedoView.as_view(), name="redo"),
]
