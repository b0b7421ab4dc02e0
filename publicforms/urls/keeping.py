"""Keeping and erasing; what one person may ask of an office, across all its forms."""

from django.urls import URLPattern, path

from publicforms.views.manage.keeping import people, retention

urlpatterns: list[URLPattern] = [
    path("<int:pk>/retention/", retention.RetentionView.as_view(), name="retention"),
    path("<int:pk>/retention/erasure/", retention.ErasureView.as_view(), name="erasure"),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/copy/", people.CopyView.as_view(), name="people_copy"),
    path("people/erasure/", people.PeopleErasureView.as_view(), name="people_erasure"),
]
