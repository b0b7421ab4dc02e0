from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "調査・照会"

    def ready(self) -> None:
        from core.files.registry import register_access
        from surveys.file_access import openable_by

        register_access("surveys", openable_by)
