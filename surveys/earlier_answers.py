"""What the answers of an earlier survey are called, where they stand beside the questions of today's."""

from __future__ import annotations

import datetime

from core import clock
from core.people.japanese_dates import era_year_of
from core.questions.models import AnswerSheet
from surveys.fiscal_years import fiscal_year_of, year_words
from surveys.models import Response, Survey

UNKNOWN = "前回の回答"


def earlier_label(survey: Survey, sheet: AnswerSheet) -> str:
    """令和7年度の回答: after the fiscal year in which the earlier survey was issued.

    Of a survey of the same fiscal year 前回（令和8年6月12日提出）の回答. At most one query.
    """
    if sheet.earlier_id is None:
        return UNKNOWN
    earlier = Response.objects.filter(submitted=sheet.earlier_id).select_related("survey").first()
    if earlier is None or earlier.survey.issued_at is None or survey.issued_at is None:
        return UNKNOWN
    year = fiscal_year_of(earlier.survey.issued_at)
    if year != fiscal_year_of(survey.issued_at):
        return f"{year_words(year)}の回答"
    return f"前回（{_day(earlier.submitted_at)}提出）の回答" if earlier.submitted_at else UNKNOWN


def _day(at: datetime.datetime) -> str:
    """令和8年6月12日"""
    day = at.astimezone(clock.TOKYO).date()
    return f"{era_year_of(day)}{day.month}月{day.day}日"
