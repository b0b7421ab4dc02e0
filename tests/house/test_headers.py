"""What every answer carries, and what production's settings must be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from tests.house.actors import MEMBER, NOBODY
from tests.house.asking import ask, without_tokens

ROOT = Path(__file__).resolve().parent.parent.parent
# In a production's environment nothing of the tests' may be left.
PRODUCTION = {
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "production-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "DATABASE_URL": "postgres://musubi@127.0.0.1:1/musubi",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "musubi.pref.example.jp",
    "PORTAL_URL": "https://musubi.pref.example.jp",
    "EMAIL_URL": "smtp://mail.pref.example.jp:25",
    "BEHIND_PROXY": "1",
}


def policy_of(response) -> dict[str, list[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in directives}


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (NOBODY, "account_login"),
        (MEMBER, "home"),
        (MEMBER, "archive:list"),
        (MEMBER, "archive:new"),
        (NOBODY, "health"),
    ],
)
def test_every_answer_is_guarded(world, client_of, actor, name):
    response = ask(client_of(actor), "GET", reverse(name))
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    assert policy["base-uri"] == ["'none'"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


def test_error_pages_are_guarded_too(world, client_of):
    response = ask(client_of(MEMBER), "GET", "/no/such/page/")
    assert response.status_code == 404
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_pages_of_the_signed_in_are_kept_nowhere(world, client_of):
    client = client_of(MEMBER)
    for address in (reverse("home"), reverse("archive:list"), reverse("files:download", args=[world.file.pk])):
        assert "no-store" in ask(client, "GET", address)["Cache-Control"], address


def test_an_uploaded_file_is_never_run(world, client_of):
    for name in ("files:download",):
        response = ask(client_of(MEMBER), "GET", reverse(name, args=[world.file.pk]))
        assert response["Content-Disposition"].startswith("attachment")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_the_admin_has_no_weaker_policy(world, client_of):
    root = world.people["administrator"]
    type(root).objects.filter(pk=root.pk).update(is_staff=True, is_superuser=True)
    client = client_of("administrator")
    for address in (reverse("admin:index"), reverse("admin:people_organization_changelist")):
        response = ask(client, "GET", address)
        assert response.status_code == 200
        assert "unsafe" not in response["Content-Security-Policy"]
        body = without_tokens(response.content).decode()
        assert "<style" not in body
        assert " style=" not in body


def test_production_settings_pass_the_deployment_check():
    checked = production("check", "--deploy", "--fail-level=WARNING")
    assert checked.returncode == 0, checked.stderr
    told = production(
        "shell", "-c", "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.DEBUG, s.DEMONSTRATION, s.SECOND_FACTOR_ROLES)"
    )  # fmt: skip
    last = told.stdout.strip().splitlines()[-1]
    assert last == "True True True True False False ['administrator', 'staff', 'manager']", told.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORTAL_FACE", "garden"), ("DATABASE_URL", "sqlite:///x.db"), ("ATTACHMENT_MAX_BYTES", "much")]
)
def test_a_bad_value_stops_the_start_with_its_name(name, value):
    checked = production("check", **{name: value})
    assert checked.returncode != 0
    assert name in checked.stderr


def test_a_public_node_serves_nothing_of_the_office():
    """An internet-side node: the pages of public forms, what they look up, and whether it is alive."""
    told = production(
        "shell", "-c",
        "from portal.urls import urlpatterns as all; names = lambda them: [str(each.pattern) for each in them];"
        "print(names(all[1].url_patterns)); print(names(all))",
        PORTAL_FACE="public",
    )  # fmt: skip
    assert told.stdout.strip().splitlines()[-1] == "['health/', 'questions/', 'forms/']", told.stderr
    assert "'postcodes/<str:code>/'" in told.stdout.splitlines()[-2]


def production(*command: str, **changes: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=PRODUCTION | changes,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
