"""A survey as a source of tables and exports: the organizations asked, as far as the person may read their answers."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import TruncDate

from core.clock import TOKYO
from core.people.models import Kind, OrganizationGroup, User
from core.questions.crosstab.source import Attribute, Source
from core.questions.models import Version
from core.questions.specials import Special
from core.questions.tabulation.versions import Versions
from surveys.collation import RETURNED_WORDS, withheld_questions
from surveys.models import Response, Survey
from surveys.querysets import ResponseQuerySet
from surveys.states import HANDED_IN, State

RETURNED = "returned"


def source_of(survey: Survey, user: User) -> Source:
    """Of an issued survey, without what is personal for whoever does not run it. At most four statements."""
    responses = Response.objects.readable_by(user).filter(survey=survey)
    asked = survey.asked_version
    published = Version.objects.filter(questionnaire=asked.questionnaire_id, number__lte=asked.number).published()
    versions = Versions({version.pk: version.definition for version in published})
    return Source(
        title=survey.title,
        versions=versions,
        definition=asked.definition,
        rows=responses,
        sheet="submitted",
        whole=_whole(),
        more_specials={RETURNED: RETURNED_WORDS},
        attributes=_attributes(responses),
        order=("organization__code",),
        unseen=withheld_questions(survey, user),
    )


def _whole() -> Case:
    """Only what was handed in counts; everybody else has the same "no value" for every question."""
    return Case(
        When(state__in=HANDED_IN, then=Value(None)),
        When(state=State.RETURNED, then=Value(RETURNED)),
        When(state=State.NOT_APPLICABLE, then=Value(Special.NOT_APPLICABLE.value)),
        When(state=State.EXEMPT, then=Value(Special.EXEMPT.value)),
        default=Value(Special.UNANSWERED.value),
        output_field=CharField(),
    )


def _attributes(responses: ResponseQuerySet) -> tuple[Attribute, ...]:
    asked = responses.in_code_order().values_list(
        "organization__code", "organization__name", "organization__kind", "organization__region"
    )
    organizations = [(code, name) for code, name, _, _ in asked]
    kinds = {kind for _, _, kind, _ in asked}
    regions = dict.fromkeys(region for _, _, _, region in asked if region)
    return (
        Attribute("organization", "団体", F("organization__code"), tuple(organizations)),
        Attribute("kind", "団体の種別", F("organization__kind"), tuple(one for one in Kind.choices if one[0] in kinds)),
        Attribute("region", "圏域", F("organization__region"), tuple((one, one) for one in regions)),
        Attribute("group", "宛先グループ", _groups(), many=True),
        Attribute("state", "提出状況", F("state"), tuple(State.choices)),
        Attribute("day", "提出日", TruncDate("submitted_at", tzinfo=TOKYO), is_date=True),
    )


def _groups() -> ArraySubquery:
    """The names of the groups that an organization is in today, by name or by kind."""
    by_name = OrganizationGroup.members.through.objects.filter(
        organizationgroup=OuterRef("pk"), organization=OuterRef(OuterRef("organization"))
    )
    kind = Func(
        OuterRef("organization__kind"),
        template="ARRAY[%(expressions)s]::varchar[]",
        output_field=ArrayField(CharField()),
    )
    groups = OrganizationGroup.objects.filter(Q(Exists(by_name)) | Q(kinds__contains=kind))
    return ArraySubquery(groups.values("name"))
