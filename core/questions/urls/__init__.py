"""The addresses of the room, by what people come for."""

from core.questions.urls import answering, building, lookups, questionnaires, rules

app_name = "questions"

urlpatterns = [
    *questionnaires.urlpatterns,
    *building.urlpatterns,
    *rules.urlpatterns,
    *answering.urlpatterns,
    *lookups.urlpatterns,
]
