from django.urls import path

from core.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:pk>/", views.DownloadView.as_view(), name="download"),
    path("<uuid:pk>/preview/", views.PreviewView.as_view(), name="preview"),
    path("<uuid:pk>/pages/<int:number>/", views.PageView.as_view(), name="page"),
]
