"""Questions from a pasted list: a line each as in Word, or cells with tabs as in Excel.

`read` says of every line what it becomes, or why it cannot be read. Nothing is added here: whoever pasted it looks at
the result first, and `question_of` makes the questions of what they left standing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError

from core.people.clean_text import validate_single_line
from core.questions.definition import Need, Question, new_key
from core.questions.kinds import KINDS
from core.questions.taking_over import words

MOST_LINES = 500
LONGEST_LABEL = 500
MOST_OPTIONS = 1000
# What a line may become. Tables and schedules need more than a line can say.
KINDS_OF_LINES = (
    "section", "page_break", "short_text", "long_text", "integer", "decimal", "single_choice", "multiple_choice",
    "yes_no", "date", "time", "email", "phone", "address", "person_name", "file", "consent",
)  # fmt: skip
CHOICES = frozenset({"single_choice", "multiple_choice"})
NUMBERS = frozenset({"integer", "decimal"})
COLUMNS: tuple[str, ...] = ("number", "label", "kind", "options", "unit", "need")


class Unusable(ValueError):
    """A line cannot become such a question; the text says why, for the clerk."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read. `trouble` says why it cannot be taken as it is; `kind` is empty where nobody knows."""

    place: int  # which line of the pasted text, counted from 1
    label: str
    kind: str = ""
    options: tuple[str, ...] = ()
    unit: str = ""
    need: Need = Need.OPTIONAL
    help: str = ""
    trouble: str = ""


