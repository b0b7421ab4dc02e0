"""The office's addresses: /forms/manage/."""

from django.urls import URLPattern

from publicforms.urls import keeping, making, tabulating, texts

app_name = "forms"

urlpatterns: list[URLPattern] = [
    *keeping.urlpatterns,
    *making.urlpatterns,
    *tabulating.urlpatterns,
    *texts.urlpatterns,
]
