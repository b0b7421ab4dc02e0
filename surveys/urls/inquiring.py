"""Questions about a survey."""

from django.urls import URLPattern, path

from surveys.views import inquiring

urlpatterns: list[URLPattern] = [
    path("<int:pk>/inquiries/", inquiring.InquiriesView.as_view(), name="inquiries"),
    path("<int:pk>/inquiries/new/", inquiring.InquiryNewView.as_view(), name="inquiry_new"),
    path("<int:pk>/inquiries/<int:inquiry_pk>/", inquiring.InquiryView.as_view(), name="inquiry"),
]
