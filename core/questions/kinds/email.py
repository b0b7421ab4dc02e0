from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from psycopg import sql

from core.questions.definition import Question
from core.questions.kinds.base import Facet, Group, Kind, Surroundings, refuse, register
from core.questions.texts import single_line
from core.questions.typed import Parts, one

LONGEST = 254  # RFC 5321: what fits into the path of an SMTP command
# Full-width ！ to ～ are the ASCII characters as an input method writes them that was left on.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@register
class Email(Kind):
    """An address that mail can be sent to: spaces around it dropped, full-width letters made half-width."""

    code, label, group = "email", "メールアドレス", Group.TEXT
    in_table: ClassVar[bool] = True
    is_personal: ClassVar[bool] = True

    def attributes(self, question: Question) -> dict[str, str]:
        # Not type="email": browsers change what was typed there (spaces, names of domains) before anybody sees it.
        return {"inputmode": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        address = single_line(one(parts).strip().translate(_NARROW), limit=LONGEST)
        if "@" not in address:
            raise refuse(gettext("「@」を含むメールアドレスを入力してください。例：hanako@example.jp"))
        if any(sign in address for sign in ",;、；") or address.count("@") > 1:
            raise refuse(gettext("メールアドレスは1つだけ入力してください。"))
        try:
            validate_email(address)
        except ValidationError:
            raise refuse(
                gettext("メールアドレスの形が正しくありません。例のように入力してください。例：hanako@example.jp")
            ) from None
        return address

    def search_text(self, question: Question, answer: Any) -> str:
        return str(answer)

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """Nobody counts addresses."""
        return []
