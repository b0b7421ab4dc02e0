"""Phone numbers that a phone can dial."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.people.phones import dialled

register = template.Library()


@register.filter
def phone_link(phone: str) -> str | SafeString:
    """The number as it was written; a link when it can be dialled."""
    number = dialled(phone)
    return format_html('<a class="mu-nowrap" href="tel:{}">{}</a>', number, phone) if number else phone
