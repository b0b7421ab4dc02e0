"""Questionnaires, their versions, the library of templates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
