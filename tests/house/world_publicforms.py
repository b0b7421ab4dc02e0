"""Forms of the small portal: 石巻市's with what citizens sent in, 白石市's, a draft, an internal one, an anonymous one.

What a visitor reads of a form everybody may read. What was sent in is marked twice: answers that are personal, and the
others. Kaede, the member of 石巻市, may see what is sent in, but not what is personal; Midori, the manager, sees all.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.files.services.storing import store
from core.people.models import Organization, User
from core.questions.definition import Definition, Need, Question
from core.questions.services.publishing import publish as publish_questionnaire
from publicforms.grants import grant_to_person
from publicforms.links.mine import key_of
from publicforms.links.receipt import receipt_key
from publicforms.links.tokens import new_token
from publicforms.models import (
    Comment,
    Form,
    FormVerb,
    Letter,
    LetterTemplate,
    PendingFile,
    SavedEntry,
    Submission,
    SubmissionFile,
)
from publicforms.services.codes import make_codes
from publicforms.services.creating import create_form
from publicforms.services.pending import keep_files
from publicforms.services.publishing import publish
from publicforms.services.submitting import Entry, submit
from publicforms.services.tabulating import save_table
from tests.house.actors import ACTORS, ADMINISTRATORS, ISHINOMAKI, MANAGER, MEMBER, OTHER_MANAGER

if TYPE_CHECKING:
    from tests.house.world import World

ALL = frozenset(ACTORS)
OPTIONS = [{"key": "witness", "label": "立会人"}, {"key": "clerk", "label": "事務"}]
WITH_THE_KEY: frozenset[str] = frozenset()  # who has the mailed link sees it, whoever they are: see met_by()


def make_publicforms(world: World) -> None:
    cast = world.cast
    world.form = _form(world, "of 石巻市", cast.ishinomaki, cast.midori, frozenset({MEMBER, MANAGER}))
    grant_to_person(world.form, cast.kaede, [FormVerb.SEE, FormVerb.HANDLE])
    world.applied = _submission(world, world.form, "to 石巻市", {MEMBER, MANAGER}, {MANAGER}, by=cast.midori)
    world.applied_file = world.applied.sheet.files.get().file
    world.applied_key = key_of(world.applied)
    world.watch(world.applied_key.upper(), "the applicant's link", WITH_THE_KEY)
    world.receipt = (world.form.slug, receipt_key(world.applied))
    world.applied_paper = (world.applied_key, world.applied_file.pk)
    world.form_status = world.form.statuses.get(position=1)
    world.letter_template = LetterTemplate.objects.create(
        form=world.form,
        name=world.secret("the name of a letter's template", {MEMBER, MANAGER}),
        subject="お知らせ",
        text=world.secret("the text of a letter's template", {MEMBER, MANAGER}),
    )
    title = world.secret("the title of a saved cross-table of a form", ADMINISTRATORS | {MEMBER, MANAGER})
    world.form_table = save_table(world.form, title=title, query="rows=job", is_shared=True, by=cast.midori)
    world.citizen = "citizen@example.jp"
    world.saved_entry = _saved(world, world.form)
    _waiting_file(world, world.form)
    # Its questionnaire and that it was made are the whole organization's.
    world.form_draft = _draft(
        world, "a draft of 石巻市", cast.ishinomaki, cast.midori, frozenset({MANAGER}), asked_of=ISHINOMAKI
    )
    world.form_of_shiroishi = _form(world, "of 白石市", cast.shiroishi, cast.akira, frozenset({OTHER_MANAGER}))
    world.applied_to_shiroishi = _submission(
        world, world.form_of_shiroishi, "to 白石市", {OTHER_MANAGER}, {OTHER_MANAGER}, by=cast.akira
    )
    _internal(world)
    _anonymous(world)


def make_more_forms_of_shiroishi(world: World) -> None:
    """More of them, with more sent in; nothing for 石巻市."""
    own = frozenset({OTHER_MANAGER})
    for number in (1, 2):
        made = _form(world, f"of 白石市 (more, {number})", world.cast.shiroishi, world.cast.akira, own)
        _submission(world, made, f"to 白石市 (more, {number})", own, own, by=world.cast.akira)


def _questions(world: World, what: str, seen_by: frozenset[str]) -> tuple[Question, ...]:
    return (
        Question("name", "person_name", world.secret(f"a question of the form {what}", seen_by), personal=True),
        Question("mail", "email", "メールアドレス", personal=True),
        Question("job", "single_choice", "仕事", need=Need.REQUIRED, settings={"options": OPTIONS}),
        Question("note", "short_text", "備考"),
        Question("paper", "file", "書類", personal=True),
    )


def _draft(
    world: World,
    what: str,
    owner: Organization,
    by: User,
    office: frozenset[str],
    seen_by: frozenset[str] | None = None,
    *questions: Question,
    asked_of: frozenset[str] | None = None,
    **written: object,
) -> Form:
    """Everything that one can write into a form, marked: `office` sees what is not for visitors, who are `seen_by`."""
    readers = office if seen_by is None else seen_by
    asked_of = readers if asked_of is None else asked_of
    made = create_form(
        owner=owner,
        by=by,
        title=world.secret(f"the title of the form {what}", asked_of | ADMINISTRATORS),
        definition=Definition(questions or _questions(world, what, asked_of)),
        summary=world.secret(f"the summary of the form {what}", readers),
        purpose=world.secret(f"the purpose of the form {what}", readers),
        contact=world.secret(f"the contact of the form {what}", readers),
        done_text=world.secret(f"the text after sending in to the form {what}", readers),
        reply_text=world.secret(f"the reply of the form {what}", office),
        closes_at=clock.now() + datetime.timedelta(days=10),
        keep_days=30,
        **written,
    )
    made.statuses.filter(is_first=True).update(name=world.secret(f"a status of the form {what}", office)[:30])
    return made


def _form(
    world: World,
    what: str,
    owner: Organization,
    by: User,
    office: frozenset[str],
    *questions: Question,
    seen_by: frozenset[str] = ALL,
    participants: Iterable[Organization] = (),
    **written: object,
) -> Form:
    draft = _draft(world, what, owner, by, office, seen_by, *questions, **written)
    draft.participants.set(participants)
    publish_questionnaire(draft.questionnaire, by=by)
    publish(draft.pk, by=by)
    return Form.objects.for_visitors().get(pk=draft.pk)


def _submission(
    world: World, form: Form, what: str, seen_by: frozenset[str] | set[str], personal: set[str], *, by: User
) -> Submission:
    """Sent in by a citizen, with a file; then a comment, a letter each way, a scan."""
    token = new_token(form)
    name = world.secret(f"the name of a file sent in {what}", frozenset(personal))
    inside = world.secret(f"the inside of a file sent in {what}", frozenset(personal))
    typed = {
        "a.name.family": [world.secret(f"the name of an applicant {what}", frozenset(personal))],
        "a.name.given": ["花子"],
        "a.mail": [f"{world.secret(f'the address of an applicant {what}', frozenset(personal))}@example.jp"],
        "a.job": ["witness"],
        "a.note": [world.secret(f"an answer sent in {what}", frozenset(seen_by))],
    }
    upload = SimpleUploadedFile(f"{name}.txt", inside.encode())
    filled, problems = keep_files(form, token.digest, typed, {"paper": [upload]})
    assert not problems
    assert form.version_id is not None
    sent = submit(form, Entry(filled, token.digest, form.version_id))
    Comment.objects.create(submission=sent, text=world.secret(f"a comment on what was sent in {what}", seen_by), by=by)
    letter = world.secret(f"a letter to an applicant {what}", seen_by)
    Letter.objects.create(submission=sent, subject="お知らせ", text=letter, by=by)
    scan = SimpleUploadedFile("写し.txt", world.secret(f"a scan {what}", frozenset(personal)).encode())
    SubmissionFile.objects.create(submission=sent, file=store(scan, owner=form.owner, by=by), kind="evidence")
    return sent


def _saved(world: World, form: Form) -> SavedEntry:
    """Saved for later: nobody's but of who has the mailed link."""
    typed = {"a.note": [world.secret("what was saved for later", WITH_THE_KEY)]}
    return SavedEntry.objects.create(
        form=form,
        token=new_token(form).digest,
        typed=typed,
        address=f"{world.secret('an address to which a saved entry was mailed', WITH_THE_KEY)}@example.jp",
        expires_at=clock.now() + datetime.timedelta(days=14),
    )


