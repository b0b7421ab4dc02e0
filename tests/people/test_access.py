"""Rights come from the posts held today."""

import datetime

from core import clock
from core.people.access import administers, forget_rights, organizations_for, user_may
from core.people.models import Membership, Role, Verb
from core.people.services.roles import grant_to_person, grant_to_role


def test_a_member_reads_and_acknowledges_for_the_own_organization_only(cast):
    assert organizations_for(cast.kaede, Verb.READ_RECORDS) == {cast.ishinomaki.pk}
    assert organizations_for(cast.kaede, Verb.ACKNOWLEDGE) == {cast.ishinomaki.pk}
    assert organizations_for(cast.kaede, Verb.MANAGE_PEOPLE) == frozenset()


def test_a_second_post_widens_what_a_person_sees(cast):
    Membership.objects.create(user=cast.kaede, organization=cast.shiroishi, role=Role.MANAGER)
    assert organizations_for(cast.kaede, Verb.READ_RECORDS) == {cast.ishinomaki.pk, cast.shiroishi.pk}
    assert organizations_for(cast.kaede, Verb.MANAGE_PEOPLE) == {cast.shiroishi.pk}


def test_a_post_that_ended_yesterday_or_begins_tomorrow_gives_nothing(cast, move_clock):
    post = cast.kaede.memberships.get()
    Membership.objects.filter(pk=post.pk).update(
        valid_from=clock.today() - datetime.timedelta(days=30), valid_to=clock.today()
    )
    assert user_may(cast.kaede, Verb.READ_RECORDS, cast.ishinomaki)
    move_clock(datetime.timedelta(days=1))
    forget_rights(cast.kaede)
    assert not user_may(cast.kaede, Verb.READ_RECORDS, cast.ishinomaki)
    move_clock(-datetime.timedelta(days=31))
    forget_rights(cast.kaede)
    assert not user_may(cast.kaede, Verb.READ_RECORDS, cast.ishinomaki)


def test_a_deactivated_person_has_no_rights(cast):
    cast.kanda.is_active = False
    cast.kanda.save()
    assert not administers(cast.kanda)


def test_a_superuser_without_a_post_sees_nothing_in_the_portal(cast):
    cast.haru.is_superuser = True
    cast.haru.save()
    cast.haru.memberships.all().delete()
    assert organizations_for(cast.haru, Verb.READ_RECORDS) == frozenset()


def test_publishing_can_be_granted_to_the_managers_of_one_municipality(cast):
    grant_to_role(Verb.PUBLISH, cast.shiroishi, Role.MANAGER)
    assert user_may(cast.akira, Verb.PUBLISH, cast.shiroishi)
    assert not user_may(cast.yui, Verb.PUBLISH, cast.shiroishi)
    assert not user_may(cast.midori, Verb.PUBLISH, cast.shiroishi)
    assert not user_may(cast.midori, Verb.PUBLISH, cast.ishinomaki)


def test_what_is_granted_to_a_person_counts_only_while_they_hold_a_post_there(cast):
    grant_to_person(Verb.EDIT_ROSTER, cast.ishinomaki, cast.kaede)
    grant_to_person(Verb.EDIT_ROSTER, cast.shiroishi, cast.kaede)
    assert organizations_for(cast.kaede, Verb.EDIT_ROSTER) == {cast.ishinomaki.pk}


def test_rights_are_read_in_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        for verb in Verb:
            organizations_for(cast.kanda, verb)
