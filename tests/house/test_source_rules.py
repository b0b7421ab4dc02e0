"""Rules about the source that a reader would otherwise have to watch over. Each says what to do instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("core", "roster", "archive", "portal", "demo")

OWN_SIGNAL = "Call the function from the service that makes the change: a signal hides who does what."
FORBIDDEN = {
    "csrf_exempt": "Give the form its token; decision 10 names the public views that may do without.",
    "mark_safe": "Use format_html or a template: what was typed by somebody must be escaped.",
    "get_objects_for_user": "Only core/people/access.py reads grants; start from visible_to(user).",
    # Signals of libraries (somebody signed in) may be listened to; there is no other way to learn of them.
    "Signal": OWN_SIGNAL,
    "pre_save": OWN_SIGNAL,
    "post_save": OWN_SIGNAL,
    "pre_delete": OWN_SIGNAL,
    "post_delete": OWN_SIGNAL,
    "m2m_changed": OWN_SIGNAL,
}
# Template tags put constant pieces of HTML together; what comes from people goes through format_html there too.
ALLOWED = {
    ("mark_safe", "core/people/templatetags/portal_forms.py"),
    ("mark_safe", "core/people/templatetags/portal_ui.py"),
}
# (module, attribute): what a call of it should have been.
FORBIDDEN_CALLS = {
    (
        "timezone",
        "now",
    ): "Ask the database's clock: core.clock.now(), or Now() in a query.",
    ("datetime", "now"): "Ask the database's clock: core.clock.now().",
    ("date", "today"): "Ask the database's clock: core.clock.today().",
    ("datetime", "utcnow"): "Ask the database's clock: core.clock.now().",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_nobody_takes_a_forbidden_way():
    wrong = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for name in (alias.name for alias in node.names):
                    if name in FORBIDDEN and (name, path) not in ALLOWED and "celery" not in (node.module or ""):
                        wrong.append(f"{path}:{node.lineno} imports {name}. {FORBIDDEN[name]}")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                named = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if instead := FORBIDDEN_CALLS.get((named, node.func.attr)):
                    wrong.append(f"{path}:{node.lineno} calls {named}.{node.func.attr}(). {instead}")
    assert not wrong, "\n".join(wrong)


def test_templates_do_not_switch_escaping_off():
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("field.help_text|safe", "")  # our own words; Django does the same
        if "autoescape off" in text or "|safe" in text:
            wrong.append(str(path.relative_to(ROOT)))
    assert not wrong, f"These switch escaping off; make the text in Python with format_html instead: {wrong}"


@pytest.mark.django_db
def test_the_models_have_their_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_linear_and_named_for_what_they_do():
    wrong = []
    for room in apps.get_app_configs():
        folder = Path(room.path) / "migrations"
        if not folder.is_relative_to(ROOT) or ".venv" in folder.parts or not folder.exists():
            continue
        names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
        numbers = [name[:4] for name in names]
        if numbers != [f"{number:04}" for number in range(1, len(names) + 1)]:
            wrong.append(f"{room.label}: {names} is not one line: renumber or merge by hand")
        wrong += [f"{room.label}: name {name} for what it does" for name in names if "_auto_" in name]
    assert not wrong, "\n".join(wrong)
