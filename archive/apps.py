from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    verbose_name = "通知"

    def ready(self) -> None:
        from archive.file_access import openable_by
        from core.files.registry import register_access

        register_access("archive", openable_by)
