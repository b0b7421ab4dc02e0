"""What the demonstration consists of: the programs, what they are told, and who may sign in."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ADDRESS = "127.0.0.1"

ACCOUNTS = """\
  県管理者    admin@pref.example.jp
  県職員      staff@pref.example.jp
  団体管理者  manager@041009.example.jp
  団体担当者  member@041009.example.jp
  パスワード  demo-password(全員共通)"""


def given(name: str) -> bool:
    """Whether the environment names this server or secret itself, directly or by file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def management(name: str, *arguments: str) -> list[str]:
    """A management command of the portal."""
    return [sys.executable, "manage.py", name, *arguments]


# All that the rooms' work names; tests/system checks it.
QUEUES = ("default", "mail", "files", "exports")


def commands(port: int, data: Path) -> dict[str, list[str]]:
    """The programs that make up the portal, by name."""
    celery = [sys.executable, "-m", "celery", "-A", "portal"]
    worker = ["worker", "--loglevel=INFO", "--concurrency=2", "--without-gossip", "--without-mingle"]
    return {
        "web": [
            *(
                sys.executable,
                "-m",
                "gunicorn",
                "portal.wsgi",
                f"--bind={ADDRESS}:{port}",
                "--workers=2",
                "--threads=4",
            ),
            *("--timeout=120", "--graceful-timeout=10", "--no-control-socket"),
        ],
        "worker": [*celery, *worker, f"--queues={','.join(QUEUES)}"],
        "beat": [*celery, "beat", "--loglevel=INFO", f"--schedule={data / 'beat-schedule'}"],
    }


def environment(port: int, data: Path, found: Mapping[str, str]) -> dict[str, str]:
    """What the programs get: the shell's variables, what was `found` (addresses, secret), what a demonstration is.

    A stray value in the shell must not turn the demonstration into something else, or send its mails to anyone.
    """
    surroundings = {name: value for name, value in os.environ.items() if name != "EMAIL_URL_FILE"}
    return {
        **surroundings,
        **found,
        "ALLOWED_HOSTS": f"{ADDRESS},localhost",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "EMAIL_URL": "demo-mailbox:",
        "PORTAL_AS_OWNER": "0",
        "PORTAL_DATA": str(data),
        "PORTAL_DEMO": "1",
        "PORTAL_PROCESS": "command",
        "PORTAL_URL": f"http://{ADDRESS}:{port}",
        "PYTHONUNBUFFERED": "1",
    }
