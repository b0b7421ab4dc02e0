"""Building a questionnaire: its questions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
