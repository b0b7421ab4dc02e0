"""The office's addresses: /forms/manage/."""

from django.urls import URLPattern

from publicforms.urls import codes, handling, internal, keeping, making, tabulating, texts

app_name = "forms"

urlpatterns: list[URLPattern] = [
    *codes.urlpatterns,
    *handling.urlpatterns,
    *internal.urlpatterns,
    *keeping.urlpatterns,
    *making.urlpatterns,
    *tabulating.urlpatterns,
    *texts.urlpatterns,
]
