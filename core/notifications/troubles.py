"""What a mail server's refusal means: whose fault it is, what to do next, and how to say it to the sender.

The rule (RFC 5321, RFC 3463): 5xx about the recipient or this very mail is final; 4xx, time-outs and broken
connections are tried again; what the server says about us (connection, sign-in, our own address) is nobody's fault in
particular, so no recipient may fail by it: the mails wait until somebody has put the server right or the hours of
retrying are over.
"""

from __future__ import annotations

import smtplib


class Trouble(Exception):
    """`reply` is what the server said, code first; empty when it said nothing."""

    def __init__(self, reply: str = "") -> None:
        super().__init__(reply)
        self.reply = reply


class Refused(Trouble):
    """This recipient, or this mail, is refused for good."""


class Deferred(Trouble):
    """This mail did not go through now; the next one may."""


class ServerTrouble(Trouble):
    """The server is away or does not want us. No mail is to blame."""


# 421: closing; 500-504: it does not understand us (501 about a recipient is a bad address); 521: takes no mail at all;
# 530-538: sign-in. All of them would meet every other recipient as well.
ABOUT_US = {421, 500, 502, 503, 504, 521, 530, 534, 535, 538}
TOO_LARGE = 552


def judge(error: Exception) -> Trouble:
    """What an exception of sending means. Opening the connection is not asked about: that is always ServerTrouble."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _by_code(code, text)
    if isinstance(error, smtplib.SMTPSenderRefused):
        if error.smtp_code >= 500 and error.smtp_code != TOO_LARGE:
            return ServerTrouble(_reply(error.smtp_code, error.smtp_error))
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, error.smtp_error)
    if isinstance(error, (smtplib.SMTPNotSupportedError, ValueError)):
        return Refused("501 5.1.3 The address cannot be written in a mail.")
    return Deferred()  # disconnected, timed out: whether the mail was taken is not known


def _by_code(code: int, text: bytes | str) -> Trouble:
    reply = _reply(code, text)
    if code in ABOUT_US:
        return ServerTrouble(reply)
    return Refused(reply) if code >= 500 else Deferred(reply)


def _reply(code: int, text: bytes | str) -> str:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return f"{code} {' '.join(text.split())}"[:500].replace("\x00", "")


# The longest beginning that fits wins. Enhanced codes (x.y.z) say more than the three digits.
WORDS = {
    "": "メールサーバーに接続できない状態が続いたため、送れませんでした。",
    "4": "相手のメールサーバーが一時的に受け取れない状態が続いたため、送れませんでした。",
    "5": "相手のメールサーバーが受け取りを断りました。",
    "5.1": "宛先のアドレスが見つかりません。アドレスの誤りか、使われなくなったアドレスです。",
    "5.1.8": "差出人のアドレスが相手のメールサーバーに断られました。",
    "5.2.1": "宛先のメールボックスは使われていません。",
    "5.2.2": "宛先のメールボックスがいっぱいです。",
    "4.2.2": "宛先のメールボックスがいっぱいの状態が続いたため、送れませんでした。",
    "5.2.3": "メールが大きすぎて、相手のメールサーバーが受け取りません。",
    "5.3.4": "メールが大きすぎて、相手のメールサーバーが受け取りません。",
    "5.4": "宛先のドメイン（@より後ろ）にメールを届けられません。アドレスの誤りが考えられます。",
    "5.7": "相手のメールサーバーの方針により、受け取りを断られました。相手の情報システム担当に確かめてください。",
    "550": "宛先のアドレスが見つからないか、相手のメールサーバーが受け取りを断りました。",
    "551": "宛先のアドレスは、このメールサーバーにはありません。",
    "552": "宛先のメールボックスがいっぱいか、メールが大きすぎます。",
    "553": "宛先のアドレスの形式が正しくありません。",
    "501": "宛先のアドレスの形式が正しくありません。",
    "text": "本文を作れなかったため、送れませんでした。システム管理者に知らせてください。",
}
NO_TEXT = "text"


def in_plain_words(reply: str) -> str:
    """Why a mail failed, for the person who sent it."""
    code, _, rest = reply.partition(" ")
    enhanced = rest.split(" ", 1)[0] if rest[:2] in ("4.", "5.") else ""
    parts = enhanced.split(".")
    for known in (".".join(parts[:3]), ".".join(parts[:2]), code):
        if known and known in WORDS:
            return WORDS[known]
    return WORDS.get(code[:1], WORDS["5"])
