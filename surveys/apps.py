from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = "調査・照会"

    def ready(self) -> None:
        from core.discussion.registry import register_subject
        from core.exports.registry import register
        from core.files.registry import register_access
        from core.search.registry import register_findable
        from surveys.exporting import SurveyAnswers, SurveyCrosstab
        from surveys.file_access import openable_by
        from surveys.models import Survey
        from surveys.services.finding import KIND
        from surveys.threads import SUBJECT

        register_access("surveys", openable_by)
        register(SurveyAnswers())
        register(SurveyCrosstab())
        register_subject(SUBJECT)
        register_findable(KIND, "調査の設問", lambda user: Survey.objects.visible_to(user).issued().values("pk"))
