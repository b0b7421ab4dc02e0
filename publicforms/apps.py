from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublicFormsConfig(AppConfig):
    name = "publicforms"
    verbose_name = "公開フォーム"

    def ready(self) -> None:
        from core.exports.registry import register
        from core.files.registry import register_access
        from publicforms.file_access import openable_by
        from publicforms.tables.exporting import FormAnswers, FormCrosstab, FormEntries

        register_access("publicforms", openable_by)

        from publicforms.database_role import grant_public_role

        post_migrate.connect(grant_public_role, sender=self, dispatch_uid="public-role")
        register(FormAnswers())
        register(FormCrosstab())
        register(FormEntries())
