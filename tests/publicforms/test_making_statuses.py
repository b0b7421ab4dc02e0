"""The statuses of a form's own, and the rights over it."""

from __future__ import annotations

import pytest

from core.people.granting import group_of_role, group_of_section
from core.people.models import AuditEntry, Role, Section
from publicforms.grants import grant_to_person, grants_on, revoke_from_group, revoke_from_person
from publicforms.models import Event, Form, FormVerb, Status, Submission, Tally
from publicforms.services.ending import close
from publicforms.services.erasing import erase_form, erase_now, numbers_of
from publicforms.services.granting import Change, NotGrantable, change_grants
from publicforms.services.handling import set_status
from publicforms.services.statuses import MOST, NotRemovable, remove_status
from publicforms.services.submitting import first_status
from tests.publicforms.making import make_form, opened, submitted

pytestmark = pytest.mark.django_db
SEE, PERSONAL, HANDLE, EXPORT, EDIT = FormVerb


def names(form: Form) -> list[str]:
    return list(form.statuses.order_by("position", "pk").values_list("name", flat=True))


def status(form: Form, name: str) -> Status:
    return form.statuses.get(name=name)


@pytest.fixture
def post(cast, signed_in):
    def send(form: Form, tail: str, by=None, **data: object):
        return signed_in(by or cast.midori).post(f"/forms/manage/{form.pk}/{tail}", data)

    return send


def test_a_status_is_added_at_the_end(cast, post):
    form = make_form(cast)
    post(form, "statuses/", name="書類待ち", colour="orange", is_told="on")
    assert names(form)[-1] == "書類待ち"
    made = status(form, "書類待ち")
    assert (made.colour, made.is_told, made.is_first) == ("orange", True, False)


@pytest.mark.parametrize("name", ["", "確認中", "あ" * 31, "二\n行"])
def test_a_name_that_cannot_be_is_told_and_kept(cast, post, name):
    form = make_form(cast)
    response = post(form, "statuses/", name=name, colour="blue")
    assert response.status_code == 422
    assert response.context["form"]["name"].value() == name
    assert len(names(form)) == 4


def test_there_are_not_more_than_twenty(cast, post):
    form = make_form(cast)
    Status.objects.bulk_create(Status(form=form, name=f"{n}番", position=n + 9) for n in range(MOST - 4))
    assert post(form, "statuses/", name="多すぎる", colour="blue").status_code == 422


def test_another_one_becomes_the_first_and_takes_that_over(cast, post):
    form = make_form(cast)
    checking = status(form, "確認中")
    post(form, f"statuses/{checking.pk}/", name="確認しています", colour="yellow", is_first="on")
    assert [each.name for each in form.statuses.filter(is_first=True)] == ["確認しています"]
    assert Status.objects.get(pk=first_status(form)).name == "確認しています"


def test_a_name_that_another_status_has_is_refused(cast, post):
    form = make_form(cast)
    response = post(form, f"statuses/{status(form, '確認中').pk}/", name="決定", colour="blue")
    assert response.status_code == 422
    assert "確認中" in names(form)


def test_statuses_are_put_in_order_by_buttons_and_by_dragging(cast, post):
    form = make_form(cast)
    keys = {name: str(status(form, name).pk) for name in names(form)}
    post(form, "statuses/order/", up=keys["決定"])
    assert names(form) == ["受付", "決定", "確認中", "見送り"]
    post(form, "statuses/order/", down=keys["受付"])
    assert names(form) == ["決定", "受付", "確認中", "見送り"]
    post(form, "statuses/order/", move=keys["見送り"], after="")
    assert names(form) == ["見送り", "決定", "受付", "確認中"]
    post(form, "statuses/order/", move=keys["見送り"], after=keys["受付"])
    assert names(form) == ["決定", "受付", "見送り", "確認中"]
    for nonsense in ({"up": keys["決定"]}, {"down": keys["確認中"]}, {"move": "x"}, {}):
        post(form, "statuses/order/", **nonsense)
    assert names(form) == ["決定", "受付", "見送り", "確認中"]


def test_a_status_that_submissions_have_goes_when_they_have_another(cast, post, signed_in):
    form = opened(cast)
    one, other = submitted(form), submitted(form)
    checking, decided = status(form, "確認中"), status(form, "決定")
    Submission.objects.filter(form=form).update(status=checking)
    Tally.objects.filter(form=form).update(status=checking)
    page = signed_in(cast.midori).get(f"/forms/manage/{form.pk}/statuses/{checking.pk}/removal/").content.decode()
    assert "2件" in page
    assert post(form, f"statuses/{checking.pk}/removal/").status_code == 422
    post(form, f"statuses/{checking.pk}/removal/", into=decided.pk)
    assert "確認中" not in names(form)
    for each in (one, other):
        each.refresh_from_db()
        assert each.status == decided
        assert Event.objects.filter(submission=each, what="status").get().detail == "「確認中」から「決定」へ"
    assert Tally.objects.get(form=form, standing="counted").number == 2


def test_the_first_status_and_a_foreign_target_are_refused(cast, post):
    form, elsewhere = opened(cast), make_form(cast)
    submitted(form)
    assert post(form, f"statuses/{status(form, '受付').pk}/removal/", into=status(form, "決定").pk).status_code == 409
    checking = status(form, "確認中")
    set_status(form, form.submissions.values_list("pk", flat=True), checking, by=cast.midori)
    assert post(form, f"statuses/{checking.pk}/removal/", into=status(elsewhere, "決定").pk).status_code == 422
    with pytest.raises(NotRemovable):
        remove_status(checking, into=status(elsewhere, "決定"), by=cast.midori)


