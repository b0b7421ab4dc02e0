from django.apps import AppConfig


class PublicFormsConfig(AppConfig):
    name = "publicforms"
    verbose_name = "公開フォーム"