def read(text: str) -> list[Line]:
    """What the lines of a pasted text become, empty ones aside."""
    text = words.with_whole_cells(text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [(place, line) for place, line in enumerate(text.split("\n"), 1) if line.strip()]
    columns = COLUMNS
    if lines and (named := _header(lines[0][1])):
        columns, lines = named, lines[1:]
    found = []
    for number, (place, line) in enumerate(lines):
        following = lines[number + 1][1] if number + 1 < len(lines) else ""
        found.append(_from_cells(place, line, columns) if "\t" in line else _from_words(place, line, following))
    return [_judged(line) for line in found]


def question_of(line: Line, kind: str) -> Question:
    """The question that a line becomes, of the kind that was chosen for it. Raises Unusable."""
    if kind not in KINDS or kind not in KINDS_OF_LINES:
        raise Unusable("種類を選んでください。")
    if kind == "page_break":
        return Question(new_key("q"), kind)
    if fault := _fault_of_label(line):
        raise Unusable(fault)
    settings: dict[str, Any] = dict(KINDS[kind].starting_settings())
    if kind in CHOICES:
        settings |= _options(line)
    if kind in NUMBERS and line.unit:
        settings["unit"] = line.unit
    need = line.need if KINDS[kind].asks else Need.OPTIONAL
    personal = KINDS[kind].is_personal
    return Question(new_key("q"), kind, line.label, help=line.help, need=need, personal=personal, settings=settings)


def _judged(line: Line) -> Line:
    """With what stands in its way, as far as the kind is known."""
    if line.trouble:
        return line
    if line.kind not in KINDS:
        return replace(line, kind="", trouble="種類を選んでください。")
    try:
        question_of(line, line.kind)
    except Unusable as unusable:
        return replace(line, trouble=str(unusable))
    return line


def _fault_of_label(line: Line) -> str:
    if not line.label:
        return "設問文がありません。"
    if len(line.label) > LONGEST_LABEL:
        return f"設問文は{LONGEST_LABEL}字以内にしてください。いまは{len(line.label):,}字です。"
    try:
        for text in (line.label, line.unit, line.help, *line.options):
            validate_single_line(text)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def _options(line: Line) -> dict[str, Any]:
    if len(line.options) > MOST_OPTIONS:
        raise Unusable(f"選択肢は{MOST_OPTIONS:,}までにしてください。いまは{len(line.options):,}あります。")
    twice = next((option for option, times in Counter(line.options).items() if times > 1), None)
    if twice is not None:
        raise Unusable(f"選択肢「{twice}」が2回あります。")
    if len(line.options) < 2:
        raise Unusable("選択肢を、「、」か「／」で区切って2つ以上書いてください。")
    other = next((option for option in line.options if words.OTHER.fullmatch(option)), "")
    options = [{"key": new_key("o"), "label": option} for option in line.options if option != other]
    with_other = {"with_other": True} if other else {}
    return {"options": options, **with_other, **({"other_label": other} if other not in ("", "その他") else {})}


# --- Cells, as copied from a worksheet --------------------------------------------------------------------------------


def _header(line: str) -> tuple[str, ...] | None:
    """The meaning of the columns, where the first line names them."""
    cells = [words.folded(cell) for cell in line.split("\t")]
    named = [next((name for name, known in words.HEADER_WORDS.items() if cell in known), "") for cell in cells]
    return tuple(named) if len(cells) > 1 and "label" in named and len([one for one in named if one]) > 1 else None


def _from_cells(place: int, line: str, columns: tuple[str, ...]) -> Line:
    cells = [cell.strip() for cell in line.split("\t")]
    if columns is COLUMNS and cells[0] and not words.is_number(cells[0]):
        columns = COLUMNS[1:]  # the column of numbers was not copied
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    label = words.without_number(given.get("label", ""))
    options = words.split_options(given.get("options", ""))
    made = Line(place, label, options=options, unit=given.get("unit", ""), help=given.get("help", ""))
    need = words.folded(given.get("need", ""))
    found = next((code for code, known in words.NEED_WORDS.items() if need in known), None)
    if found is None:
        return replace(made, trouble=f"必須の欄の「{given['need']}」を読み取れません。")
    made = replace(made, need=Need(found))
    if not given.get("kind"):
        return replace(made, kind=_kind_of(made))
    kind = words.kind_named(given["kind"]) or _registered(given["kind"])
    if kind is None:
        return replace(made, trouble=f"種類の「{given['kind']}」がわかりません。種類を選んでください。")
    return replace(made, kind=kind)


def _registered(label: str) -> str | None:
    return next((code for code in KINDS_OF_LINES if code in KINDS and label in (code, KINDS[code].label)), None)


# --- Words, as copied from a document ---------------------------------------------------------------------------------


def _from_words(place: int, line: str, following: str) -> Line:
    text = line.strip()
    if heading := words.HEADING.match(text) or words.BRACKETED.fullmatch(text):
        return Line(place, heading["label"].strip(), "section")
    # 1 基礎的な事項 is a heading where deeper numbers follow it, as (1) or 問1 do.
    is_numbered = words.HEADING_NUMBER.match(text) and not words.DEEP.match(text)
    if is_numbered and words.DEEP.match(following.strip()):
        return Line(place, text, "section")
    label = words.without_number(text)
    need = Need.OPTIONAL
    if words.REQUIRED_MARK.search(label):
        label, need = words.REQUIRED_MARK.sub("", label).rstrip(), Need.REQUIRED
    made = Line(place, label, need=need)
    if brackets := words.LAST_BRACKETS.search(label):
        made = _with_brackets(replace(made, label=label[: brackets.start()].rstrip()), label, brackets["inside"])
    return made if made.kind else replace(made, kind=_kind_of(made))


def _with_brackets(made: Line, label: str, inside: str) -> Line:
    """What the brackets at the end of a line say: a unit, a choice, the kind; else they are part of the text."""
    if words.kind_of_unit(inside):
        return replace(made, unit=inside.strip())
    options = words.split_options(inside) if re.search("[/／①]", inside) else tuple(re.split("[、・，,]", inside))
    is_choice = len(options) > 1 and (re.search("[/／①]", inside) or set(options) in words.PAIRS)
    if is_choice:
        kind = "yes_no" if set(options) in words.YES_NO else "single_choice"
        return replace(made, options=options, kind=kind)
    named = words.kind_named(inside) if len(inside) <= 8 else None
    return replace(made, kind=named) if named and named not in CHOICES else replace(made, label=label)


def _kind_of(line: Line) -> str:
    """The kind where none is named: by the options, the unit, the words."""
    if len(line.options) > 1:
        return "yes_no" if set(line.options) in words.YES_NO else "single_choice"
    if line.unit:
        return words.kind_of_unit(line.unit) or "integer"
    return words.kind_guessed(line.label)
