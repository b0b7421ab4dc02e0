"""Who may open the pages of composing and running, and who learns that there is a survey at all."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from surveys.services.composing import attach_files
from surveys.services.issuing import issue
from tests.surveys.making import make_survey

pytestmark = pytest.mark.django_db

# address: (somebody of an organization that is asked, of one that is not, staff of the prefecture)
OPEN = {
    "": (200, 404, 200),
    "edit/": (403, 404, 302),
    "issue/": (403, 404, 302),
    "deletion/": (403, 404, 302),
    "closing/": (403, 404, 200),
    "reopening/": (403, 404, 302),
    "withdrawal/": (403, 404, 200),
    "announcements/": (403, 404, 200),
    "due/": (403, 404, 200),
    "form-sheet/": (403, 404, 200),
    "files/{file}/replacement/": (403, 404, 200),
    "copies/": (405, 405, 405),
}
DRAFT = {
    "": (404, 404, 200),
    "edit/": (404, 404, 200),
    "issue/": (404, 404, 200),
    "deletion/": (404, 404, 200),
    "closing/": (404, 404, 302),
}
FREE = {
    "": (200, 200, 200),
    "calendar/": (200, 200, 200),
    "new/": (403, 403, 200),
    "asked-before/": (403, 403, 200),
    "addressees/": (403, 403, 405),
}


@pytest.mark.parametrize("address", OPEN)
def test_an_issued_survey_is_for_those_who_run_it_and_those_asked(cast, signed_in, address):
    survey = make_survey(cast)
    [attached] = attach_files(survey, [SimpleUploadedFile("別紙.txt", "別紙".encode())], by=cast.sato)
    issue(survey.pk, by=cast.sato)
    path = f"/surveys/{survey.pk}/{address.format(file=attached.pk)}"
    asked, others, staff = OPEN[address]
    for person in (cast.midori, cast.kaede):
        assert signed_in(person).get(path).status_code == asked
    assert signed_in(cast.haru).get(path).status_code == others
    assert signed_in(cast.sato).get(path).status_code == staff
    assert Client().get(path).url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", DRAFT)
def test_a_draft_exists_only_for_those_who_run_it(cast, signed_in, address):
    path = f"/surveys/{make_survey(cast).pk}/{address}"
    asked, others, staff = DRAFT[address]
    assert signed_in(cast.midori).get(path).status_code == asked
    assert signed_in(cast.haru).get(path).status_code == others
    assert signed_in(cast.sato).get(path).status_code == staff


@pytest.mark.parametrize("address", FREE)
def test_pages_of_no_survey(cast, signed_in, address):
    asked, others, staff = FREE[address]
    assert signed_in(cast.midori).get(f"/surveys/{address}").status_code == asked
    assert signed_in(cast.haru).get(f"/surveys/{address}").status_code == others
    assert signed_in(cast.sato).get(f"/surveys/{address}").status_code == staff
    assert Client().get(f"/surveys/{address}").url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", [address for address in OPEN if address])
def test_what_acts_refuses_those_who_do_not_run_it(cast, signed_in, address):
    survey = make_survey(cast)
    [attached] = attach_files(survey, [SimpleUploadedFile("別紙.txt", "別紙".encode())], by=cast.sato)
    issue(survey.pk, by=cast.sato)
    path = f"/surveys/{survey.pk}/{address.format(file=attached.pk)}"
    assert signed_in(cast.midori).post(path).status_code == 403
    assert signed_in(cast.haru).post(path).status_code == 404
