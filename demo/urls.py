from django.urls import path

from demo.components import ComponentsView
from demo.views_mail import MailHtmlView, MailListView, MailView

app_name = "demo"
urlpatterns = [
    path("mail/", MailListView.as_view(), name="mail_list"),
    path("mail/<int:pk>/", MailView.as_view(), name="mail"),
    path("mail/<int:pk>/html/", MailHtmlView.as_view(), name="mail_html"),
    path("components/", ComponentsView.as_view(), name="components"),
]
