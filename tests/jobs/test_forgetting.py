"""Jobs go together with the records that they name."""

import pytest

from core.jobs.forgetting import forget
from core.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_the_jobs_that_name_a_record_go_with_their_errors_and_others_stay():
    def job(kind: str, **payload) -> Job:
        return Job.objects.create(kind=kind, payload=payload, error="ValueError: 佐藤 花子")

    gone = [job("letters.send", letter=7), job("letters.tell", letter=7, other=1), job("letters.scan", file="a-b")]
    stays = [job("letters.send", letter=8), job("surveys.send", letter=7), job("letters.send", page=7)]
    assert forget("letters", letter=[7], file=["a-b"]) == len(gone)
    assert set(Job.objects.all()) == set(stays)
    assert forget("letters") == 0
