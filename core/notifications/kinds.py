"""A kind of message is a class: what its mail says, and when it has become pointless.

Rooms register theirs in `<room>/messages_out.py`. The mail's body is `mail/<code, dots as slashes>.txt` and `.html`
where these templates exist, else `mail/default.*`, which shows title, facts, lines and link.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.notifications.models import Message, Notification


class MessageKind:
    """`code` is "<room>.<what happened>"; `label` is what people filter their inbox by."""

    code: str
    label: str
    # Mails of this kind overtake all others: somebody sits and waits for them.
    urgent = False
    # Who gets it has no inbox (or needs no entry): it is not offered as a filter.
    in_inbox = True
    # What the message holds is secret (a link that opens an account) and is erased once it is sent or has failed.
    erased_after_sending = False
    # Whoever sees that a mail failed need not see to whom it went: an applicant's address is personal.
    hides_address = False

    def mail_subject(self, message: Message) -> str:
        return message.title

    def language(self, message: Message) -> str:
        """The language of the mail: its subject, facts and templates are made in it."""
        return "ja"

    def at_sending(self, message: Message) -> dict[str, Any]:
        """What the mail's templates show beyond what the message holds (a secret link, say): stored nowhere."""
        return {}

    def facts(self, message: Message) -> list[tuple[str, str]]:
        """Names and values that the mail shows below the title: who, which number, until when."""
        return []

    def still_wanted(self, notification: Notification) -> bool:
        """False withholds the mail. Asked just before sending; the inbox entry stays."""
        return True


class UnknownKind(MessageKind):
    """A message whose room is gone: it is still shown, and its mail still leaves."""

    label = "そのほか"


KINDS: dict[str, MessageKind] = {}


def register(kind: type[MessageKind]) -> type[MessageKind]:
    """Class decorator. The same code twice raises."""
    if kind.code in KINDS:
        raise ValueError(f"The kind of message {kind.code!r} is registered twice.")
    KINDS[kind.code] = kind()
    return kind


def kind_of(message: Message) -> MessageKind:
    return KINDS.get(message.kind) or UnknownKind()
