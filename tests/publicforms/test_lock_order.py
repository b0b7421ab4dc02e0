"""Whoever changes submissions takes the places first, then the turnstile, then submissions: nobody waits in a ring."""

from __future__ import annotations

import threading
import time
from uuid import uuid4

import pytest

from core.questions.models import AnswerSheet
from publicforms.models import Event, Letter, Place, Submission
from publicforms.services import correcting, handling, placing, statuses, submitting
from publicforms.services.correcting import correct
from publicforms.services.erasing import erase_submissions
from publicforms.services.handling import assign, set_status
from publicforms.services.placing_limits import set_limits
from publicforms.services.statuses import NotRemovable, remove_status
from publicforms.services.withdrawing import withdraw
from publicforms.services.writing import write_to_applicants
from tests.publicforms.making import opened, submitted, typed
from tests.publicforms.test_submitting import at_once

pytestmark = pytest.mark.django_db(transaction=True)


class Meeting:
    """Wraps a function that one of two calls: it lets the other begin, and waits until the other is waiting, too."""

    def __init__(self, monkeypatch, module, name):
        self.real, self.begun = getattr(module, name), threading.Event()
        monkeypatch.setattr(module, name, self)

    def __call__(self, *args, **named):
        if not self.begun.is_set():
            self.begun.set()
            time.sleep(0.5)
        return self.real(*args, **named)

    def of(self, first, second):
        """What both returned or raised; the second begins when the first has come to the function."""
        return at_once(2, lambda place: (self.begun.wait(10) and second()) if place else first())


def test_correcting_and_removing_a_status_wait_for_each_other_in_one_order(cast, monkeypatch):
    form = opened(cast)
    sent = submitted(form)
    first, other = form.statuses.all()[:2]
    set_status(form, [sent.pk], other, by=cast.midori)
    meeting = Meeting(monkeypatch, correcting, "pass_through")
    corrected, moved = meeting.of(
        lambda: correct(sent, typed(note="車椅子"), token="x", edit=sent.sheet.edit),
        lambda: remove_status(other, into=first, by=cast.midori),
    )
    assert (type(corrected), moved) == (Submission, 1)
    assert AnswerSheet.objects.get(pk=sent.sheet_id).answers["note"] == "車椅子"
    assert Submission.objects.get(pk=sent.pk).status == first


def test_correcting_and_erasing_wait_for_each_other_in_one_order(cast, monkeypatch):
    form = opened(cast)
    sent, other = submitted(form), submitted(form)
    meeting = Meeting(monkeypatch, correcting, "pass_through")
    corrected, erased = meeting.of(
        lambda: correct(sent, typed(note="車椅子"), token="x", edit=sent.sheet.edit),
        lambda: erase_submissions(Submission.objects.filter(pk__in=[sent.pk, other.pk]), by=cast.midori),
    )
    assert isinstance(corrected, Submission.DoesNotExist)
    assert erased == 2


@pytest.mark.parametrize("what", ["status", "assignment", "letter"])
def test_many_are_handled_while_one_is_withdrawn_and_another_moves_up(cast, monkeypatch, what):
    ids = iter(range(1_000, 0, -1))
    monkeypatch.setattr(submitting, "random_id", lambda: next(ids))
    form = opened(cast, places={("", ""): 1}, has_waitlist=True)
    counted, waiting = submitted(form), submitted(form)
    assert waiting.pk < counted.pk  # so that whoever takes both takes first what moving up takes last
    both, midori = [waiting.pk, counted.pk], cast.midori
    acts = {
        "status": lambda: set_status(form, both, form.statuses.get(name="決定"), by=midori),
        "assignment": lambda: assign(form, both, midori, by=midori),
        "letter": lambda: write_to_applicants(form, both, subject="件名", text="本文", sending=uuid4(), by=midori),
    }
    meeting = Meeting(monkeypatch, placing, "move_up")
    withdrawn, handled = meeting.of(lambda: withdraw(counted).standing, acts[what])
    assert (withdrawn, handled) == ("withdrawn", 2)
    assert Submission.objects.get(pk=waiting.pk).standing == "counted"
    assert Event.objects.filter(submission=waiting, what="moved_up").exists()
    assert Letter.objects.count() == (2 if what == "letter" else 0)


def test_the_first_quota_does_not_count_who_is_withdrawing(cast, monkeypatch):
    """There is no place yet that both could wait for: the turnstile keeps them apart."""
    form = opened(cast)
    leaves, stays = submitted(form), submitted(form)
    meeting = Meeting(monkeypatch, placing, "give_back")
    withdrawn, _ = meeting.of(
        lambda: withdraw(leaves).standing, lambda: set_limits(form.pk, {("", ""): 5}, by=cast.midori)
    )
    assert withdrawn == "withdrawn"
    assert Place.objects.get().taken == 1
    assert Submission.objects.get(pk=stays.pk).places == [["", ""]]


def test_a_status_that_is_removed_meanwhile_is_given_to_nobody(cast, monkeypatch):
    form = opened(cast)
    sent, decided = submitted(form), form.statuses.get(name="決定")
    meeting = Meeting(monkeypatch, statuses.audit, "record")
    assert meeting.of(
        lambda: remove_status(decided, into=None, by=cast.midori),
        lambda: set_status(form, [sent.pk], decided, by=cast.midori),
    ) == [0, 0]
    assert Submission.objects.get(pk=sent.pk).status.name == "受付"


def test_a_status_that_somebody_gets_meanwhile_is_not_removed(cast, monkeypatch):
    form = opened(cast)
    sent, decided = submitted(form), form.statuses.get(name="決定")
    meeting = Meeting(monkeypatch, handling, "count")
    given, kept = meeting.of(
        lambda: set_status(form, [sent.pk], decided, by=cast.midori),
        lambda: remove_status(decided, into=None, by=cast.midori),
    )
    assert given == 1
    assert isinstance(kept, NotRemovable)
    assert Submission.objects.get(pk=sent.pk).status == decided
