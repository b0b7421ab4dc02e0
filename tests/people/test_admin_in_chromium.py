"""Every kind of page of the admin site in a real Chromium: the security policy blocks nothing that it needs.

A blocked style or script is told of twice, in the console and as an event of the document; both are collected.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.jobs.models import Job
from core.people import audit
from core.people.models import User
from tests.cast import PASSWORD
from tests.looking import Complaints, chromium, complaints, open_as  # noqa: F401 - fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COLLECT = """
window.blocked = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.blocked.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample} ${event.sourceFile}`));
"""
CHANGED = ("organization", "organizationgroup", "section", "user", "membership")
LISTED = (*CHANGED, "invitation", "auditentry")


@pytest.fixture
def root(cast) -> User:
    return User.objects.create_superuser("root@pref.example.jp", PASSWORD, name="非常用")


def addresses(cast) -> list[str]:
    found = [reverse("admin:index"), reverse("admin:app_list", args=["people"])]
    found += [reverse(f"admin:people_{name}_changelist") for name in LISTED]
    found += [reverse(f"admin:people_{name}_add") for name in CHANGED]
    records = {
        "organization": cast.ishinomaki,
        "organizationgroup": cast.cities,
        "section": cast.ishinomaki.sections.first(),
        "user": cast.kaede,
        "membership": cast.kaede.memberships.get(),
        "auditentry": audit.record("test.note", cast.kaede, by=cast.kanda),
    }
    for name, record in records.items():
        found += [reverse(f"admin:people_{name}_{page}", args=[record.pk]) for page in ("change", "history")]
    found.append(reverse("admin:people_section_delete", args=[records["section"].pk]))
    for name in ("organization", "user"):
        found += [reverse(f"admin:people_{name}_{page}") for page in ("import", "export")]
    job = Job.objects.create(kind="test.note")
    found += [reverse("admin:jobs_job_changelist"), reverse("admin:jobs_job_change", args=[job.pk])]
    found += [reverse(f"admin:{name}_changelist") for name in ("archive_category", "archive_issuer", "roster_duty")]
    return found


def test_the_policy_blocks_nothing(cast, root, open_as, complaints: Complaints):  # noqa: F811
    page = open_as(root)
    page.add_init_script(COLLECT)
    for address in addresses(cast):
        assert page.goto(address).status == 200, address
        assert page.evaluate("window.blocked") == [], address
        assert complaints.heard == [], address


def test_choosing_from_lists_works_under_the_policy(cast, root, open_as, complaints: Complaints):  # noqa: F811
    """The two scripted controls: the search-as-you-type of a post's person, and the two lists of a group's members."""
    page = open_as(root)
    page.add_init_script(COLLECT)
    page.goto(reverse("admin:people_membership_add"))
    page.locator(".field-user .select2-selection").click()
    page.locator(".select2-search__field").fill("髙橋")
    page.get_by_role("option", name="髙橋 楓").click()
    assert page.locator("#id_user").input_value() == str(cast.kaede.pk)
    page.goto(reverse("admin:people_organizationgroup_change", args=[cast.cities.pk]))
    page.locator("#id_members_from").select_option(label="石巻市")
    page.locator("#id_members_add, #id_members_add_link").first.click()
    assert page.locator("#id_members_to option").count() == 1
    assert page.evaluate("window.blocked") == []
    assert complaints.heard == []


def test_control_an_inline_style_would_be_heard_of(cast, root, open_as, complaints: Complaints):  # noqa: F811
    page = open_as(root)
    page.add_init_script(COLLECT)
    page.goto(reverse("admin:index"))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    page.wait_for_function("window.blocked.length > 0")
    assert complaints.heard
