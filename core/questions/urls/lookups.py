"""What the form looks up while somebody fills it in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
