"""The form at an address, as a visitor's request finds it: read whole once, then only asked whether it is still that.

Every request reads a form with its owner, section and version, about seventy columns. A process keeps them, and asks
the database for the places of the four rows and the transactions that wrote them: any change of any of them is another.
"""

from __future__ import annotations

import copy

from django.db import connection

from publicforms.models import Form

# A row that was changed lies elsewhere, or was written by another transaction.
STANDING = """
SELECT f.xmin::text, f.ctid::text, o.xmin::text, o.ctid::text, s.xmin::text, s.ctid::text, v.xmin::text, v.ctid::text,
    portal_now(), (SELECT id FROM publicforms_status WHERE form_id = f.id AND is_first)
FROM publicforms_form f JOIN people_organization o ON o.id = f.owner_id
LEFT JOIN people_section s ON s.id = f.section_id LEFT JOIN questions_version v ON v.id = f.version_id
WHERE f.slug = %s AND f.state <> 'draft'
"""
_MOST_KEPT = 200
_kept: dict[str, tuple[list[str | None], Form]] = {}


def form_at(slug: str) -> Form | None:
    """The form that visitors find at this address, as it stands now, a copy of the caller's own. None where none is."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [slug])
        row = cursor.fetchone()
    if row is None:
        return None
    *standing, now, first_status = row
    kept = _kept.get(slug)
    if kept is None or kept[0] != standing:
        form = Form.objects.for_visitors().filter(slug=slug).first()
        if form is None:
            return None
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        # Read after `standing`: whatever changed in between only has it read once more.
        _kept[slug] = kept = (standing, form)
    found = copy.copy(kept[1])
    found.visited_at, found.known_first_status = now, first_status
    return found
