"""Resident memory of a web process with or without core.questions; prints JSON."""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ["PORTAL_PROCESS"] = "web"

import django
import psutil
from django.conf import settings


def main(what: str) -> None:
    if what == "without":
        for room in ("core.questions", "surveys", "publicforms", "demo"):  # the others stand on it
            settings.INSTALLED_APPS.remove(room)
        django.setup()
    else:
        django.setup()
        import core.questions.urls  # noqa: F401 - every view, form and kind
        from core.questions.postcodes import place_of

        assert place_of("980-8570").city, "the postcode of the prefectural office is in the bundled data"
    print(json.dumps({"megabytes": psutil.Process().memory_info().rss / 1_000_000}))


if __name__ == "__main__":
    main(sys.argv[1])