def _waiting_file(world: World, form: Form) -> None:
    inside = world.secret("a file that was not sent in yet", frozenset())
    kept = store(SimpleUploadedFile("途中.txt", inside.encode()), owner=form.owner, by=None)
    PendingFile.objects.create(form=form, token=secrets.token_hex(32), question="paper", file=kept)


def _internal(world: World) -> None:
    """The prefecture's, for the people of 石巻市: they see its page; 白石市 knows nothing of it."""
    cast = world.cast
    question = Question("temperature", "decimal", "体温", settings={"decimals": 1})
    readers = ISHINOMAKI | {"staff", "administrator"}
    note = Question("note", "short_text", world.secret("a question of the internal form", readers))
    world.internal_form = _form(
        world,
        "for colleagues",
        cast.prefecture,
        cast.sato,
        frozenset({"staff", "administrator"}),
        question,
        note,
        seen_by=readers | ADMINISTRATORS,
        audience=Form.Audience.SIGNED_IN,
        participants=[cast.ishinomaki],
    )
    typed = {
        "a.temperature": ["36.5"],
        "a.note": [world.secret("an entry of Kaede", {MEMBER, "staff", "administrator"})],
    }
    token = new_token(world.internal_form, cast.kaede)
    entry = Entry(typed, token.digest, world.internal_form.version_id, by=cast.kaede, organization=cast.ishinomaki)
    world.internal_entry = submit(world.internal_form, entry)


def _anonymous(world: World) -> None:
    """Answered six times: the office counts them, and reads the texts apart from everything else."""
    choice = Question("age", "single_choice", "年代", settings={"options": OPTIONS})
    made = _form(
        world,
        "without names",
        world.cast.ishinomaki,
        world.cast.midori,
        frozenset({MANAGER}),
        choice,
        Question("voice", "short_text", "ご意見"),
        audience=Form.Audience.COLLEAGUES,
        is_anonymous=True,
        by_codes=True,
    )
    grant_to_person(made, world.cast.kaede, [FormVerb.SEE])
    codes = make_codes(made, 8, by=world.cast.midori)
    world.anonymous_form = made
    for number in range(6):
        voice = world.secret(f"what somebody wrote without a name ({number})", {MEMBER, MANAGER})
        typed = {"a.age": ["witness"], "a.voice": [voice]}
        submit(made, Entry(typed, new_token(made).digest, made.version_id, code=codes[number]))
