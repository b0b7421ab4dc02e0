"""Building a questionnaire: conditions, checks, taking questions over, preview."""

from django.urls import path

from core.questions.views.rules.conditions import ConditionView

urlpatterns = [
    path("<int:pk>/builder/questions/<slug:key>/condition/", ConditionView.as_view(), name="condition"),
]
