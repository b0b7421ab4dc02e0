"""Answering a questionnaire to try it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
