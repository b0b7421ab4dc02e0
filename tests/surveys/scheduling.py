"""Surveys of this fiscal year and the last for the tests of the yearly schedule, and what its page says."""

from __future__ import annotations

import datetime
import re

from core import clock
from surveys.fiscal_years import fiscal_year_of
from surveys.models import Survey
from surveys.services.closing import close
from tests.cast import Cast
from tests.surveys.making import issued


def this_year() -> int:
    return fiscal_year_of(clock.today())


def on(year: int, month: int, day: int) -> datetime.datetime:
    """A day of that fiscal year, at five."""
    return datetime.datetime(year if month >= 4 else year + 1, month, day, 17, tzinfo=clock.TOKYO)


def asked_in(cast: Cast, year: int, month: int = 6, day: int = 10, **written) -> Survey:
    """Issued, and due on that day of that fiscal year."""
    survey = issued(cast, **written)
    Survey.objects.filter(pk=survey.pk).update(due_at=on(year, month, day), issued_at=on(year, 4, 1))
    return Survey.objects.get(pk=survey.pk)


def last_year(cast: Cast, month: int = 6, **written) -> Survey:
    survey = asked_in(cast, this_year() - 1, month, **written)
    return close(survey.pk, by=cast.sato)


def shown(client, query: str = "") -> str:
    """What the page says, without the options of its filters and with its counts out of their links."""
    return read(client.get(f"/surveys/schedule/{query}"))


def read(response) -> str:
    assert response.status_code == 200
    page = re.sub(r"<option.*?</option>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"<a [^>]*>(\d+件)</a>", r"\1", page)
