"""What the form looks up while somebody fills it in."""

from django.urls import path

from core.questions.views import lookups

urlpatterns = [path("postcodes/<str:code>/", lookups.PostcodeView.as_view(), name="postcode")]
