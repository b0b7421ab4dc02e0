"""Whom a survey is sent to: organizations and groups resolved to organizations, each once."""

from __future__ import annotations

from django.db.models import QuerySet

from archive.addressing import addressees
from core.people.models import Organization
from surveys.models import Survey


def asked_by(survey: Survey) -> QuerySet[Organization]:
    """The organizations that a draft would ask if it were issued now."""
    return addressees(survey.to_organizations.all(), survey.to_groups.all())
