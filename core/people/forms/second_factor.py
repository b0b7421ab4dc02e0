"""django-allauth's forms of the second factor, in our manner, and with codes that work once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.people.forms.signing_in import PlainFields

REMEMBER_SECONDS = 300  # longer than a code of the authenticator app is accepted


class WorksOnce:
    """allauth remembers used codes in the cache, which may be gone. We remember them with the authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("認証コード")
        self.fields["code"].help_text = _("認証アプリに表示されている6桁の数字か、リカバリーコードのひとつ")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend(self.authenticator, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code


@transaction.atomic
def spend(authenticator: Authenticator, code: str) -> bool:
    """Note the code as used. False when it was used before."""
    kept = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    now = time.time()
    digits = "".join(character for character in code if character.isdigit())
    spent = [[known, at] for known, at in kept.data.get("spent", []) if now - at < REMEMBER_SECONDS]
    if digits in [known for known, _at in spent]:
        return False
    kept.data = authenticator.data = {**kept.data, "spent": [*spent, [digits, now]]}
    kept.save(update_fields=["data"])
    return True


class CodeForm(WorksOnce, PlainFields, base.AuthenticateForm):
    pass


class CodeAgainForm(WorksOnce, PlainFields, base.ReauthenticateForm):
    pass


class ActivateAppForm(PlainFields, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "認証アプリに表示された6桁の数字"
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


@contextmanager
def sound_credential() -> Iterator[None]:
    """What is no credential at all is a wrong one: the libraries stumble over its missing parts."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class SoundCredential:
    def clean_credential(self) -> Authenticator:
        with sound_credential():
            return super().clean_credential()


class SignInByKeyForm(SoundCredential, webauthn.LoginWebAuthnForm):
    pass


class KeyForm(SoundCredential, webauthn.AuthenticateWebAuthnForm):
    pass


class KeyAgainForm(SoundCredential, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddKeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "キーの名前"
        self.fields["name"].help_text = "ほかのキーと見分けるための名前。例：職場のパソコン"
        self.fields["passwordless"].label = "このキーだけでログインできるようにする（パスキー）"
        self.fields["passwordless"].help_text = "キーに、暗証番号（PIN）か生体認証が必要です。"

    def clean(self) -> dict[str, Any]:
        with sound_credential():
            return super().clean()


class RenameKeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "キーの名前"
