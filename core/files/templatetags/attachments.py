"""What the list of attachments needs to know of its files as a whole."""

from collections.abc import Iterable

from django import template

from core.files.models import StoredFile

register = template.Library()


@register.filter
def total_size(files: Iterable[StoredFile]) -> int:
    """Bytes of all files together: about what their ZIP will have."""
    return sum(file.size for file in files)


@register.filter
def with_preview(files: Iterable[StoredFile]) -> list[StoredFile]:
    """Those that can be shown, or will be in a moment."""
    return [file for file in files if file.previews is None or file.previews]
