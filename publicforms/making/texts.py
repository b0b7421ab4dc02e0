"""What a form says in other languages: its own texts, and those of its questions. Kept in `Form.texts`, by language:
{"title": …, "summary": …, "questions": see core.questions.translating}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.questions.definition import Definition
from core.questions.translating import Path, at, nested, texts_of
from publicforms.models import Form
from publicforms.visiting.languages import JAPANESE, LANGUAGES

# The texts of a form itself that visitors read, in the order in which they read them.
OWN = ("title", "summary", "purpose", "contact", "done_text", "reply_text")
QUESTIONS = "questions"
# What a form can be translated into.
OTHER_LANGUAGES = {code: name for code, name in LANGUAGES.items() if code != JAPANESE}


def newest_definition(form: Form) -> Definition:
    """What is being built, or was last published: translations are written before a version goes out."""
    questionnaire = form.questionnaire
    version = questionnaire.draft or questionnaire.published
    return version.definition if version else Definition()


def written_texts(form: Form, definition: Definition) -> dict[Path, str]:
    """Every text in Japanese that can be translated, by where its translation stands in `Form.texts[language]`."""
    own = {(name,): str(getattr(form, name)) for name in OWN}
    return {path: text for path, text in own.items() if text.strip()} | {
        (QUESTIONS, *one.path): one.written for one in texts_of(definition)
    }


def untranslated_texts(form: Form, language: str, definition: Definition | None = None) -> list[str]:
    """What is not translated yet, in Japanese, for the checklist; nothing where the language was not begun."""
    texts = form.texts.get(language)
    if not texts:
        return []
    written = written_texts(form, newest_definition(form) if definition is None else definition)
    return [text for path, text in written.items() if not at(texts, path)]


def with_texts(kept: Mapping[str, Any], typed: Mapping[Path, str]) -> dict[str, Any]:
    """The kept texts of one language with what was typed. What the page did not show stays as it is.

    A question that the draft does not have any more may still be asked by the version that is out.
    """
    return nested(dict(_pairs(kept)) | dict(typed))


def _pairs(texts: Mapping[str, Any], path: Path = ()) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for name, value in texts.items():
        found += _pairs(value, (*path, name)) if isinstance(value, Mapping) else [((*path, name), str(value))]
    return found
