from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "core.jobs"
    verbose_name = "処理"

    def ready(self) -> None:
        autodiscover_modules("work")  # each room's work.py registers what it can do
        autodiscover_modules("backlog")  # and what waits or failed in its own tables
