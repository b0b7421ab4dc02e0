"""What an organization types into a questionnaire; judged by the same check as what people type."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping

from core.questions.checking import Checked, check
from core.questions.choosing.choices import Choices
from core.questions.definition import Definition, Need, Question
from core.questions.tables.cells import NA_TEXT
from core.questions.tables.layout import Column, Layout
from core.questions.typed import control_name
from demo.names import names
from demo.surveys.consistency import make_consistent
from demo.surveys.numbers import Numbers
from demo.surveys.respondents import Respondent
from demo.surveys.texts import OTHERS, REASONS, TEXTS

Typing = dict[str, list[str]]
NAMES = [next(each) for each in [iter(names("answers"))] for _ in range(60)]


class Answering:
    """One organization at one survey's questionnaire on one day."""

    def __init__(self, respondent: Respondent, definition: Definition, day: datetime.date, *, salt: str) -> None:
        self.respondent, self.definition, self.day = respondent, definition, day
        self.dice = random.Random(f"answers {respondent.code} {salt}")
        self.numbers = Numbers(respondent, salt)

    def typed(self, files: Mapping[str, str] | None = None) -> Typing:
        found: Typing = {}
        for question in self.definition.asked:
            way = WAYS.get(question.kind)
            if question.may_be_na and self.dice.random() < 0.12:
                found[control_name(question.key, "na")] = ["1"]
            elif question.need != Need.REQUIRED and self.dice.random() < 0.2:
                if question.need == Need.SOFT:
                    found[control_name(question.key, "reason")] = [self.dice.choice(REASONS)]
            elif way:
                parts = way(self, question)
                found |= {control_name(question.key, part): values for part, values in parts.items()}
            elif question.kind == "file" and files:
                found[control_name(question.key)] = list(files)
        make_consistent(self.definition, found)
        return found

    def checked(self, files: Mapping[str, str] | None = None) -> tuple[Typing, Checked]:
        """Typed and judged. Raises ValueError where it could not be handed in: the demonstration is then wrong."""
        typed = self.typed(files)
        checked = check(self.definition, typed, complete=True, files=files)
        typed = {name: values for name, values in typed.items() if name[2:].split(".")[0] not in checked.set_aside}
        if not checked.is_valid:
            raise ValueError(f"{self.respondent.organization}: {checked.problems}")
        return typed, checked

    # --- by kind ---

    def text(self, question: Question) -> Mapping[str, list[str]]:
        if question.key == "office_section":
            return {"": [self.respondent.section]}
        return {"": [self.dice.choice(TEXTS.get(question.key, OTHERS))]}

    def number(self, question: Question) -> Mapping[str, list[str]]:
        return {"": [str(self.numbers.one(question.key, question.settings))]}

    def phone(self, question: Question) -> Mapping[str, list[str]]:
        return {"": [f"022-000-{int(self.respondent.code[-4:]):04}"]}

    def email(self, question: Question) -> Mapping[str, list[str]]:
        return {"": [f"soumu@{self.respondent.code}.example.jp"]}

    def person(self, question: Question) -> Mapping[str, list[str]]:
        name = random.Random(self.respondent.code).choice(NAMES)
        family, given = name.written.split(" ")
        kana = name.kana.split(" ")
        parts = {"family": [family], "given": [given]}
        if question.settings.get("with_kana"):
            parts |= {"family_kana": [kana[0]], "given_kana": [kana[1]]}
        return parts

    def address(self, question: Question) -> Mapping[str, list[str]]:
        city = self.respondent.organization.name
        number = int(self.respondent.code[-3:])
        return {
            "postcode": [f"98{number % 10}-0{number:03}"],
            "region": ["宮城県"],
            "city": [city],
            "street": ["本町1-1"],
        }

    def date(self, question: Question) -> Mapping[str, list[str]]:
        if question.key in ("reference_day", "as_of"):
            year = self.day.year if self.day.month >= 4 else self.day.year - 1
            return {"": [datetime.date(year, 4, 1).isoformat()]}
        return {"": [(self.day - datetime.timedelta(days=self.dice.randint(5, 200))).isoformat()]}

    def time(self, question: Question) -> Mapping[str, list[str]]:
        known = {"opens": ["8:30", "9:00", "8:45"], "closes": ["20:00", "19:00", "18:00"]}
        return {"": [self.dice.choice(known.get(question.key, ["10:00", "10:30", "11:00"]))]}

    def yes_no(self, question: Question) -> Mapping[str, list[str]]:
        return {"": ["yes" if self.dice.random() < 0.6 else "no"]}

    def single(self, question: Question) -> Mapping[str, list[str]]:
        keys = [option["key"] for option in question.settings["options"]]
        if question.settings.get("with_other") and self.dice.random() < 0.05:
            return {"": ["other"], "other": ["関係する部署と協議している"]}
        return {"": [self.dice.choices(keys, weights=range(len(keys) + 1, 1, -1))[0]]}

    def several(self, question: Question) -> Mapping[str, list[str]]:
        exclusive = question.settings.get("exclusive", [])
        keys = [key for key, _ in Choices.of(question).offered if key not in exclusive and key != "other"]
        return {"": self.dice.sample(keys, self.dice.randint(1, min(3, len(keys))))}

    def rating(self, question: Question) -> Mapping[str, list[str]]:
        return {"": [str(self.dice.choices((1, 2, 3, 4, 5), weights=(1, 2, 4, 4, 2))[0])]}

    def schedule(self, question: Question) -> Mapping[str, list[str]]:
        marks = [self.dice.choices(("○", "△", "×"), weights=(6, 2, 3))[0] for _ in question.settings["candidates"]]
        return {item["key"]: [mark] for item, mark in zip(question.settings["candidates"], marks, strict=True)}

    def consent(self, question: Question) -> Mapping[str, list[str]]:
        return {"": ["1"]}

    def table(self, question: Question) -> Mapping[str, list[str]]:
        layout, cells = Layout.of(question), self.numbers.table(question)
        parts = {f"{row}.{key}": [str(cell)] for row, found in cells.items() for key, cell in found.items()}
        for row in layout.rows:
            absent = NA_TEXT in cells[row.key].values()
            for column in layout.columns:
                if not column.is_number and (column.is_required or self.dice.random() < 0.15):
                    parts[f"{row.key}.{column.key}"] = [NA_TEXT if absent else self._word(column)]
        return parts

    def lines(self, question: Question) -> Mapping[str, list[str]]:
        layout = Layout.of(question)
        return {
            f"{n}.{column.key}": [self._word(column)]
            for n in range(1, self.dice.randint(1, 3) + 1)
            for column in layout.columns
        }

    def _word(self, column: Column) -> str:
        question = column.question
        if question.kind == "single_choice":
            return self.single(question)[""][0]
        if question.kind == "phone":
            return self.phone(question)[""][0]
        if column.is_number:
            return str(self.numbers.one(column.key, question.settings))
        if column.key in ("name", "kana"):
            name = self.dice.choice(NAMES)
            return name.written if column.key == "name" else name.kana
        return self.dice.choice(TEXTS.get(column.key, OTHERS))


WAYS: dict[str, Callable[[Answering, Question], Mapping[str, list[str]]]] = {
    "short_text": Answering.text, "long_text": Answering.text, "integer": Answering.number,
    "decimal": Answering.number, "phone": Answering.phone, "email": Answering.email,
    "person_name": Answering.person, "address": Answering.address, "date": Answering.date, "time": Answering.time,
    "yes_no": Answering.yes_no, "single_choice": Answering.single, "multiple_choice": Answering.several,
    "rating": Answering.rating, "schedule": Answering.schedule, "consent": Answering.consent,
    "table": Answering.table, "repeating_rows": Answering.lines,
}  # fmt: skip
