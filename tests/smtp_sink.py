"""A real SMTP server in the test's process, which answers as it is told and keeps what it accepts."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import socket
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class Received:
    to: str
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return self.message["Message-ID"]


@dataclass
class SmtpSink:
    """`answers` by recipient, `answer_to_all` and `answer_to_data` are SMTP replies ("451 4.3.0 Later"); `hang` lists
    recipients whose mail is never answered; `pause` is how long each mail takes; after every `hangs_up_after` mails the
    server closes the connection; `down()` and `up()` close and open the server."""

    answers: dict[str, str] = field(default_factory=dict)
    answer_to_all: str = ""
    answer_to_sender: str = ""
    answer_to_data: str = ""
    hang: set[str] = field(default_factory=set)
    pause: float = 0.0
    hangs_up_after: int = 0
    received: list[Received] = field(default_factory=list)
    attempts: Counter = field(default_factory=Counter)
    connections: int = 0

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller: Controller | None = None

    def up(self) -> None:
        self._controller = _Controller(self, hostname="127.0.0.1", port=self.port, decode_data=False)
        self._controller.start()

    def down(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    @property
    def transport(self) -> dict:
        """For settings.MAIL_TRANSPORT."""
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "host": "127.0.0.1",
            "port": self.port,
            "timeout": 1,
        }

    def to(self, address: str) -> list[Received]:
        return [each for each in self.received if each.to == address]

    def wait_for(self, mails: int, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while len(self.received) < mails:
            assert time.monotonic() < until, f"{len(self.received)} of {mails} mails arrived"
            time.sleep(0.01)

    # --- aiosmtpd's handler -----------------------------------------------------------------------------------------

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        if self.answer_to_sender:
            return self.answer_to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list) -> str:
        self.attempts[address] += 1
        answer = self.answers.get(address) or self.answer_to_all
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.pause:
            await asyncio.sleep(self.pause)
        if self.hang.intersection(envelope.rcpt_tos):
            await asyncio.sleep(3600)
        if self.answer_to_data:
            return self.answer_to_data
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received += [Received(to, message) for to in envelope.rcpt_tos]
        if self.hangs_up_after and len(self.received) % self.hangs_up_after == 0:
            asyncio.get_running_loop().call_later(0.01, server.transport.close)
            await server.push("250 OK")
            await asyncio.sleep(0.1)
        return "250 OK"


class _Controller(Controller):
    def __init__(self, sink: SmtpSink, **kwargs) -> None:
        super().__init__(sink, **kwargs)
        self._sink = sink

    def factory(self) -> SMTP:
        self._sink.connections += 1
        return super().factory()


@pytest.fixture
def smtp(settings) -> Iterator[SmtpSink]:
    """The mail server to which the outbox is emptied in this test."""
    sink = SmtpSink()
    sink.up()
    settings.MAIL_TRANSPORT = sink.transport
    sink.connections = 0  # the controller made one to see whether it is up
    yield sink
    sink.down()
