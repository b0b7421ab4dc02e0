"""The words of a questionnaire in another language, beside those in which it was written.

Translations are kept apart from the versions: {question key: {"label": …, "help": …, "options": {option key: …}}}, the
check's message under the key of the check, and under "" what belongs to the whole: {"intro": …, "units": {"人": …}}.
What has no translation stays as it was written. Keys, codes and settings stay, so that an answer means the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.questions.definition import Definition, Question

Path = tuple[str, ...]
Texts = Mapping[str, Any]
Say = Callable[[Path, str], str]

WHOLE = ""  # stands for the questionnaire where a question's key would stand
WORDS = ("label", "help")
# Settings that are words, of all kinds.
SETTINGS = ("text", "yes_label", "maybe_label", "no_label", "low_label", "high_label", "row_header", "other_label")
# Settings that are lists of items with keys and labels (core.questions.options).
LISTS = ("options", "candidates", "rows")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a questionnaire: where its translation stands, and how it was written."""

    path: Path  # ("job", "options", "o1"), ("", "intro")
    written: str

    @property
    def key(self) -> str:
        """The key of its question or check; empty for what belongs to the whole."""
        return self.path[0]


def translated(definition: Definition, texts: Texts) -> Definition:
    """The questionnaire in the words of `texts`, the same in everything that answers refer to."""
    if not texts:
        return definition
    say = _from(texts, definition)
    return replace(
        definition,
        intro=say((WHOLE, "intro"), definition.intro),
        questions=tuple(_question(question, say) for question in definition.questions),
        checks=tuple(replace(rule, message=say((rule.key, "message"), rule.message)) for rule in definition.checks),
    )


def texts_of(definition: Definition) -> list[Text]:
    """Every text that can be translated, in the order of the questions; each unit once."""
    found: dict[Path, Text] = {}

    def note(path: Path, written: str) -> str:
        if written.strip():
            found.setdefault(path, Text(path, written))
        return written

    note((WHOLE, "intro"), definition.intro)
    for question in definition.questions:
        _question(question, note)
    for rule in definition.checks:
        note((rule.key, "message"), rule.message)
    return list(found.values())


def untranslated(definition: Definition, texts: Texts) -> list[Text]:
    """What is still missing, for the checklist."""
    return [one for one in texts_of(definition) if not at(texts, one.path)]


def at(texts: Texts, path: Path) -> str:
    """The translation at a path; empty where there is none."""
    found: Any = texts
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) and found.strip() else ""


def nested(pairs: Mapping[Path, str]) -> dict[str, Any]:
    """Translations by path → as they are kept. Empty ones are left out."""
    texts: dict[str, Any] = {}
    for path, text in pairs.items():
        if text.strip():
            inner = texts
            for step in path[:-1]:
                inner = inner.setdefault(step, {})
            inner[path[-1]] = text
    return texts


def _from(texts: Texts, definition: Definition) -> Say:
    """Says what `texts` have.

    Two units never become one: a table adds up the columns of one unit, and its totals must be the same in every
    language.
    """
    units = [one.path[-1] for one in texts_of(definition) if one.path[:2] == (WHOLE, "units")]
    said: dict[str, str] = {}
    for unit in units:
        wanted = at(texts, (WHOLE, "units", unit)) or unit
        said[unit] = unit if wanted in said.values() or wanted in units else wanted

    def say(path: Path, written: str) -> str:
        if path[:2] == (WHOLE, "units"):
            return said.get(written, written)
        return at(texts, path) or written

    return say


def _question(question: Question, say: Say) -> Question:
    path = (question.key,)
    return replace(
        question,
        label=say((*path, "label"), question.label),
        help=say((*path, "help"), question.help),
        settings=_settings(question.settings, say, path),
    )


def _settings(settings: Mapping[str, Any], say: Say, path: Path) -> dict[str, Any]:
    found = dict(settings)
    if settings.get("unit"):
        found["unit"] = say((WHOLE, "units", settings["unit"]), settings["unit"])
    for name in SETTINGS:
        if settings.get(name):
            found[name] = say((*path, name), settings[name])
    for name in LISTS:
        if settings.get(name):
            found[name] = list(_items(settings[name], say, (*path, name)))
    if settings.get("columns"):
        found["columns"] = [_column(column, say, (*path, "columns", column["key"])) for column in settings["columns"]]
    if settings.get("sums"):
        found["sums"] = [
            {**rule, "message": say((*path, "sums", rule["total"]), rule["message"])} if rule.get("message") else rule
            for rule in settings["sums"]
        ]
    return found


def _items(items: Any, say: Say, path: Path) -> Iterator[Mapping[str, Any]]:
    """What was removed is not asked for any more; only older answers show it."""
    for item in items:
        yield item if item.get("gone") else {**item, "label": say((*path, item["key"]), item["label"])}


def _column(column: Mapping[str, Any], say: Say, path: Path) -> dict[str, Any]:
    found = dict(column)
    for name in WORDS:
        if column.get(name):
            found[name] = say((*path, name), column[name])
    if column.get("settings"):
        found["settings"] = _settings(column["settings"], say, path)
    return found
