"""A public form of 10 questions, taken in by production's web server, against a minimal Django application.

Both are asked the same by the same clients: page, confirm, send, done. The minimal one is a plain ModelForm and one
INSERT, without sessions or any protection; the public form has every protection on, its proofs of work verified.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg

from bench.measure import Figure
from bench.serving import Server, production, served
from bench.stage import ROOT, Stage, Stages, with_database

SIZE = {"organizations": 120, "people": 200, "notices": 10, "to_all": 1}
ROUNDS, AT_ONCE = 3, 4
SUBMISSIONS, VIEWS = 150, 300
PATH = "/forms/bench/"
MINIMAL = {
    "name": "佐藤 花子", "kana": "さとう はなこ", "mail": "hanako@example.jp", "phone": "0225-95-1111",
    "address": "宮城県石巻市穀町14番1号", "birth": "1990-04-01", "job": "witness", "times": "2", "car": "True",
    "note": "特になし",
}  # fmt: skip


def figures(stages: Stages) -> Iterator[Figure]:
    stage = stages.stage("bench_forms", **SIZE)
    environment = production(stage, DATABASE_URL=with_database(stages.servers.public_url, "bench_forms"))
    minimal_steps = [[MINIMAL | {"confirm": "1"}, MINIMAL | {"send": "1"}]] * SUBMISSIONS
    times: dict[str, list[float]] = {name: [] for name in ("form", "minimal", "form_page", "minimal_page")}
    with (
        served("portal.wsgi", environment, name="form") as form,
        served("bench.minimal_form.wsgi", minimal_environment(stages), name="minimal") as minimal,
    ):
        for number in range(ROUNDS + 1):
            taken = {
                "form": sent(form, PATH, steps_of(stage, SUBMISSIONS)),
                "minimal": sent(minimal, "/", minimal_steps),
                "form_page": looked_at(form, PATH),
                "minimal_page": looked_at(minimal, "/"),
            }
            if number:  # the first warms up
                for name, milliseconds in taken.items():
                    times[name].append(milliseconds)
    middle = {name: statistics.median(found) for name, found in times.items()}
    per_second = {name: 1000 / each for name, each in middle.items()}
    yield Figure(
        "A complete submission to a public form of 10 questions",
        middle["form"],
        "the same requests to a minimal Django application with a ModelForm",
        middle["minimal"],
        at_most=1 / 0.33,
        note=f"{per_second['form']:.0f} against {per_second['minimal']:.0f} submissions a second",
    )
    yield Figure(
        "The page of that form",
        middle["form_page"],
        "the minimal application's page",
        middle["minimal_page"],
        at_most=1 / 0.5,
        note=f"{per_second['form_page']:.0f} against {per_second['minimal_page']:.0f} pages a second",
    )


def steps_of(stage: Stage, number: int) -> list[list[dict[str, str]]]:
    """What so many visitors post: to the confirm page, and what it carries to the end."""
    made: dict[str, Any] = stage.inside("bench.form_making", str(number), PORTAL_PROCESS="command")
    steps = []
    for page in made["pages"]:
        known = {**made["typed"], **page, "version": str(made["version"]), "page": "1", "homepage": ""}
        steps.append([known | {"confirm": "1"}, known | {"send": "1"}])
    return steps


def sent(server: Server, path: str, steps: list[Any]) -> float:
    """Milliseconds a submission, all of them taken in."""
    answer = server.load(path, len(steps), AT_ONCE, steps)
    if answer["told"].get("DONE 200") != len(steps):
        raise SystemExit(f"{answer['told']}\n{answer['strange']}\n{server.log.read_text()[-3000:]}")
    return answer["seconds"] * 1000 / len(steps)


def looked_at(server: Server, path: str) -> float:
    """Milliseconds a page."""
    answer = server.load(path, VIEWS, AT_ONCE)
    if answer["told"] != {"GET 200": VIEWS}:
        raise SystemExit(f"{answer['told']}\n{server.log.read_text()[-3000:]}")
    return answer["seconds"] * 1000 / VIEWS


def minimal_environment(stages: Stages) -> dict[str, str]:
    """Of the yardstick, with its table, on the same server."""
    url = with_database(stages.servers.owner_url, "bench_minimal")
    with psycopg.connect(stages.servers.owner_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench_minimal WITH (FORCE)")
        connection.execute("CREATE DATABASE bench_minimal")
    environment = {**os.environ, "MINIMAL_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.minimal_form.settings"}
    command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return environment
