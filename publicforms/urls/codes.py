"""One-time codes of a staff questionnaire."""

from django.urls import URLPattern, path

from publicforms.views.manage import codes

urlpatterns: list[URLPattern] = [
    path("<int:pk>/codes/", codes.CodesView.as_view(), name="codes"),
    path("<int:pk>/codes/voiding/", codes.VoidCodesView.as_view(), name="void_codes"),
]
