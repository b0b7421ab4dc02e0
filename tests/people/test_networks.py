"""An organization may say from which networks its people can act for it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from archive.services.composing import create_draft
from archive.services.publishing import publish
from core.people.models import Membership, Organization, Role
from core.people.networks import is_inside, validate_network


@pytest.fixture
def only_from_the_office(cast):
    Organization.objects.filter(pk=cast.ishinomaki.pk).update(networks=["10.4.0.0/16", "192.0.2.10"])


@pytest.mark.usefixtures("only_from_the_office")
@pytest.mark.parametrize(("address", "status"), [("10.4.3.2", 200), ("192.0.2.10", 200), ("192.0.2.11", 403)])
def test_people_come_in_from_the_networks_their_organization_allows(cast, signed_in, address, status):
    response = signed_in(cast.kaede).get("/archive/", REMOTE_ADDR=address)
    assert response.status_code == status


@pytest.mark.usefixtures("only_from_the_office")
def test_who_is_shut_out_is_told_why_and_can_sign_out(cast, signed_in):
    client = signed_in(cast.kaede)
    assert "この回線からは利用できません" in client.get("/", REMOTE_ADDR="203.0.113.5").content.decode()
    assert client.post("/accounts/logout/", REMOTE_ADDR="203.0.113.5").status_code == 302


@pytest.mark.usefixtures("only_from_the_office")
def test_a_second_post_elsewhere_still_counts_but_shows_nothing_of_the_closed_one(cast, signed_in):
    Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MEMBER)
    for place, title in ((cast.ishinomaki, "石巻あて"), (cast.shiroishi, "白石あて")):
        draft = create_draft(owner=cast.prefecture, by=cast.sato, title=title, to_organizations=[place], to_groups=[])
        publish(draft.pk, by=cast.sato)
    client = signed_in(cast.kaede)
    outside = client.get("/archive/", REMOTE_ADDR="203.0.113.5").content.decode()
    assert "白石あて" in outside
    assert "石巻あて" not in outside
    assert "石巻あて" in client.get("/archive/", REMOTE_ADDR="10.4.0.1").content.decode()


@pytest.mark.usefixtures("only_from_the_office")
def test_a_forwarded_address_counts_only_behind_a_proxy(cast, signed_in):
    client = signed_in(cast.kaede)
    forged = {"REMOTE_ADDR": "203.0.113.5", "HTTP_X_FORWARDED_FOR": "10.4.0.1"}
    assert client.get("/archive/", **forged).status_code == 403
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        assert client.get("/archive/", **forged).status_code == 200
        # what the client itself wrote stands before what the proxy saw
        chain = forged | {"HTTP_X_FORWARDED_FOR": "10.4.0.1, 203.0.113.5"}
        assert client.get("/archive/", **chain).status_code == 403


def test_networks_are_read_in_either_version_and_nonsense_is_refused():
    assert is_inside("2001:db8::1", ["2001:db8::/32"])
    assert is_inside("::ffff:10.4.0.1", ["10.4.0.0/16"])
    assert not is_inside("unknown", ["0.0.0.0/0"])
    validate_network("10.4.0.0/16")
    with pytest.raises(ValidationError, match="IPアドレスの範囲として読めません"):
        validate_network("10.4.0.0/99")
