"""Questionnaires of the small portal: two cities have their own, the prefecture templates, one of them shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from core.people.models import Organization, User
from core.questions.definition import Check, Comparison, Definition, Need, Question
from core.questions.models import Questionnaire, Trial
from core.questions.services.attaching import attach
from core.questions.services.composing import change, create, start_draft
from core.questions.services.drafting import keep_draft
from core.questions.services.editing import edit
from core.questions.services.publishing import publish
from core.questions.services.saving import save
from core.questions.services.trying import start_trial
from tests.house.actors import ADMINISTRATORS, EVERYONE_SIGNED_IN, ISHINOMAKI, PREFECTURE, SHIROISHI

if TYPE_CHECKING:
    from tests.house.world import World


def make_questionnaires(world: World) -> None:
    cast = world.cast
    world.questionnaire = _whole(world, cast.ishinomaki, ISHINOMAKI, by=cast.kaede)
    world.version = world.questionnaire.published
    world.trial, world.other_trial = world.questionnaire.trials.order_by("pk")
    world.trial_file = world.trial.sheet.files.get().file
    world.unpublished = _made(world, "unpublished, of 石巻市", cast.ishinomaki, ISHINOMAKI, by=cast.midori)
    world.foreign_questionnaire = _whole(world, cast.shiroishi, SHIROISHI, by=cast.yui)
    world.foreign_trial = world.foreign_questionnaire.trials.earliest("pk")
    world.shared_template = _template(world, "shared", EVERYONE_SIGNED_IN, shared=True)
    world.shared_version, world.shared_draft = world.shared_template.published, world.shared_template.draft
    world.library_slug, world.postcode = "inquiry", "9868501"
    world.own_template = _template(world, "not shared", PREFECTURE, shared=False)


def make_more_questionnaires_of_shiroishi(world: World) -> None:
    cast = world.cast
    _whole(world, cast.shiroishi, SHIROISHI, by=cast.akira)
    start_trial(world.foreign_questionnaire, by=cast.yui)
    _template(world, "one more, not shared", PREFECTURE, shared=False)


def _definition(world: World, what: str, seen_by: frozenset[str]) -> Definition:
    """Everything that one can write into a questionnaire, marked."""
    label = world.secret(f"a question of the questionnaire {what}", seen_by)
    option = world.secret(f"an option of the questionnaire {what}", seen_by)
    rule = Check("rule", "{voters}", Comparison.AT_LEAST, "1", world.secret(f"a rule of {what}", seen_by))
    questions = (
        Question("voters", "integer", label, help=world.secret(f"a help text of {what}", seen_by), need=Need.REQUIRED),
        Question("memo", "short_text", "備考"),
        Question("method", "single_choice", "方法", settings={"options": [{"key": "o1", "label": option}]}),
        Question("map", "file", "位置図"),
    )
    return Definition(questions, (rule,), world.secret(f"the introduction of {what}", seen_by))


def _made(world: World, what: str, owner: Organization, own: frozenset[str], *, by: User) -> Questionnaire:
    # A title travels into the audit log, which the manager and the administrators read.
    title = world.secret(f"the title of the questionnaire {what}", own | ADMINISTRATORS)
    return create(owner, title, by=by, definition=_definition(world, what, own))


def _whole(world: World, owner: Organization, own: frozenset[str], *, by: User) -> Questionnaire:
    """Published, tried twice, and its next version begun."""
    made = _made(world, f"of {owner}", owner, own, by=by)
    publish(made, by=by)
    for number in (1, 2):
        _tried(world, f"trial {number} of {owner}", Questionnaire.objects.get(pk=made.pk), own, by=by)
    start_draft(made, by=by)
    label = world.secret(f"a question that {owner} has just added", own)
    edit(made, lambda it: it.with_question(Question("added", "short_text", label)), said=f"「{label}」を追加", by=by)
    return Questionnaire.objects.get(pk=made.pk)


def _tried(world: World, what: str, questionnaire: Questionnaire, own: frozenset[str], *, by: User) -> Trial:
    trial = start_trial(questionnaire, by=by)
    name = world.secret(f"the name of a file of {what}", own)
    inside = world.secret(f"the inside of a file of {what}", own)
    (given,) = attach(trial.sheet, "map", [SimpleUploadedFile(f"{name}.txt", inside.encode())], by=by)
    typed = {"a.voters": ["5"], "a.method": ["o1"], "a.map": [str(given.file_id)]}
    typed["a.memo"] = [world.secret(f"an answer of {what}", own)]
    sheet, _ = save(trial.sheet, typed, edit=1, by=by, complete=True)
    typed["a.memo"] = [world.secret(f"what is being typed into {what}", frozenset())]  # one's own draft, nobody else's
    keep_draft(sheet, typed, edit=sheet.edit, by=world.cast.ren if by == world.cast.kaede else world.cast.haru)
    return trial


def _template(world: World, what: str, seen_by: frozenset[str] | tuple[str, ...], *, shared: bool) -> Questionnaire:
    """A template of the prefecture; its next version is nobody's but the prefecture's."""
    cast, everybody = world.cast, frozenset(seen_by)
    title = world.secret(f"the title of the template {what}", everybody)
    definition = _definition(world, f"template {what}", everybody)
    made = create(cast.prefecture, title, by=cast.sato, definition=definition, is_template=True)
    publish(made, by=cast.sato)
    if shared:
        change(made, title=title, is_template=True, is_shared=True, by=cast.sato)
    start_draft(made, by=cast.sato)
    label = world.secret(f"the draft of the template {what}", PREFECTURE)
    edit(
        made,
        lambda it: it.with_question(Question("added", "short_text", label)),
        said=f"「{label}」を追加",
        by=cast.sato,
    )
    return Questionnaire.objects.get(pk=made.pk)
