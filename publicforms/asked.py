"""What a form asks. Published versions never change, so each is read and taken apart once a process."""

from __future__ import annotations

import datetime
from functools import lru_cache

from core.questions.definition import Definition
from core.questions.models import Version
from publicforms.models import Form


def definition_of(form: Form) -> Definition:
    """Of a published form, in the language in which it was written."""
    version = form.asked_version
    return _definition(version.pk, version.published_at)


def definition_at(version: Version) -> Definition:
    """Of a published version, which need not be the one that is asked now; its content need not be read with it."""
    if version.published_at is None:
        raise ValueError("A draft version answers nothing yet.")
    return _definition(version.pk, version.published_at)


@lru_cache(maxsize=64)
def _definition(pk: int, published_at: datetime.datetime) -> Definition:
    return Version.objects.get(pk=pk).definition
