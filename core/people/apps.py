from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "core.people"
    verbose_name = "利用者と団体"

    def ready(self) -> None:
        autodiscover_modules("audit_labels")  # each room names its actions

        if apps.is_installed("allauth.account"):  # nobody signs in on an internet-side node
            from core.people import signing_in_audit  # noqa: F401 - connects its receivers
        from core.people.database_role import grant_application_role

        post_migrate.connect(grant_application_role, sender=self, dispatch_uid="application-role")
