"""The notices' rows: written in bulk, as the services would have written them one by one over the year."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from taggit.models import Tag, TaggedItem

from archive.models import Attachment, Category, Delivery, Issuer, Notice
from core import clock
from core.clock import TOKYO
from core.jobs.enqueueing import enqueue
from core.people.models import Membership, Organization, OrganizationGroup, Role, Section, User
from demo import stored_files
from demo.notices import corpus, history, inbox
from demo.notices.calendar import Calendar
from demo.notices.planning import Planned, plan
from demo.notices.reception import receive
from demo.notices.wording import ADDRESSEES, body, placeholders


@dataclass
class Made:
    """A notice's row with what it was made from and whom it went to."""

    notice: Notice
    planned: Planned
    groups: list[OrganizationGroup] = field(default_factory=list)
    named: list[Organization] = field(default_factory=list)
    addressees: list[Organization] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)


@transaction.atomic
def make() -> None:
    calendar = Calendar(clock.now())
    templates = corpus.read()
    office = Office()
    made = [office.write(planned) for planned in plan(templates, calendar)]
    made += [office.write(planned) for planned in _pending(templates, calendar)]
    Notice.objects.bulk_create([each.notice for each in made])
    _address(made)
    _tag(made)
    _attach(made)
    _deliver(made)
    sent = [each for each in made if each.deliveries]
    newest = next(each for each in sent if each.planned.template.newest)
    readings = receive(sent, now=calendar.now)
    history.record(made)
    inbox.fill([each for each in sent if each is not newest], readings, now=calendar.now)
    # The newest one is told by a worker, as in life: with mails in the mailbox, two of which come back.
    enqueue("archive.tell_addressees", key=f"notice-{newest.notice.pk}", notice=newest.notice.pk)


class Office:
    """The desks that write: who owns, who handles, who signs."""

    def __init__(self) -> None:
        self.organizations = {each.code: each for each in Organization.objects.all()}
        self.by_name = {each.name: each for each in self.organizations.values()}
        self.groups = {each.name: each for each in OrganizationGroup.objects.prefetch_related("members")}
        self.prefecture = next(each for each in self.organizations.values() if each.is_prefecture)
        self.sections = {each.name: each for each in Section.objects.filter(organization=self.prefecture)}
        self.categories = {
            name: Category.objects.get_or_create(name=name, defaults={"position": position})[0]
            for position, name in enumerate(ADDRESSEES)
        }
        self.issuers: dict[str, Issuer] = {}
        self.writers: dict[tuple[int, int | None], list[User]] = defaultdict(list)
        posts = Membership.objects.filter(role__in=(Role.STAFF, Role.ADMINISTRATOR, Role.MANAGER))
        for post in posts.select_related("user").order_by("pk"):
            self.writers[post.organization_id, post.section_id].append(post.user)
            self.writers[post.organization_id, None].append(post.user)

    def write(self, planned: Planned) -> Made:
        template, at = planned.template, planned.at
        owner = self.organizations[template.issuer.owner] if template.issuer.owner else self.prefecture
        section = self.sections.get(template.issuer.section)
        writers = self.writers[owner.pk, section.pk if section else None]
        # The head of a section signs nothing here; the others take turns.
        by = random.Random(planned.title).choice(writers[1:] or writers)
        state = Notice.State(template.state)
        went_out = state in (Notice.State.PUBLISHED, Notice.State.WITHDRAWN)
        notice = Notice(
            owner=owner,
            section=section,
            issuer=self._issuer(template.issuer.name),
            number=planned.number,
            issued_on=planned.day if went_out else None,
            category=self.categories[template.category],
            importance=Notice.Importance.HIGH if template.important else Notice.Importance.NORMAL,
            title=planned.title,
            body=body(template, planned.values, officer=by.name.split(" ")[0]),
            needs_acknowledgement=bool(template.acknowledge),
            acknowledge_by=_weekday(planned.day + datetime.timedelta(days=template.acknowledge))
            if template.acknowledge
            else None,
            state=state,
            published_at=at if went_out else None,
            created_by=by,
            created_at=at - datetime.timedelta(minutes=90),
            updated_at=at - datetime.timedelta(minutes=5),
        )
        if state == Notice.State.SCHEDULED:
            day = Calendar(clock.now()).next_working_day(template.in_days)
            notice.scheduled_for = datetime.datetime.combine(day, datetime.time(9, 0), TOKYO)
        if state == Notice.State.WITHDRAWN:
            notice.withdrawn_at, notice.withdrawn_because = at + datetime.timedelta(hours=3), template.because
        return self._addressed(Made(notice, planned))

    def _issuer(self, name: str) -> Issuer:
        if name not in self.issuers:
            self.issuers[name] = Issuer.objects.get_or_create(name=name)[0]
        return self.issuers[name]

    def _addressed(self, made: Made) -> Made:
        for name in made.planned.template.to:
            if name in self.groups:
                made.groups.append(self.groups[name])
            else:
                made.named.append(self.by_name[name])
        codes = {each.code for each in made.named}
        for group in made.groups:
            codes |= {each.code for each in group.members.all()}
            codes |= {each.code for each in self.organizations.values() if each.kind in group.kinds}
        made.addressees = [self.organizations[code] for code in sorted(codes)]
        return made


def _pending(templates: list[corpus.Template], calendar: Calendar) -> list[Planned]:
    """Drafts and scheduled ones, written in the last days."""
    dice = random.Random("pending")
    found = []
    for template in templates:
        if template.state in ("draft", "scheduled"):
            at = calendar.moment(calendar.days[-1 - dice.randint(0, 3)], dice)
            values = placeholders(at.date(), due=template.due, number=1)
            found.append(Planned(template, at, values, number=template.number))
    return found


def _address(made: Iterable[Made]) -> None:
    groups, organizations = Notice.to_groups.through, Notice.to_organizations.through
    groups.objects.bulk_create(
        [groups(notice_id=each.notice.pk, organizationgroup_id=group.pk) for each in made for group in each.groups]
    )
    organizations.objects.bulk_create(
        [organizations(notice_id=each.notice.pk, organization_id=one.pk) for each in made for one in each.named]
    )


def _tag(made: Iterable[Made]) -> None:
    names = sorted({name for each in made for name in each.planned.template.tags})
    tags = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    missing = [Tag(name=name) for name in names if name not in tags]
    for tag in missing:
        tag.slug = tag.slugify(tag.name)
    tags |= {tag.name: tag for tag in Tag.objects.bulk_create(missing)}
    kind = ContentType.objects.get_for_model(Notice)
    TaggedItem.objects.bulk_create(
        [
            TaggedItem(tag=tags[name], content_type=kind, object_id=each.notice.pk)
            for each in made
            for name in each.planned.template.tags
        ]
    )


def _attach(made: Iterable[Made]) -> None:
    places = [
        (each.notice, position, source) for each in made for position, source in enumerate(each.planned.template.files)
    ]
    files = stored_files.store(
        stored_files.Wanted(source, notice.owner, notice.created_by, notice.created_at) for notice, _, source in places
    )
    Attachment.objects.bulk_create(
        [
            Attachment(notice=notice, file=file, position=position)
            for (notice, position, _), file in zip(places, files, strict=True)
        ]
    )


def _deliver(made: Iterable[Made]) -> None:
    for each in made:
        if each.notice.published_at:
            each.deliveries = [
                Delivery(notice=each.notice, organization=organization, issued_on=each.notice.issued_on)
                for organization in each.addressees
            ]


def _weekday(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
