"""The way out of the outbox: one connection to the mail server, reused from mail to mail."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.module_loading import import_string

from core.notifications.troubles import Deferred, ServerTrouble, judge


class Transport:
    """Built from settings.MAIL_TRANSPORT; any of Django's mail backends will do."""

    def __init__(self) -> None:
        options: dict[str, Any] = dict(settings.MAIL_TRANSPORT)
        self._backend = import_string(options.pop("BACKEND"))(fail_silently=False, **options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def ready(self) -> None:
        """Connected, and the server still answers: asked before a mail is claimed, so that a server that is away (or
        has hung up after its share of mails) costs no mail an attempt. Raises ServerTrouble."""
        connection = getattr(self._backend, "connection", None)
        if connection is not None and not _answers(connection):
            self._close()
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            self._close()
            said = judge(error).reply if isinstance(error, smtplib.SMTPResponseException) else type(error).__name__
            raise ServerTrouble(said) from error

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail over. Raises Refused, Deferred or ServerTrouble."""
        try:
            self._backend.send_messages([mail])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            trouble = judge(error)
            if isinstance(trouble, (Deferred, ServerTrouble)):
                self._close()  # its state is not known
            raise trouble from error

    def _close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self._backend.close()


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False
