from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "core.discussion"
    label = "discussion"
    verbose_name = "やり取り"

    def ready(self) -> None:
        from core.discussion.file_access import openable_by
        from core.files.registry import register_access

        register_access("discussion", openable_by)
