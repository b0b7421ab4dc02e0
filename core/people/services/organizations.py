"""Loading organizations from a CSV: a preview and a load that are the same code."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from core.people import audit
from core.people.models import Kind, Organization, User
from core.people.services import organization_rows
from core.people.services.organization_rows import COLUMNS, Problem, Row
from core.people.services.roles import ensure_roles
from core.people.services.standard_groups import ensure_standard_groups


@dataclass(frozen=True)
class Change:
    organization: Organization
    # Column's title, old value, new value.
    values: list[tuple[str, str, str]]


@dataclass
class Report:
    encoding: str = ""
    added: list[Organization] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Organization] = field(default_factory=list)
    # Here but not in the file. Nothing happens to them: organizations end by their last day, they are not deleted.
    not_in_file: list[Organization] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    written: bool = False


def load_organizations(data: bytes, *, by: User | None, dry_run: bool = False) -> Report:
    """Add and change organizations so that they are as the file says.

    One bad row writes nothing. Loading the same file again changes nothing.
    """
    table = organization_rows.read(data)
    report = Report(table.encoding, problems=table.problems)
    with transaction.atomic():
        existing = {each.code: each for each in Organization.objects.select_for_update()}
        for row in table.rows:
            _load_row(row, existing.get(row.code), report)
        named = {row.code for row in table.rows}
        report.not_in_file = [each for code, each in existing.items() if code not in named]
        if not report.problems:
            _settle_rights_and_groups(report, by=by)
        report.written = not dry_run and not report.problems
        if not report.written:
            transaction.set_rollback(True)
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _load_row(row: Row, organization: Organization | None, report: Report) -> None:
    if organization is None:
        report.added.append(Organization.objects.create(**row.values))
        return
    changes = [
        (COLUMNS[name][0], _shown(organization, name), value)
        for name, value in row.values.items()
        if getattr(organization, name) != value
    ]
    if not changes:
        report.unchanged.append(organization)
        return
    new_kind = row.values.get("kind", organization.kind)
    if (new_kind == Kind.PREFECTURE) != organization.is_prefecture:
        text = "都道府県と、ほかの種別との間では変えられません。役割が違うためです。"
        report.problems.append(Problem(row.line, f"種別：{text}"))
        return
    for name, value in row.values.items():
        setattr(organization, name, value)
    organization.save(update_fields=[*row.values])
    names = {COLUMNS[name][0]: name for name in row.values}
    report.changed.append(
        Change(organization, [(title, old, _shown(organization, names[title])) for title, old, _ in changes])
    )


def _settle_rights_and_groups(report: Report, *, by: User | None) -> None:
    ensure_roles(report.added)
    ensure_standard_groups()
    for organization in report.added:
        audit.record("organization.added", organization, by=by, organization=organization, code=organization.code)
    for change in report.changed:
        audit.record(
            "organization.changed",
            change.organization,
            by=by,
            organization=change.organization,
            changes={title: [old, new] for title, old, new in change.values},
        )


def _shown(organization: Organization, name: str) -> str:
    """A value as the CSV would have it."""
    if name == "kind":
        return organization.get_kind_display()
    value = getattr(organization, name)
    return "" if value is None else str(value)
