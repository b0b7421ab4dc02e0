"""10,000 submissions to a public form, offered faster than they can be served.

Every one that was acknowledged is stored, once; the others are told 503 and keep what they typed; memory stays flat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import psycopg

from bench.form_submission import PATH, SIZE, steps_of
from bench.measure import Figure
from bench.serving import production, served
from bench.stage import Stages, with_database

OFFERED, FIRST, AT_ONCE = 10_000, 2_000, 200
STORED = "SELECT count(*), count(DISTINCT token) FROM publicforms_submission"


def figures(stages: Stages) -> Iterator[Figure]:
    stage = stages.stage("bench_forms", **SIZE)
    environment = production(stage, DATABASE_URL=with_database(stages.servers.public_url, "bench_forms"))
    steps = [[send] for _, send in steps_of(stage, OFFERED)]
    before, _ = stored(stages)
    with served("portal.wsgi", environment, name="form") as form:
        first = form.load("", FIRST, AT_ONCE, steps[:FIRST], send_to=PATH)
        memory_before = form.memory()
        rest = form.load("", OFFERED - FIRST, AT_ONCE, steps[FIRST:], send_to=PATH)
        memory_after = form.memory()
    told = Counter(first["told"]) + Counter(rest["told"])
    acknowledged, refused = told["POST 302"], told["POST 503"]
    if acknowledged + refused != OFFERED:
        raise SystemExit(f"{told}\n{first['strange']}\n{rest['strange']}")
    after, different = stored(stages)
    if after - before != acknowledged or different != after:
        raise SystemExit(
            f"{acknowledged} were acknowledged, {after - before} stored, {different} different of {after}."
        )
    if lost := first["without_text"] + rest["without_text"]:
        raise SystemExit(f"{lost} of the refused lost what they typed.")
    yield Figure(
        f"Memory of a public node's processes after {OFFERED:,} submissions offered by {AT_ONCE} at once",
        memory_after,
        f"after the first {FIRST:,} of them",
        memory_before,
        at_most=1.1,
        unit="MB",
        note=f"{acknowledged:,} acknowledged, each stored once; {refused:,} told 503 with their text,"
        f" in {first['seconds'] + rest['seconds']:.0f} s",
    )


def stored(stages: Stages) -> tuple[int, int]:
    """How many submissions there are, and of how many pages."""
    with psycopg.connect(with_database(stages.servers.owner_url, "bench_forms")) as connection:
        return connection.execute(STORED).fetchone() or (0, 0)
