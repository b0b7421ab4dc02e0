"""The form's texts in other languages."""

from django.urls import path

from publicforms.views.manage import texts

urlpatterns = [path("<int:pk>/texts/<str:language>/", texts.TextsView.as_view(), name="texts")]
