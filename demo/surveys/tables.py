"""Cross-tables that somebody saved, of surveys whose answers make interesting ones."""

from __future__ import annotations

from urllib.parse import urlencode

from core.people.models import User
from surveys.models import Survey
from surveys.services.tabulating import save_table

# survey, title, what is tabulated, whether it stands on the survey's page
SAVED: list[tuple[str, str, dict[str, str], bool]] = [
    ("polls", "投票区の見直し（圏域別）", {"rows": "@region", "columns": "reform", "percent": "row"}, True),
    ("polls", "立会人の確保の難しさと見直し", {"rows": "hard", "columns": "reform", "hide": "1"}, False),
    ("digital", "移行の段階ごとの課題", {"rows": "stage", "columns": "troubles", "hide": "1"}, True),
]


def make(found: dict[str, Survey], by: User) -> None:
    for name, title, chosen, on_page in SAVED:
        save_table(found[name], title=title, query=urlencode(chosen), is_shared=True, on_page=on_page, by=by)
