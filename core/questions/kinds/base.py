"""A kind of question is one class: it knows how to ask, check, store, show, compare, add up and export.

A new kind is one new file in this folder: a subclass of Kind with @register. What `Kind` itself does suits a kind
whose answer is one text typed into one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop
from psycopg import sql

from core.people.clean_text import validate_storable
from core.questions.definition import Definition, Question
from core.questions.numbers.jumps import Jump
from core.questions.typed import NOT_APPLICABLE_PART, REASON_PART, Parts, is_empty, one

if TYPE_CHECKING:
    from core.questions.asking import Asked
    from core.questions.showing import Shown

KINDS: dict[str, Kind] = {}


class Group(models.TextChoices):
    """Where the builder's palette lists a kind."""

    TEXT = "text", "文字"
    NUMBER = "number", "数と日時"
    CHOICE = "choice", "選ぶ"
    TABLE = "table", "表とファイル"
    DIVIDER = "divider", "区切り"


@dataclass(frozen=True, slots=True)
class Operator:
    """What a condition can ask of an answer."""

    code: str
    label: str  # read after the question: 「はい」である; translated where a respondent reads it
    takes_operand: bool = True


ANSWERED = Operator("answered", gettext_noop("に回答がある"), takes_operand=False)
NOT_ANSWERED = Operator("not_answered", gettext_noop("に回答がない"), takes_operand=False)


# In the place of an operand that the question does not offer any more.
GONE = "削除された選択肢"


class Refused(Exception):
    """The typed answer cannot be taken. `faults` are (part, message): the part's control takes the focus.

    `rest` is what can be kept of it meanwhile: a table without the cells that are wrong.
    """

    def __init__(self, *faults: tuple[str, str], rest: Any = None) -> None:
        super().__init__("; ".join(message for _, message in faults))
        self.faults = faults
        self.rest = rest


def refuse(message: str | Promise, part: str = "") -> Refused:
    return Refused((part, str(message)))


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two answers differ, in words. `place` names a part of the answer: a cell, a row; else empty."""

    place: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export. `value` is SQL over the answers, NULL where there is no value."""

    part: str  # unique within the question: "", "r1.c2", "family"
    label: str
    value: sql.Composable
    type: str = "text"  # or "number", "date"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to count a question. `value` is SQL: the code of a category as text, NULL where there is no value.

    With `many` it is an array of codes, to be unnested: its base are mentions. `options` are the codes in their
    order with their labels; None where any text or number may stand.
    """

    part: str
    label: str
    value: sql.Composable
    options: tuple[tuple[str, str], ...] | None = None
    many: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the workbook by which a question can be answered. A filled workbook gives `Parts` by these parts."""

    part: str
    label: str
    type: str = "text"  # or "integer", "decimal", "date", "time", "choice"
    options: tuple[str, ...] = ()  # what may be chosen, as shown
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True)
class Surroundings:
    """What checking an answer may need beside what was typed."""

    definition: Definition = field(default_factory=Definition)
    answers: Mapping[str, Any] = field(default_factory=dict)  # of the questions before this one, already checked
    files: Mapping[str, str] = field(default_factory=dict)  # id → name of the files that were given to this sheet
    complete: bool = False  # the sheet is being handed in: cells that must be filled in are missed
    hidden: Set[str] = frozenset()  # of the questions before this one, those that no condition shows


