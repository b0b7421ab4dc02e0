from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from psycopg import sql

from core.questions.definition import Question
from core.questions.kinds.base import Cell, Facet, Group, refuse, register, text_at
from core.questions.kinds.lines import Line, Lines
from core.questions.postcodes import NoPlace, how_to_type, normal_postcode, place_of
from core.questions.prefectures import PREFECTURES, called
from core.questions.typed import Parts, one

if TYPE_CHECKING:
    from core.questions.asking import Asked

_LINES = (
    Line(
        "postcode",
        gettext_lazy("郵便番号"),
        is_needed=False,
        attributes={"autocomplete": "postal-code", "inputmode": "numeric", "data-width": "short"},
    ),
    Line("region", gettext_lazy("都道府県"), attributes={"autocomplete": "address-level1"}),
    Line("city", gettext_lazy("市区町村"), attributes={"autocomplete": "address-level2", "data-width": "middle"}),
    Line("street", gettext_lazy("町名・番地"), attributes={"autocomplete": "address-line1"}),
    Line("building", gettext_lazy("建物名・部屋番号"), is_needed=False, attributes={"autocomplete": "address-line2"}),
)


@register
class Address(Lines):
    """A postal address in Japan, as typed; its postcode is stored as 986-0822.

    A postcode that the bundled data do not know is taken: there are new ones every month.
    """

    code, label, group = "address", "住所（郵便番号）", Group.TEXT
    template = "questions/kinds/address.html"
    when_missing: ClassVar[str | Promise] = gettext_lazy("住所を入力してください。")

    def lines(self, question: Question) -> tuple[Line, ...]:
        return _LINES

    def parse_line(self, line: Line, text: str) -> str:
        if line.part == "postcode":
            postcode = normal_postcode(text)
            if not postcode:
                raise refuse(how_to_type(), line.part)
            return postcode
        text = super().parse_line(line, text)
        if line.part == "region" and text not in PREFECTURES:
            raise refuse(gettext("都道府県を選んでください。"), line.part)
        return text

    def context(self, asked: Asked) -> dict[str, Any]:
        return super().context(asked) | {"regions": [(name, called(name)) for name in PREFECTURES]}

    def lookup(self, question: Question, parts: Parts) -> dict[str, list[str]]:
        """Prefecture, city and town of the postcode. A street that somebody has begun to write stays."""
        try:
            place = place_of(one(parts, "postcode"))
        except NoPlace as error:
            raise refuse(str(error), "postcode") from None
        filled = {"postcode": place.postcode, "region": place.region, "city": place.city}
        if not one(parts, "street").strip():
            filled["street"] = place.street
        return {part: [text] for part, text in filled.items() if text}

    def display(self, question: Question, answer: Any) -> str:
        code = gettext("〒%(postcode)s") % {"postcode": answer.get("postcode", "")}
        postcode = f"{code}\n" if "postcode" in answer else ""
        region = called(answer.get("region", ""))
        between = gettext("　")  # an address in Latin letters has spaces between all its parts
        joint = "" if between == "　" else between
        place = joint.join(filter(None, [region, answer.get("city", ""), answer.get("street", "")]))
        return f"{postcode}{place}{between if 'building' in answer else ''}{answer.get('building', '')}"

    def search_text(self, question: Question, answer: Any) -> str:
        return self.display(question, answer).replace("\n", " ")

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """By prefecture, and by municipality with its prefecture: there is a 府中市 in two of them."""
        region = text_at(answers, question.key, "region")
        city = sql.SQL("({} || {})").format(region, text_at(answers, question.key, "city"))
        regions = tuple((name, name) for name in PREFECTURES)
        return [
            Facet("region", f"{question.label}（都道府県）", region, options=regions),
            Facet("city", f"{question.label}（市区町村）", city),
        ]

    def cells(self, question: Question) -> list[Cell]:
        return [
            Cell(line.part, str(line.label), type="choice", options=PREFECTURES)
            if line.part == "region"
            else Cell(line.part, str(line.label))
            for line in self.lines(question)
        ]
