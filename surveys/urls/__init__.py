"""The addresses of surveys, by what people do there."""

from surveys.urls import answering, collating, composing, inquiring, running, tabulating, yearly

app_name = "surveys"
urlpatterns = [
    *composing.urlpatterns,
    *yearly.urlpatterns,
    *answering.urlpatterns,
    *inquiring.urlpatterns,
    *running.urlpatterns,
    *collating.urlpatterns,
    *tabulating.urlpatterns,
]
