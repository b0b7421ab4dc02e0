"""What the browser loads: only our own files, all of them found, all of them hashed in production."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
CSS = ROOT / "static/css"
PAGES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "mail" not in path.relative_to(ROOT).parts]


def test_the_lock_file_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())
    assert "://" not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_every_style_sheet_is_imported_once():
    entry = (CSS / "musubi.css").read_text(encoding="utf-8")
    imported = re.findall(r'@import url\("([^"]+)"\)', entry)
    of_pages = {path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css")}
    files = of_pages - {"musubi.css", "admin.css"}  # the admin links its own
    assert sorted(name for name in imported if not name.startswith("../")) == sorted(files)


def test_every_script_is_loaded_by_main_or_by_a_template():
    folder = ROOT / "static/js"
    imports = {name for path in folder.glob("*.js") for name in _imported_by(path)}
    named = set(re.findall(r"static 'js/([^']+)'", "".join(page.read_text(encoding="utf-8") for page in PAGES)))
    assert {path.name for path in folder.glob("*.js")} == imports | named


def _imported_by(path: Path) -> list[str]:
    return re.findall(r'^import [^"]*"\./([^"]+)";', path.read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_no_template_holds_inline_code_or_foreign_addresses(page):
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{%.*?%\}", "", text, flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), "put it into static/css or static/js"
    assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", text), "put it into static/js"
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "serve it from static/"


@pytest.fixture
def collected(settings, tmp_path) -> dict[str, str]:
    """The manifest of a production node's static files."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "portal.staticfiles.HashedStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]


def test_style_sheets_and_modules_lead_to_hashed_names(collected, tmp_path):
    for entry, pattern in (("css/musubi.css", r'url\("([^"]+)"\)'), ("js/main.js", r'import\s*"([^"]+)"')):
        file = tmp_path / collected[entry]
        targets = re.findall(pattern, file.read_text(encoding="utf-8"))
        assert len(targets) > 5
        for target in targets:
            assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", target), target
            assert (file.parent / target).resolve().is_file()
    upload = (tmp_path / collected["js/upload.js"]).read_text(encoding="utf-8")
    assert re.search(r'from\s*"\./behaviour\.[0-9a-f]{12}\.js"', upload)
