"""Who may do what with a form: a table of roles, sections and people against the verbs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.http import QueryDict

from core.people.granting import group_of_role, group_of_section
from core.people.models import Membership, Role, Section, User
from core.people.services.roles import roles_in
from publicforms.grants import grants_on, verbs_on
from publicforms.models import Form, FormVerb
from publicforms.services.granting import Change, chief_group

Verbs = frozenset[FormVerb]


@dataclass(frozen=True)
class Cell:
    verb: FormVerb
    is_on: bool
    is_fixed: bool  # stays as it is, whoever looks
    is_beyond: bool  # the person has not got it, and cannot give it


@dataclass
class Row:
    """One subject. `code` is its part of the controls' names: role-manager, section-12, person-34."""

    code: str
    name: str
    kind: str
    subject: Group | User | Section
    verbs: Verbs
    cells: list[Cell] = field(default_factory=list)
    note: str = ""

    @property
    def was(self) -> str:
        """What the page showed, sent along: only what the person changes is changed."""
        return " ".join(verb.value for verb in FormVerb if verb in self.verbs)


class RightsTable:
    """The table for one form and the person who looks at it; `data` is what they posted."""

    def __init__(self, form: Form, *, by: User, data: QueryDict | None = None) -> None:
        self.form, self.data = form, data
        self.own = verbs_on(form, by)
        self.granted = grants_on(form)
        self.chief = chief_group(form.owner)
        self.rows = list(self._rows())
        for row in self.rows:
            row.cells = [self._cell(row, verb) for verb in FormVerb]

    def _rows(self) -> Iterator[Row]:
        owner = self.form.owner
        for role in roles_in(owner):
            group = group_of_role(owner.pk, role)
            note = "設定を変える権限は、外せません。" if group == self.chief else ""
            yield Row(f"role-{role.value}", str(Role(role).label), "役割", group, self._verbs(group), note=note)
        sections = Section.objects.filter(organization=owner).select_related("section_group__group")
        for section in sections:
            group = getattr(getattr(section, "section_group", None), "group", None)
            verbs = self._verbs(group) if group else frozenset()
            yield Row(f"section-{section.pk}", section.name, "班・課", group or section, verbs)
        for subject in self.granted:
            if isinstance(subject, User):
                yield Row(f"person-{subject.pk}", subject.name, "個人", subject, self._verbs(subject))
        yield from self._added()

    def _added(self) -> Iterator[Row]:
        """Whoever was chosen to get a right as a person, now or on the page before."""
        data = self.data or QueryDict()
        codes = [name.removeprefix("was-person-") for name in data if name.startswith("was-person-")]
        codes.append(data.get("person", ""))
        chosen = {int(code) for code in codes if code.isascii() and code.isdigit() and len(code) < 19}
        for person in self.people_to_add().filter(pk__in=chosen) if chosen else ():
            yield Row(f"person-{person.pk}", person.name, "個人", person, frozenset())

    def people_to_add(self) -> Any:
        """People of the organization to whom nothing was granted by name yet."""
        named = [subject.pk for subject in self.granted if isinstance(subject, User)]
        posts = User.objects.filter(is_active=True, memberships__in=_posts_in(self.form)).exclude(pk__in=named)
        return posts.distinct().order_by("name", "pk")

    def _verbs(self, subject: Group | User) -> Verbs:
        return self.granted.get(subject, frozenset())

    def _cell(self, row: Row, verb: FormVerb) -> Cell:
        is_fixed = row.subject == self.chief and verb == FormVerb.EDIT
        is_on = verb in (self._typed(row) if self.data is not None else row.verbs)
        return Cell(verb, is_on or is_fixed, is_fixed, verb not in self.own and verb not in row.verbs)

    def _typed(self, row: Row) -> Verbs:
        return _read((self.data or QueryDict()).getlist(row.code))

    def changes(self) -> list[Change]:
        """What the person changed against what the page showed; who gets any verb sees submissions too."""
        return [change for row in self.rows if (change := self._change(row)) is not None]

    def _change(self, row: Row) -> Change | None:
        data = self.data or QueryDict()
        if f"was-{row.code}" not in data and row.code not in data and row.verbs:
            return None  # granted by a colleague after the page was opened
        was, wanted = _read(data.get(f"was-{row.code}", "").split()), self._typed(row)
        if row.subject == self.chief:
            wanted |= {FormVerb.EDIT}
        if wanted - {FormVerb.EDIT}:
            wanted |= {FormVerb.SEE}
        added, removed = wanted - was, was - wanted
        if not added and not removed:
            return None
        subject = group_of_section(row.subject) if isinstance(row.subject, Section) else row.subject
        return Change(subject, row.name, added, removed)


def _posts_in(form: Form) -> Any:
    return Membership.objects.current().filter(organization=form.owner_id)


def _read(values: list[str]) -> Verbs:
    known: Mapping[str, FormVerb] = {verb.value: verb for verb in FormVerb}
    return frozenset(known[value] for value in values if value in known)
