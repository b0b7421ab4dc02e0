from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "core.questions"
    label = "questions"
    verbose_name = "様式"

    def ready(self) -> None:
        from core.files.registry import register_access
        from core.questions.file_access import openable_by

        register_access("questions", openable_by)
