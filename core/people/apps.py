from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PeopleConfig(AppConfig):
    name = "core.people"
    verbose_name = "利用者と団体"

    def ready(self) -> None:
        from core.people import signing_in_audit  # noqa: F401 - connects its receivers
        from core.people.database_role import grant_application_role

        post_migrate.connect(grant_application_role, sender=self, dispatch_uid="application-role")
