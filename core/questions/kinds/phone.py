from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from psycopg import sql

from core.people.phones import dialled, validate_phone
from core.questions.definition import Question
from core.questions.kinds.base import Facet, Group, Kind, Surroundings, refuse, register
from core.questions.texts import single_line
from core.questions.typed import Parts, one

LONGEST = 60


@register
class Phone(Kind):
    """A number that can be dialled, kept exactly as typed, with its remark: 022-211-2333（内線2333）"""

    code, label, group = "phone", "電話番号", Group.TEXT
    in_table: ClassVar[bool] = True
    is_personal: ClassVar[bool] = True
    shown = "questions/shown/phone.html"

    def attributes(self, question: Question) -> dict[str, str]:
        return {"inputmode": "tel", "autocomplete": "tel", "data-width": "middle"}

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        number = single_line(one(parts), limit=LONGEST)
        try:
            validate_phone(number)
        except ValidationError as error:
            raise refuse(error.messages[0]) from None
        return number

    def search_text(self, question: Question, answer: Any) -> str:
        """As written, and the digits alone."""
        return f"{answer} {dialled(answer)}"

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """Nobody counts numbers of phones."""
        return []
