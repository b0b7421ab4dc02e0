"""Building a questionnaire: conditions, checks, taking questions over, preview."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
