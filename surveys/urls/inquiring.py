"""Questions about a survey."""

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = []
