from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "core.search"
    verbose_name = "検索"
