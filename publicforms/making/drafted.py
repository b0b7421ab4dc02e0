"""What a form asks or, before it is published, will ask: what its settings choose from."""

from __future__ import annotations

from dataclasses import dataclass

from core.questions.choosing.choices import Choices
from core.questions.definition import Definition, Question
from core.questions.models import Version
from core.questions.troubles import blocking, is_sound
from publicforms.models import Form

# Answers of these kinds are one line, in which two people would write the same only where they are the same.
TELLING_ONE = ("email", "phone", "short_text", "integer")
CHOICES = ("single_choice", "multiple_choice")
# Questions of these kinds say who answers.
TELLING_WHO = ("email", "phone", "person_name", "address", "file")


def version_in_work(form: Form) -> Version | None:
    """Of a published form the version that visitors see; of a draft its newest one, published or not."""
    if form.version is not None:
        return form.version
    return form.questionnaire.draft or form.questionnaire.published


def definition_in_work(form: Form) -> Definition:
    """What that version asks; nothing where its keys or kinds are broken."""
    version = version_in_work(form)
    if version is None or not is_sound(version.definition):
        return Definition()
    return version.definition


def version_to_publish(form: Form) -> Version | None:
    """The version with which a draft would be opened: what was published of it, else its first draft if it is fit."""
    published, draft = form.questionnaire.published, form.questionnaire.draft
    if published is not None:
        return published
    return draft if draft is not None and not blocking(draft.definition) else None


def newer_version(form: Form) -> Version | None:
    """What a published form could move on to: the draft of the next version, else a newer published one."""
    if form.version is None:
        return None
    newest = form.questionnaire.draft or form.questionnaire.published
    return newest if newest is not None and newest.number > form.version.number else None


@dataclass(frozen=True, slots=True)
class OptionsOf:
    """A question whose options may have places of their own: (key, label) each."""

    question: Question
    called: str
    options: tuple[tuple[str, str], ...]


def questions_with_options(definition: Definition) -> list[OptionsOf]:
    """In order. その他 is no option that could have a quota."""
    found = []
    for question in definition.asked:
        if question.kind in CHOICES:
            lines = Choices.of(question).lines.active
            options = tuple((str(item["key"]), str(item["label"])) for item in lines)
            found.append(OptionsOf(question, definition.called(question.key), options))
    return found


def telling_who(definition: Definition) -> list[Question]:
    """The questions whose answers would tell who answered; an anonymous form may ask none of them."""
    return [question for question in definition.asked if question.personal or question.kind in TELLING_WHO]
