from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "roster"
    verbose_name = "担当者名簿"
