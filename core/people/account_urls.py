"""Sign-in, second factor and sessions: django-allauth's pages, without those that nobody needs here."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
