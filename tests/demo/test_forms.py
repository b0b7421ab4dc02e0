"""The demonstration's forms: every status and way in is there, and what was sent in could have been."""

from __future__ import annotations

from collections import Counter

import pytest
from django.urls import reverse

from core import clock
from core.people.models import User
from core.questions.checking import check
from core.questions.models import PastAnswers
from core.search.folding import fold
from publicforms.asked import definition_of
from publicforms.making.checklist import missing
from publicforms.making.texts import untranslated_texts
from publicforms.models import Comment, Event, Form, Letter, Submission, SubmissionFile, Tally

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
RECRUITING, EVENT, QUESTIONNAIRE, LOG = "touhyou-tachiai", "oyako-bousai", "hatarakikata", "kenon"


def form_of(slug: str) -> Form:
    return Form.objects.for_visitors().get(slug=slug)


def test_forms_of_two_owners_are_there_in_every_moment_that_needs_looking_at():
    now = clock.now()
    moments = {form.slug: form.moment(now) for form in Form.objects.exclude(state="draft")}
    assert moments == {RECRUITING: "open", EVENT: "after", QUESTIONNAIRE: "open", LOG: "open"}
    draft = Form.objects.get(state="draft")
    assert "利用目的を書く" in missing(draft)
    assert set(Form.objects.values_list("owner__code", flat=True)) == {"042021", "040002"}


def test_thirty_one_have_applied_in_every_way_and_stand_at_every_status():
    form = form_of(RECRUITING)
    applied = Submission.objects.filter(form=form)
    assert applied.count() == 31
    assert set(applied.values_list("status__name", flat=True)) == {"受付", "確認中", "決定", "見送り"}
    assert set(applied.values_list("standing", flat=True)) == {"counted", "waiting", "withdrawn"}
    assert {"web", "paper", "phone"} == set(applied.values_list("channel", flat=True))
    assert PastAnswers.objects.filter(sheet__submission__form=form).count() == 1
    assert SubmissionFile.objects.filter(submission__form=form, submission__channel="paper").count() == 1
    assert Comment.objects.filter(submission__form=form).count() >= 4
    letters = Letter.objects.filter(submission__form=form)
    assert {letter.by is None for letter in letters} == {True, False}
    assert applied.exclude(assignee=None).exists()
    for language in ("en", "ja-easy"):
        assert untranslated_texts(form, language) == []


def test_who_waits_came_after_the_places_were_taken_and_no_place_is_given_twice():
    for form in (form_of(RECRUITING), form_of(EVENT)):
        counted = Submission.objects.filter(form=form, standing="counted")
        taken = Counter(tuple(place) for places in counted.values_list("places", flat=True) for place in places)
        for place in form.places.all():
            assert place.taken == taken[place.question, place.option] <= place.limit, f"{form}: {place.option}"
        waiting = Submission.objects.filter(form=form).waiting()
        assert waiting.count() >= 3
        assert list(waiting) == sorted(waiting, key=lambda one: one.submitted_at)


@pytest.mark.parametrize("slug", [RECRUITING, EVENT, QUESTIONNAIRE, LOG])
def test_counters_receipts_and_times_are_right(slug):
    form, now = form_of(slug), clock.now()
    rows = Submission.objects.filter(form=form)
    counted = Counter(rows.values_list("status", "standing"))
    assert {(one.status_id, one.standing): one.number for one in Tally.objects.filter(form=form)} == counted
    assert len(set(rows.values_list("receipt", flat=True))) == rows.count()
    for one in rows.select_related("sheet"):
        assert one.sheet_id == one.pk
        assert one.submitted_at <= one.updated_at <= now
        assert one.submitted_at >= form.opens_at
    assert not Event.objects.filter(submission__form=form, at__gt=now).exists()
    definition = definition_of(form)
    assert set(rows.first().sheet.answers) <= set(definition.number)


def test_of_five_hundred_colleagues_nobody_can_be_told_and_overtime_weighs():
    form = form_of(QUESTIONNAIRE)
    rows = Submission.objects.filter(form=form).select_related("sheet")
    assert rows.count() == 500
    assert not Event.objects.filter(submission__form=form).exists()
    assert {(at.astimezone(clock.TOKYO).hour, at.minute) for at in rows.values_list("submitted_at", flat=True)} == {
        (0, 0)
    }
    assert set(rows.values_list("by", "organization", "address", "person")) == {(None, None, "", None)}
    answers = [one.sheet.answers for one in rows]
    little, much = ([one for one in answers if one["overtime"] in codes] for codes in (("o1", "o2"), ("o4", "o5")))
    pleased = [sum(int(one["satisfaction"]) for one in group) / len(group) for group in (little, much)]
    assert pleased[0] - pleased[1] > 0.3
    assert min(len(little), len(much)) > 50


def test_four_offices_have_logged_two_weeks_and_some_had_a_fever():
    rows = Submission.objects.filter(form=form_of(LOG)).select_related("sheet", "organization", "by")
    assert len({one.organization_id for one in rows}) == 4
    assert rows.count() > 80
    assert all(one.by is not None for one in rows)
    degrees = [float(one.sheet.answers["temperature"]) for one in rows]
    assert sum(each >= 37.5 for each in degrees) < len(degrees) / 10
    assert max(degrees) >= 37.5


def test_what_was_sent_in_is_found_by_its_words(signed_in):
    one = Submission.objects.filter(form__slug=RECRUITING, channel="paper").select_related("sheet").get()
    name = one.sheet.answers["name"]
    assert fold(name["family"]) in one.sheet.folded
    assert fold(name["family"]) not in one.folded
    manager = signed_in(User.objects.get(email="manager@042021.example.jp"))
    assert one.receipt in manager.get(reverse("forms:people"), {"q": name["family"]}).content.decode()


def test_the_answers_pass_the_check_that_a_page_makes():
    form = form_of(EVENT)
    definition = definition_of(form)
    one = Submission.objects.filter(form=form).select_related("sheet").first()
    typed = {"a.adults": ["0"], "a.session": [one.sheet.answers["session"]]}
    assert not check(definition, typed, complete=True).is_valid, "the control"
    answers = one.sheet.answers
    assert int(answers["people"]) == answers["adults"] + answers["children"]
