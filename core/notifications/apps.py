from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    name = "core.notifications"
    verbose_name = "お知らせメール"

    def ready(self) -> None:
        autodiscover_modules("messages_out")  # each room's kinds of message
