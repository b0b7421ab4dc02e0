"""The audit log's entries in words: {% load portal_audit %}{{ entry.action|audit_label }}"""

from django import template

from core.people import audit
from core.people.audit_words import describe
from core.people.models import AuditEntry

register = template.Library()


@register.filter
def audit_label(action: str) -> str:
    return audit.label(action)


@register.filter
def audit_details(entry: AuditEntry) -> list[tuple[str, str]]:
    """Pairs of label and text."""
    return describe(entry.details)