class KindSettings(forms.Form):
    """The part of a question's settings that only its kind has, as the builder shows it.

    Field names are keys of `Question.settings`; a kind whose settings are not that flat overrides both methods.
    `question` is what is being set up, `definition` all it stands among.
    """

    template_name = "questions/builder/_kind_settings.html"

    def __init__(
        self, *args: Any, question: Question | None = None, definition: Definition | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.definition = definition or Definition()

    @classmethod
    def initial_of(cls, question: Question) -> dict[str, Any]:
        return dict(question.settings)

    def settings(self, question: Question) -> dict[str, Any]:
        """What to keep, from cleaned data. `question` is what stands now: keys of options and rows must stay."""
        typed = {
            name: value
            for name, value in self.cleaned_data.items()
            if value not in (None, "", []) and value is not False  # zero is a value
        }
        # What the form does not show (an import may have brought it) stays.
        return {name: value for name, value in question.settings.items() if name not in self.fields} | typed


class Kind:
    """One kind of question. All methods are pure: they know neither request nor database."""

    code: ClassVar[str]
    label: ClassVar[str]
    group: ClassVar[Group]
    asks: ClassVar[bool] = True  # False: a heading, a page break
    computes: ClassVar[bool] = False  # True: nobody types it
    is_number: ClassVar[bool] = False  # its answer is one number
    is_personal: ClassVar[bool] = False  # a new question of this kind starts as one about personal data
    in_table: ClassVar[bool] = False  # may be the type of a table's column
    when_missing: ClassVar[str | Promise] = gettext_lazy(
        "入力してください。"
    )  # said of a required question that was left empty
    several_controls: ClassVar[bool] = False  # asked in a fieldset with a legend
    template: ClassVar[str] = "questions/kinds/line.html"  # how it is asked: `asked`, see core.questions.asking
    # How it is asked as a column of a table (`cell`, `column`: core.questions.tables.view); empty: one line to type in.
    cell_template: ClassVar[str] = ""
    takes_files: ClassVar[bool] = False  # its answer names files of the sheet
    shown_apart: ClassVar[bool] = False  # shown as a table, which needs the room of a whole row
    why_not_copied: ClassVar[str] = ""  # why an earlier answer cannot be taken over, for kinds where it never can
    marks_parts: ClassVar[bool] = False  # its template says beside each part what is wrong with it
    shown: ClassVar[str] = "questions/shown/text.html"  # how an answer is shown: `shown`, see core.questions.showing
    settings_form: ClassVar[type[KindSettings]] = KindSettings
    operators: ClassVar[tuple[Operator, ...]] = (ANSWERED, NOT_ANSWERED)

    # --- ask ---

    def attributes(self, question: Question) -> dict[str, str]:
        """HTML attributes of the control in line.html: {"inputmode": "numeric"}."""
        return {}

    def context(self, asked: Asked) -> dict[str, Any]:
        """What the template needs beyond `asked` itself; read as `asked.extra`."""
        return {}

    def cell_options(self, question: Question) -> tuple[tuple[str, str], ...]:
        """As a column of a table: what may be chosen, as (typed text, label); where nothing, a line is typed."""
        return ()

    def in_fieldset(self, question: Question) -> bool:
        """Whether it is asked in a fieldset, because it has several controls; else its label names the one control."""
        return self.several_controls

    def first_control(self, asked: Asked) -> str:
        """The id of the control that takes the focus when somebody follows the link of an error."""
        return asked.id

    def lookup(self, question: Question, parts: Parts) -> dict[str, list[str]]:
        """What the server can fill in from what was typed: the parts to put in place of those typed.

        Raises Refused when it looked in vain.
        """
        return {}

    # --- check and store ---

    def is_empty(self, parts: Parts) -> bool:
        """Whether nothing was given at all; `parse` is not called then.

        What a forged form sends under parts that a kind of one control does not have counts for nothing.
        """
        if self.several_controls:
            return is_empty(parts)
        return is_empty({part: parts.get(part, ()) for part in ("", NOT_APPLICABLE_PART, REASON_PART)})

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        """What was typed → what is stored, as JSON; None where nothing of it counts.

        Never called when nothing was typed at all. Raises Refused with a message for whoever typed it.
        """
        return storable(one(parts))

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        """What is stored → what stands in the controls. `parse` of it gives the same answer again."""
        return {"": [answer]}

    def computed(self, question: Question, parts: Parts, answer: Any) -> dict[str, str]:
        """What the page works out beside the typed parts, as part → text: a calculated value, a table's totals.

        `parts` is what stands in the controls now, `answer` what came of it; None while it has none. A kind that
        computes also gets its own "no value", which may say why.
        """
        return {}

    def more(self, question: Question, parts: Parts) -> Parts:
        """Somebody asked for more room without script (`name="more"`): the parts that the page shows next."""
        return parts

    def fill(self, question: Question, parts: Parts) -> tuple[Parts, list[str]]:
        """Spread what was pasted into the part "block" over the controls (`name="fill"`), and say what did not fit."""
        return parts, []

    # --- beside an earlier answer ---

    def carried(self, question: Question, was: Question, answer: Any) -> Any:
        """What of an answer to `was`, a question of this kind with other settings, this question can still read.

        None where nothing is left. A table leaves out columns that have another kind now.
        """
        return answer

    def units(self, question: Question) -> Mapping[str, str]:
        """In which units its numbers are, by place: {"": "人"}, or by column. Nothing where it holds no numbers."""
        return {}

    def jumps(self, question: Question, old: Any, new: Any) -> list[Jump]:
        """Where the answer is so far from the earlier one that a reason is asked for."""
        return []

    # --- show and compare ---

    def shown_context(self, shown: Shown) -> dict[str, Any]:
        """What the template `self.shown` needs beyond `shown` itself; read as `shown.extra`."""
        return {}

    def display(self, question: Question, answer: Any) -> str:
        """The answer as one text; line breaks may be in it. Specials are shown by core.questions.showing."""
        return str(answer)

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        """Where two stored answers (no specials) differ."""
        return [] if old == new else [Difference("", self.display(question, old), self.display(question, new))]

    def search_text(self, question: Question, answer: Any) -> str:
        """The words by which an answer is found; nothing where it is no text."""
        return ""

    # --- conditions and formulas ---

    def operands(self, question: Question) -> tuple[tuple[str, str], ...] | None:
        """What a condition may compare with, as (operand, label); None where it is typed."""
        return None

    def parse_operand(self, question: Question, text: str) -> Any:
        """What the clerk typed into a condition → the operand that is kept. Raises Refused."""
        return text

    def operand_in_words(self, question: Question, operand: Any) -> str:
        """What a condition compares with, as people read it. It is shown like an answer where none are offered."""
        offered = self.operands(question)
        return self.display(question, operand) if offered is None else dict(offered).get(str(operand), GONE)

    def matches(self, question: Question, answer: Any, operator: str, operand: Any) -> bool:
        """Whether a stored answer (no special) fulfils a test. `answered` and `not_answered` are not asked here."""
        return False

    def number(self, question: Question, answer: Any, path: tuple[str, ...]) -> Decimal | None:
        """The number at a path within the answer: () for a number, (row, column) in a table with "*" for a total."""
        return None

    def paths(self, question: Question) -> list[tuple[tuple[str, ...], str]]:
        """Where numbers stand in an answer, with labels: what a formula may refer to."""
        return []

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        """The columns of an export; `answers` is the SQL of the JSONB object."""
        return [Column("", question.label, text_at(answers, question.key))]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        """The ways to count it."""
        return [Facet("", question.label, text_at(answers, question.key))]

    def cells(self, question: Question) -> list[Cell]:
        """The cells of a workbook by which it can be answered."""
        return [Cell("", question.label)]

    # --- build ---

    def starting_settings(self) -> dict[str, Any]:
        """The settings of a question that was just added."""
        return {}

    def troubles(self, question: Question, definition: Definition) -> list[str]:
        """What keeps a question of this kind from being published, in words for the clerk."""
        return []

    def summary(self, question: Question) -> str:
        """One line for the builder's list: 選択肢 5、「その他」あり"""
        return ""

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        """What changed in the settings between two versions, as (effect, words).

        Effects: "relabelled" (the meaning stays), "stricter" (an answer that was taken may be refused now),
        "looser", "changed".
        """
        return [] if dict(old.settings) == dict(new.settings) else [("changed", "設定が変わりました。")]


def register(kind: type[Kind]) -> type[Kind]:
    """Makes a kind known by its code. The same code twice raises."""
    if kind.code in KINDS:
        raise ValueError(f"There is already a kind of question called {kind.code!r}.")
    KINDS[kind.code] = kind()
    return kind


def kind_of(question: Question) -> Kind:
    """The kind of a question. KeyError when nobody registered it."""
    return KINDS[question.kind]


def storable(text: str) -> str:
    """The text exactly as typed; refused when PostgreSQL could not store it."""
    from django.core.exceptions import ValidationError

    try:
        validate_storable(text)
    except ValidationError as error:
        raise refuse(error.messages[0]) from None
    return text


# --- SQL over the JSONB object of answers -----------------------------------------------------------------------------


def value_at(answers: sql.Composable, key: str, *path: str) -> sql.Composable:
    """The JSON at a key, NULL where there is none."""
    # Key by key: PostgreSQL is slower with a path (#>), which it must unpack for every row.
    return sql.SQL("({})").format(sql.SQL(" -> ").join([answers, *map(sql.Literal, (key, *path))]))


def text_at(answers: sql.Composable, key: str, *path: str) -> sql.Composable:
    """The text or number at a key, as text; NULL where there is no value, specials included."""
    return sql.SQL("(CASE WHEN jsonb_typeof({}) <> 'object' THEN {} END)").format(
        value_at(answers, key, *path), any_text_at(answers, key, *path)
    )


def any_text_at(answers: sql.Composable, key: str, *path: str) -> sql.Composable:
    """Whatever stands at a key, as text: an object as JSON."""
    around, last = _around(answers, key, *path)
    return sql.SQL("({} ->> {})").format(around, sql.Literal(last))


def number_at(answers: sql.Composable, key: str, *path: str) -> sql.Composable:
    return sql.SQL("({})::numeric").format(text_at(answers, key, *path))


def state_at(answers: sql.Composable, key: str, *path: str) -> sql.Composable:
    """'answered', or which kind of "no value" (core.questions.specials.Special)."""
    around, last = _around(answers, key, *path)
    # One path is faster here than key by key, for most answers have no special in them.
    return sql.SQL("(CASE WHEN {0} ? {1} THEN coalesce({0} #>> {2}, 'answered') ELSE 'unanswered' END)").format(
        around, sql.Literal(last), sql.Literal([last, "special"])
    )


def _around(answers: sql.Composable, key: str, *path: str) -> tuple[sql.Composable, str]:
    """The JSON in which the last of these keys stands, and that key."""
    *before, last = (key, *path)
    return (value_at(answers, *before) if before else answers), last


def literal(path: Sequence[str]) -> sql.Composable:
    return sql.Literal(list(path))
