"""`python -m bench [name …]`: run the benchmarks and print every figure. Ends with 1 when one is not met."""

from __future__ import annotations

import sys

from bench import (
    collation,
    crosstab,
    fan_out,
    form_list,
    form_shedding,
    form_submission,
    notice_list,
    publishing,
    question_sheet,
    survey_board,
    survey_issuing,
    wide_csv,
)
from bench.stage import Stages

BENCHMARKS = {
    "notice_list": notice_list,
    "publishing": publishing,
    "fan_out": fan_out,
    "form_submission": form_submission,
    "form_shedding": form_shedding,
    "question_sheet": question_sheet,
    "collation": collation,
    "crosstab": crosstab,
    "survey_issuing": survey_issuing,
    "survey_board": survey_board,
    "wide_csv": wide_csv,
    "form_list": form_list,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    stages = Stages()
    figures = []
    try:
        for name in names or BENCHMARKS:
            print(f"\n== {name}: {(BENCHMARKS[name].__doc__ or '').strip().splitlines()[0]}", flush=True)
            for figure in BENCHMARKS[name].figures(stages):
                print(figure.line(), flush=True)
                figures.append(figure)
    finally:
        stages.stop()
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
