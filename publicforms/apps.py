from django.apps import AppConfig


class PublicFormsConfig(AppConfig):
    name = "publicforms"
    verbose_name = "公開フォーム"

    def ready(self) -> None:
        from core.files.registry import register_access
        from publicforms.file_access import openable_by

        register_access("publicforms", openable_by)
