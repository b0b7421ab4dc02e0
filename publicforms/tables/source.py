"""A form as a source of tables and exports: what was sent in and not withdrawn, as far as the person may see it."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat, TruncDate

from core.clock import TOKYO
from core.people.models import User
from core.questions.crosstab.source import Attribute, Source
from core.questions.crosstab.spec import Spec
from core.questions.models import Version
from core.questions.tabulation.versions import Versions
from publicforms.anonymity import AT_LEAST, countable
from publicforms.handling.masking import personal_in
from publicforms.models import Form, Submission
from publicforms.querysets import SubmissionQuerySet
from publicforms.tables.copies import copies_of
from publicforms.visiting.languages import LANGUAGES

Standing, Channel = Submission.Standing, Submission.Channel
STANDING = tuple((one.value, str(one.label)) for one in (Standing.COUNTED, Standing.WAITING))


def source_of(form: Form, user: User, *, personal: bool = True, single: bool = False) -> Source:
    """Of a form that was published. A handful of statements, however many submissions there are.

    Without `personal` what is personal is out of sight also for those who may see it. With `single` each row says
    which submission it is: for files that list them.
    """
    rows = standing_rows(form, user)
    sees_personal = personal and form.personal_may_be_seen_by(user)
    coded = copies_of(form) if form.submissions_may_be_seen_by(user) else None
    return replace(source_over(form, rows, personal=sees_personal, single=single), coded=coded)


def source_over(form: Form, rows: SubmissionQuerySet, *, personal: bool, single: bool = True) -> Source:
    """Over rows that the caller found among what the person may see."""
    asked = form.asked_version
    published = Version.objects.filter(questionnaire=asked.questionnaire_id, number__lte=asked.number).published()
    versions = Versions({version.pk: version.definition for version in published})
    return Source(
        title=form.title,
        versions=versions,
        definition=versions.definitions[asked.pk],
        rows=rows,
        sheet="sheet",
        attributes=() if form.is_anonymous else _attributes(form, rows, single=single),
        order=("submitted_at", "pk"),
        unseen=frozenset() if personal else personal_keys(versions),
        at_least=AT_LEAST if form.is_anonymous else 0,
        noun="人" if form.is_anonymous else "件",
    )


def standing_rows(form: Form, user: User) -> SubmissionQuerySet:
    """What counts; nothing for who may not see the form's submissions. Of an anonymous form, never to be listed."""
    if not form.submissions_may_be_seen_by(user):
        return Submission.objects.none()
    return countable(form, Submission.objects.filter(form=form).standing())


def personal_keys(versions: Versions) -> frozenset[str]:
    """A mark that comes with a newer version holds for the answers before it, and one that goes for those under it."""
    return frozenset().union(*(personal_in(definition) for definition in versions.definitions.values()))


def _attributes(form: Form, rows: SubmissionQuerySet, *, single: bool) -> tuple[Attribute, ...]:
    """What is known of a submission beside its answers. Of an anonymous form nothing is, not even the day."""
    found = []
    if single:
        found.append(Attribute("receipt", "受付番号", F("receipt")))
    statuses = tuple((f"s{pk}", name) for pk, name in form.statuses.values_list("pk", "name"))
    status = Concat(Value("s"), Cast("status_id", CharField()), output_field=CharField())
    found += [
        Attribute("status", "対応状況", status, statuses),
        Attribute("day", "申込日", TruncDate("submitted_at", tzinfo=TOKYO), is_date=True),
        Attribute("channel", "受付方法", F("channel"), tuple(Channel.choices)),
    ]
    if form.has_waitlist:
        found.append(Attribute("standing", "受付の状態", F("standing"), STANDING))
    if form.texts:
        found.append(Attribute("language", "言語", F("language"), tuple(LANGUAGES.items())))
    if form.audience == Form.Audience.SIGNED_IN:
        asked = form.participants.order_by("code").values_list("code", "name")
        there = rows.order_by().values_list("organization__code", "organization__name").distinct()
        organizations = dict([*asked, *((code, name) for code, name in there if code)])
        found += [
            Attribute("organization", "団体", F("organization__code"), tuple(sorted(organizations.items()))),
            Attribute("person", "入力した人", F("by__name")),
        ]
    return tuple(found)


def personal_used(spec: Spec) -> frozenset[str]:
    """Which personal questions a table shows: by what it counts, what it measures, what it filters by."""
    personal = personal_keys(spec.source.versions)
    used = [axis.dimension for axis in spec.axes] + [one.dimension for one in spec.filters]
    used += [spec.of] if spec.of else []
    return frozenset(one.question.key for one in used if one.question is not None and one.question.key in personal)
