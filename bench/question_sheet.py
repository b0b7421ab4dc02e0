"""An answer sheet of 30 questions with a 200-cell table, against a plain Django form of the same fields.

- Checking and storing it ÷ the form's `is_valid()` and one INSERT.
- Rendering the page that asks it ÷ the form rendered with the house's field template.
- What the room and its bundled data add to the memory of a web process.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from bench.measure import Figure
from bench.stage import Stages

SIZE = {"organizations": 200, "people": 300, "notices": 10, "to_all": 1}
ROUNDS = 5


def figures(stages: Stages) -> Iterator[Figure]:
    stage = stages.stage("bench_questions", **SIZE)
    runs = [stage.inside("bench.sheet") for _ in range(ROUNDS)]
    note = f"{runs[0]['questions']} questions, {runs[0]['fields']} fields, {runs[0]['cells']} of them cells of a table"
    yield Figure(
        "Answer sheet, checked and stored",
        statistics.median(run["save"] for run in runs),
        "a plain Django form of the same fields, and one INSERT",
        statistics.median(run["form_save"] for run in runs),
        at_most=3,
        note=f"{note}; {runs[0]['queries']} queries",
    )
    yield Figure(
        "Answer sheet, the form rendered",
        statistics.median(run["render"] for run in runs),
        "the plain form rendered with the house's field template",
        statistics.median(run["form_render"] for run in runs),
        at_most=2,
        note=note,
    )
    with_room = statistics.median(stage.run("bench.memory", "with")["megabytes"] for _ in range(3))
    without = statistics.median(stage.run("bench.memory", "without")["megabytes"] for _ in range(3))
    yield Figure(
        "Memory that core.questions adds to a web process, a postcode looked up",
        with_room - without,
        "what it may add",
        60,
        at_most=1,
        unit="MB",
        note=f"{without:.1f} MB without the room",
    )
