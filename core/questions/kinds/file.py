from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext
from psycopg import sql

from core.files.models import StoredFile
from core.people.templatetags.portal_format import filesize_ja
from core.questions.definition import Question
from core.questions.kinds.base import (
    Cell,
    Column,
    Difference,
    Facet,
    Group,
    Kind,
    KindSettings,
    Surroundings,
    refuse,
    register,
    value_at,
)
from core.questions.typed import Parts
from core.questions.wording import listed

if TYPE_CHECKING:
    from core.questions.asking import Asked
    from core.questions.showing import Shown

USUAL_NUMBER, MOST = 5, 20
Family = StoredFile.Family
# What can be asked for; "other" is what nobody recognises.
FAMILIES = [(code, label) for code, label in Family.choices if code != Family.OTHER]


class FileSettings(KindSettings):
    max_files = forms.IntegerField(label="ファイルの数の上限", min_value=1, max_value=MOST, required=False)
    families = forms.MultipleChoiceField(
        label="受け付ける種類",
        help_text="選ばないときは、どの種類のファイルも受け付けます。",
        choices=FAMILIES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@register
class FileKind(Kind):
    """Files. The answer is the list of their ids; the files themselves belong to the sheet from the upload on.

    The form sends the ids of the files that are there, those of them that are ticked for removal, and new files apart
    from all answers, as `f.<key>` (core.questions.services.attaching).
    """

    code, label, group = "file", "ファイル", Group.TABLE
    template = "questions/kinds/file.html"
    shown = "questions/shown/file.html"
    takes_files: ClassVar[bool] = True
    why_not_copied: ClassVar[str] = "ファイルは、その回答だけのものであるため"
    when_missing: ClassVar[str | Promise] = gettext_lazy("ファイルを選んでください。")
    settings_form = FileSettings

    # --- ask ---

    def context(self, asked: Asked) -> dict[str, Any]:
        removed = set(asked.parts.get("remove", ()))
        files = [
            {"id": each, "name": asked.files[each], "is_removed": each in removed}
            for each in dict.fromkeys(asked.parts.get("", ()))
            if each in asked.files
        ]
        described_by = f"{asked.id}_files {asked.described_by}".strip()
        most = most_files(asked.question)
        return {"files": files, "most": most, "what": _what_is_taken(asked.question), "described_by": described_by}

    # --- check and store ---

    def is_empty(self, parts: Parts) -> bool:
        return not staying(parts)

    def parse(self, question: Question, parts: Parts, around: Surroundings) -> Any:
        ids = staying(parts)
        if any(each not in around.files for each in ids):
            raise refuse(gettext("もう取り除かれたファイルがあります。ページを開き直して、確かめてください。"))
        if len(ids) > most_files(question):
            message = gettext(
                "ファイルは%(most)s個までです。いまは%(number)s個あります。取り除くものを選んでください。"
            )
            raise refuse(message % {"most": most_files(question), "number": len(ids)})
        return ids

    def parts_of(self, question: Question, answer: Any) -> dict[str, list[str]]:
        return {"": list(answer)}

    # --- show and compare ---

    def shown_context(self, shown: Shown) -> dict[str, Any]:
        """The files with their names; one that was taken away since has none."""
        names: Mapping[str, str] = shown.files or {}
        return {"files": [{"id": each, "name": names.get(each, "")} for each in shown.answer or ()]}

    def display(self, question: Question, answer: Any) -> str:
        return ngettext("ファイル%(number)s個", "ファイル%(number)s個", len(answer)) % {"number": len(answer)}

    def differences(self, question: Question, old: Any, new: Any) -> list[Difference]:
        if set(old) == set(new):
            return []
        added, removed = len(set(new) - set(old)), len(set(old) - set(new))
        changes = [f"{added}個追加" if added else "", f"{removed}個取り除き" if removed else ""]
        what = "、".join(change for change in changes if change)
        return [Difference("", self.display(question, old), f"{self.display(question, new)}（{what}）")]

    # --- add up and export ---

    def columns(self, question: Question, answers: sql.Composable) -> list[Column]:
        """The names of the files, in their order, and how many there are."""
        ids = value_at(answers, question.key)
        names = sql.SQL(
            "(CASE WHEN jsonb_typeof({ids}) = 'array' THEN (SELECT string_agg(f.name, ' / ' ORDER BY place)"
            " FROM jsonb_array_elements_text({ids}) WITH ORDINALITY AS given(id, place)"
            " JOIN {files} f ON f.id = given.id::uuid) END)"
        ).format(ids=ids, files=sql.Identifier(StoredFile._meta.db_table))
        return [
            Column("", question.label, names),
            Column("count", f"{question.label}（ファイルの数）", _count(ids), type="number"),
        ]

    def facets(self, question: Question, answers: sql.Composable) -> list[Facet]:
        number = sql.SQL("({}::text)").format(_count(value_at(answers, question.key)))
        return [Facet("count", f"{question.label}（ファイルの数）", number, is_number=True)]

    def cells(self, question: Question) -> list[Cell]:
        """A workbook carries no files."""
        return []

    # --- build ---

    def starting_settings(self) -> dict[str, Any]:
        return {"max_files": USUAL_NUMBER}

    def summary(self, question: Question) -> str:
        return "、".join(filter(None, [_at_most(most_files(question)), _names(families_of(question))]))

    def changes(self, old: Question, new: Question) -> list[tuple[str, str]]:
        found = []
        was, is_now = most_files(old), most_files(new)
        if was != is_now:
            found.append(
                ("stricter" if is_now < was else "looser", f"ファイルの数の上限が{was}から{is_now}に変わりました。")
            )
        took, takes = (families_of(each) or frozenset(Family.values) for each in (old, new))
        if took != takes:
            effect = "looser" if took < takes else "stricter"
            found.append((effect, f"受け付けるファイルの種類が変わりました：{_names(families_of(new)) or 'すべて'}"))
        return found


def staying(parts: Parts) -> list[str]:
    """The ids of the files that are there and not ticked for removal, each once."""
    removed = set(parts.get("remove", ()))
    return [each for each in dict.fromkeys(parts.get("", ())) if each.strip() and each not in removed]


def most_files(question: Question) -> int:
    return question.settings.get("max_files", USUAL_NUMBER)


def families_of(question: Question) -> frozenset[str]:
    """The families of formats that are taken (core.files.models.StoredFile.Family); empty where any is."""
    return frozenset(question.settings.get("families", ()))


def _names(families: frozenset[str]) -> str:
    return gettext("・").join(str(label) for code, label in FAMILIES if code in families)


def _what_is_taken(question: Question) -> str:
    """PDF・画像、5個まで、1個100MBまで"""
    size = gettext("1個%(size)sまで") % {"size": filesize_ja(settings.ATTACHMENT_MAX_BYTES)}
    return listed(filter(None, [_names(families_of(question)), _at_most(most_files(question)), size]))


def _at_most(number: int) -> str:
    return ngettext("%(number)s個まで", "%(number)s個まで", number) % {"number": number}


def _count(ids: sql.Composable) -> sql.Composable:
    return sql.SQL("(CASE WHEN jsonb_typeof({0}) = 'array' THEN jsonb_array_length({0}) END)").format(ids)
