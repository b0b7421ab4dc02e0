"""Everyone who holds a post sees the roster; an organization's manager, those given it, and administrators keep it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.people.models import Verb
from core.people.services.roles import grant_to_person
from roster.models import Contact

READERS = {"kaede": 200, "midori": 200, "yui": 200, "akira": 200, "haru": 200, "sato": 200, "kanda": 200}
KEEPERS = {"kaede": 403, "midori": 200, "yui": 403, "akira": 403, "haru": 403, "sato": 403, "kanda": 200}


def pages(entry: Contact) -> dict[str, tuple[str, dict[str, int]]]:
    """Every address of the room: where it is for an entry of 石巻市, and who gets what."""
    code = entry.organization.code
    return {
        "list": (reverse("roster:list"), READERS),
        "organization": (reverse("roster:organization", args=[code]), READERS),
        "new": (reverse("roster:new", args=[code]), KEEPERS),
        "edit": (reverse("roster:edit", args=[code, entry.pk]), KEEPERS),
        "remove": (reverse("roster:remove", args=[code, entry.pk]), KEEPERS),
    }


NAMES = ("list", "organization", "new", "edit", "remove")


@pytest.mark.parametrize("name", NAMES)
def test_who_sees_what(cast, signed_in, contact, name):
    address, expected = pages(contact())[name]
    for who, status in expected.items():
        client = signed_in(getattr(cast, who))
        for method in ("get", "head"):
            assert getattr(client, method)(address).status_code == status, f"{who} {method} {address}"


@pytest.mark.parametrize("name", ["new", "edit", "remove"])
def test_who_may_not_look_may_not_write_either(cast, signed_in, contact, typed, name):
    entry = contact()
    address, expected = pages(entry)[name]
    for who in (who for who, status in expected.items() if status == 403):
        assert signed_in(getattr(cast, who)).post(address, typed(name="侵入", version="1")).status_code == 403
    assert list(Contact.objects.values_list("name", "version")) == [(entry.name, 1)]


@pytest.mark.parametrize("name", ["list", "organization"])
def test_reading_changes_nothing(cast, signed_in, contact, name):
    address, _ = pages(contact())[name]
    for method in ("post", "put", "patch", "delete"):
        assert getattr(signed_in(cast.kanda), method)(address).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_sent_to_sign_in(contact, name):
    address, _ = pages(contact())[name]
    assert "/accounts/login/" in Client().get(address)["Location"]
    assert "/accounts/login/" in Client().post(address)["Location"]


@pytest.mark.parametrize("name", NAMES[1:])
def test_a_person_without_a_post_finds_nothing(cast, signed_in, contact, name):
    address, _ = pages(contact())[name]
    cast.haru.memberships.all().delete()
    assert signed_in(cast.haru).get(address).status_code == 404


def test_the_list_is_empty_for_a_person_without_a_post(cast, signed_in, contact):
    contact(name="カナリア")
    cast.haru.memberships.all().delete()
    page = signed_in(cast.haru).get(reverse("roster:list"))
    assert page.status_code == 200
    assert "カナリア" not in page.content.decode()


def test_a_member_who_was_given_the_roster_keeps_it_for_the_own_organization_only(cast, signed_in, contact, typed):
    grant_to_person(Verb.EDIT_ROSTER, cast.ishinomaki, cast.kaede)
    own, foreign = contact(), contact(organization=cast.shiroishi)
    client = signed_in(cast.kaede)
    assert client.get(pages(own)["edit"][0]).status_code == 200
    assert client.get(pages(foreign)["edit"][0]).status_code == 403
    assert client.post(pages(foreign)["new"][0], typed()).status_code == 403


def test_an_entry_is_found_under_its_own_organization_only(cast, signed_in, contact):
    entry = contact()
    for name in ("edit", "remove"):
        wrong = reverse(f"roster:{name}", args=[cast.shiroishi.code, entry.pk])
        assert signed_in(cast.kanda).get(wrong).status_code == 404
        assert signed_in(cast.akira).get(wrong).status_code == 404


@pytest.mark.parametrize("code", ["000000", "42021", "contacts", "石巻市", "%00"])
def test_an_unknown_organization_is_missing(cast, signed_in, code):
    assert signed_in(cast.kanda).get(f"/roster/{code}/").status_code == 404


def test_posting_another_organizations_key_changes_nothing(cast, signed_in, typed):
    """The organization is that of the address, whatever a form says."""
    form = typed(organization=cast.shiroishi.pk, organization_id=cast.shiroishi.pk)
    signed_in(cast.midori).post(reverse("roster:new", args=[cast.ishinomaki.code]), form)
    assert Contact.objects.get().organization == cast.ishinomaki
    foreign = {**form, "name": "移動", "version": "1"}
    signed_in(cast.midori).post(reverse("roster:edit", args=[cast.ishinomaki.code, Contact.objects.get().pk]), foreign)
    moved = Contact.objects.get()
    assert (moved.name, moved.organization) == ("移動", cast.ishinomaki)