def test_the_numbers_of_an_erased_form_outlive_its_statuses(cast, post):
    form = opened(cast)
    sent, decided = submitted(form), status(form, "決定")
    set_status(form, [sent.pk], decided, by=cast.midori)
    close(form.pk, by=cast.midori)
    erase_now(form.pk, by=cast.midori)
    erase_form(form.pk)
    assert numbers_of(form) == {"counted": 1}
    assert post(form, f"statuses/{decided.pk}/removal/").status_code == 422
    post(form, f"statuses/{decided.pk}/removal/", into=status(form, "受付").pk)
    assert "決定" not in names(form)
    assert numbers_of(form) == {"counted": 1}


# --- Rights ---


def test_rights_are_given_to_a_section_and_a_person_and_audited(cast, post):
    form = make_form(cast)
    section = Section.objects.get(organization=cast.ishinomaki, name="選挙管理委員会事務局")
    added = post(form, "rights/", person=cast.kaede.pk, add="1").content.decode()
    assert f'name="person-{cast.kaede.pk}"' in added
    response = post(
        form,
        "rights/",
        save="1",
        **{
            f"section-{section.pk}": ["see_submissions", "handle_submissions"],
            f"was-section-{section.pk}": "",
            f"person-{cast.kaede.pk}": ["export_submissions"],
            f"was-person-{cast.kaede.pk}": "",
            "was-role-manager": " ".join(FormVerb.values),
            "role-manager": list(FormVerb.values),
            f"was-person-{cast.midori.pk}": " ".join(FormVerb.values),
            f"person-{cast.midori.pk}": list(FormVerb.values),
        },
    )
    assert response.status_code == 302
    assert form.verbs_of(cast.ren) == {SEE, HANDLE}
    assert form.verbs_of(cast.kaede) == {SEE, EXPORT}  # whoever exports also sees
    assert grants_on(form)[group_of_section(section)] == {SEE, HANDLE}
    told = AuditEntry.objects.filter(action="form.rights_changed").order_by("pk")
    assert [entry.details["to"] for entry in told] == ["選挙管理委員会事務局", cast.kaede.name]


def test_the_managers_keep_the_right_to_edit_whatever_is_sent(cast, post):
    form = make_form(cast)
    everything = " ".join(FormVerb.values)
    post(form, "rights/", save="1", **{"was-role-manager": everything, f"was-person-{cast.midori.pk}": everything})
    assert grants_on(form) == {group_of_role(cast.ishinomaki.pk, Role.MANAGER): frozenset({EDIT})}
    chief = group_of_role(cast.ishinomaki.pk, Role.MANAGER)
    with pytest.raises(NotGrantable):
        change_grants(form.pk, [Change(chief, "団体管理者", frozenset(), frozenset({EDIT}))], by=cast.midori)


def test_nobody_gives_what_they_do_not_have(cast, post):
    form = make_form(cast)
    grant_to_person(form, cast.kaede, [SEE, EDIT])
    mine = {f"was-person-{cast.kaede.pk}": "see_submissions edit_form"}
    response = post(
        form,
        "rights/",
        by=cast.kaede,
        save="1",
        **mine | {f"person-{cast.kaede.pk}": ["see_submissions", "edit_form", "see_personal"]},
    )
    assert response.status_code == 422
    assert "あなたが持っていない権限" in response.content.decode()
    assert form.verbs_of(cast.kaede) == {SEE, EDIT}


def test_only_what_was_changed_is_changed(cast, post):
    """A colleague gave Ren a right after the page was opened: saving the page does not take it back."""
    form = make_form(cast)
    grant_to_person(form, cast.ren, [SEE])
    everything = " ".join(FormVerb.values)
    post(
        form,
        "rights/",
        save="1",
        **{"was-role-manager": everything, "role-manager": everything.split(), "role-member": ["see_submissions"]},
    )
    assert grants_on(form)[cast.ren] == {SEE}
    assert grants_on(form)[cast.midori] == set(FormVerb)
    assert grants_on(form)[group_of_role(cast.ishinomaki.pk, Role.MEMBER)] == {SEE}


def test_people_of_other_organizations_are_not_offered_and_not_taken(cast, post, signed_in):
    form = make_form(cast)
    page = signed_in(cast.midori).get(f"/forms/manage/{form.pk}/rights/").content.decode()
    assert cast.ren.name in page
    assert cast.akira.name not in page
    post(
        form, "rights/", save="1", **{f"person-{cast.akira.pk}": ["see_submissions"], f"was-person-{cast.akira.pk}": ""}
    )
    assert cast.akira not in grants_on(form)


def test_who_takes_the_right_from_themselves_is_led_to_the_list(cast, post):
    form = make_form(cast)
    grant_to_person(form, cast.kaede, [SEE, EDIT])
    response = post(
        form, "rights/", by=cast.kaede, save="1", **{f"was-person-{cast.kaede.pk}": "see_submissions edit_form"}
    )
    assert response["Location"] == "/forms/manage/"
    assert cast.kaede not in grants_on(form)


def test_what_is_revoked_counts_no_more(cast):
    form = make_form(cast)
    grant_to_person(form, cast.kaede, [SEE, EDIT])
    revoke_from_person(form, cast.kaede, [EDIT])
    assert form.verbs_of(cast.kaede) == {SEE}
    chief = group_of_role(cast.ishinomaki.pk, Role.MANAGER)
    revoke_from_group(form, chief, [EXPORT])
    assert grants_on(form)[chief] == set(FormVerb) - {EXPORT}
