from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from core.questions.definition import Question
from core.questions.kinds.base import Group, KindSettings, refuse, register
from core.questions.kinds.lines import Line, Lines
from core.questions.wording import with_remark

# Hiragana and katakana in full and half width, old and small ones, their voicing marks (combining ones too), and what
# stands between the parts of a foreign name. Nothing else can be a reading.
_KANA = re.compile("[\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\uff65-\uff9f\U0001b000-\U0001b16f 　・.’'‐－-]")


class PersonNameSettings(KindSettings):
    with_kana = forms.BooleanField(label="ふりがなも聞く", required=False)
    single_name = forms.BooleanField(
        label="名が1つだけの人も回答できる",
        help_text="外国人住民など、姓と名に分かれない名前の人は、姓の欄だけに入力できます。",
        required=False,
    )


@register
class PersonName(Lines):
    """A name, exactly as it is written: no letter of it is ever exchanged for another one (Q7).

    The reading may be in hiragana, katakana or half-width katakana, and stays so.
    """

    code, label, group = "person_name", "氏名とふりがな", Group.TEXT
    template = "questions/kinds/person_name.html"
    when_missing: ClassVar[str | Promise] = gettext_lazy("氏名を入力してください。")
    settings_form = PersonNameSettings

    def lines(self, question: Question) -> tuple[Line, ...]:
        two = not question.settings.get("single_name")
        name = (
            Line("family", gettext_lazy("姓"), attributes={"autocomplete": "family-name"}),
            Line("given", gettext_lazy("名"), is_needed=two, attributes={"autocomplete": "given-name"}),
        )
        if not question.settings.get("with_kana"):
            return name
        # There is no autocomplete token for a reading; what browsers guess is the name itself.
        kana = (
            Line("family_kana", gettext_lazy("姓のふりがな"), attributes={"autocomplete": "off"}),
            Line("given_kana", gettext_lazy("名のふりがな"), is_needed=two, attributes={"autocomplete": "off"}),
        )
        return name + kana

    def parse_line(self, line: Line, text: str) -> str:
        text = super().parse_line(line, text)
        if line.part.endswith("_kana"):
            others = "".join(dict.fromkeys(_KANA.sub("", text)))
            if others:
                message = gettext("%(line)sは、ひらがなかカタカナで入力してください。いまは「%(others)s」があります。")
                raise refuse(message % {"line": line.label, "others": others}, line.part)
        return text

    def context(self, asked: Any) -> dict[str, Any]:
        return super().context(asked) | {"single_name": bool(asked.question.settings.get("single_name"))}

    def display(self, question: Question, answer: Any) -> str:
        name = _joined(answer, "family", "given", by=gettext("　"))
        kana = _joined(answer, "family_kana", "given_kana", by=gettext("　"))
        return with_remark(name, kana) if kana else name

    def search_text(self, question: Question, answer: Any) -> str:
        """Name and reading, each with and without the space between."""
        pairs = (("family", "given"), ("family_kana", "given_kana"))
        return " ".join(_joined(answer, *pair, by=by) for pair in pairs for by in (" ", ""))

    def starting_settings(self) -> dict[str, Any]:
        return {"with_kana": True}

    def summary(self, question: Question) -> str:
        return "ふりがなあり" if question.settings.get("with_kana") else ""

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        found = []
        for setting, now_on, now_off in (
            (
                "with_kana",
                ("stricter", "ふりがなも聞くようになりました。"),
                ("looser", "ふりがなを聞かなくなりました。"),
            ),
            ("single_name", ("looser", "姓の欄だけでも回答できます。"), ("stricter", "名も必要になりました。")),
        ):
            was, is_now = bool(old.settings.get(setting)), bool(new.settings.get(setting))
            if was != is_now:
                found.append(now_on if is_now else now_off)
        return found


def _joined(answer: dict[str, str], *parts: str, by: str) -> str:
    return by.join(answer[part] for part in parts if part in answer)
