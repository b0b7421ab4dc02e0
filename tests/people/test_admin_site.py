"""The admin site: superusers only, behind the portal's sign-in; what it changes stands in the audit log."""

import io

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.people.models import AuditEntry, Membership, Organization, OrganizationRole, Role, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
REGISTERED = {
    "people.Organization", "people.OrganizationGroup", "people.Section", "people.User", "people.Membership",
    "people.Invitation", "people.AuditEntry", "jobs.Job", "archive.Category", "archive.Issuer", "roster.Duty",
}  # fmt: skip
READ_ONLY = ["people.Invitation", "people.AuditEntry", "jobs.Job"]


@pytest.fixture
def root(cast) -> User:
    return User.objects.create_superuser("root@pref.example.jp", PASSWORD, name="非常用")


@pytest.fixture
def client(root, signed_in):
    return signed_in(root)


def address(model: str, page: str, *args) -> str:
    app, name = model.lower().split(".")
    return reverse(f"admin:{app}_{name}_{page}", args=args)


def test_what_is_registered():
    assert {model._meta.label for model in admin.site._registry} == REGISTERED


def test_only_superusers_get_in_and_through_the_portals_sign_in(cast, signed_in, client):
    assert client.get("/admin/").status_code == 200
    for person in (cast.kanda, cast.sato, cast.kaede):
        assert signed_in(person).get("/admin/", follow=True).status_code == 403
    cast.kanda.is_staff = True
    cast.kanda.save()
    assert signed_in(cast.kanda).get("/admin/", follow=True).status_code == 403, "staff without being superuser"


def test_nobody_is_sent_to_the_portals_sign_in(db):
    client = Client()
    for path in ("/admin/", "/admin/login/?next=/admin/", "/admin/people/user/"):
        assert client.get(path, follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_superuser_needs_a_second_factor_where_anybody_does(client, settings):
    settings.SECOND_FACTOR_ROLES = ["administrator"]
    assert client.get("/admin/").headers["Location"] == reverse("mfa_index")


def test_the_own_password_is_changed_on_the_portals_page(client):
    response = client.get(reverse("admin:password_change"))
    assert response.headers["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("model", sorted(REGISTERED))
def test_every_page_opens_in_japanese(cast, client, model):
    response = client.get(address(model, "changelist"))
    assert response.status_code == 200
    assert "むすび 管理サイト" in response.content.decode()
    added = client.get(address(model, "add"))
    assert added.status_code == (403 if model in READ_ONLY else 200)


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_is_read_only_cannot_be_changed_or_deleted(cast, client, model):
    AuditEntry.objects.create(action="test.note")
    entry = AuditEntry.objects.get()
    if model == "people.AuditEntry":
        assert client.get(address(model, "change", entry.pk)).status_code == 200
        assert client.post(address(model, "change", entry.pk), {"action": "x"}).status_code == 403
        assert client.post(address(model, "delete", entry.pk), {"post": "yes"}).status_code == 403
    assert client.post(address(model, "add"), {}).status_code == 403


# --- what is changed is in the log ------------------------------------------------------------------------------------


def organization_fields(**changes) -> dict[str, str]:
    values = {"code": "042030", "name": "塩竈市", "kana": "しおがまし", "kind": "city", "region": "", "networks": ""}
    return values | {"valid_from": "", "valid_to": ""} | changes


def test_an_added_organization_has_its_roles_and_stands_in_the_log(client, root):
    client.post(address("people.Organization", "add"), organization_fields())
    organization = Organization.objects.get(code="042030")
    assert OrganizationRole.objects.filter(organization=organization).count() == 2
    entry = AuditEntry.objects.get(action="admin.added")
    assert (entry.by, entry.organization, entry.subject_label) == (root, organization, "塩竈市")


def test_a_changed_organization_stands_in_the_log_with_its_fields(cast, client):
    url = address("people.Organization", "change", cast.ishinomaki.pk)
    client.post(url, organization_fields(name="石巻市", kana="いしのまきし", region="石巻圏"))
    entry = AuditEntry.objects.get(action="admin.changed")
    assert entry.organization == cast.ishinomaki
    assert entry.details == {"fields": ["ふりがな"]}
    cast.ishinomaki.refresh_from_db()
    assert cast.ishinomaki.code == "042021", "the code of an organization does not change"


def test_a_wrong_check_digit_and_a_municipality_as_prefecture_are_refused(cast, client):
    response = client.post(address("people.Organization", "add"), organization_fields(code="042031"))
    assert "検査数字" in response.content.decode()
    url = address("people.Organization", "change", cast.ishinomaki.pk)
    response = client.post(url, organization_fields(kind="prefecture"))
    assert "役割が違うためです" in response.content.decode()
    assert not AuditEntry.objects.exists()


def test_organizations_and_people_are_not_deleted(cast, client):
    for model, pk in (("people.Organization", cast.ishinomaki.pk), ("people.User", cast.kaede.pk)):
        assert client.post(address(model, "delete", pk), {"post": "yes"}).status_code == 403


def test_a_deleted_category_stands_in_the_log(client):
    from archive.models import Category

    category = Category.objects.create(name="誤り")
    client.post(address("archive.Category", "delete", category.pk), {"post": "yes"})
    assert AuditEntry.objects.get(action="admin.deleted").subject_label == "誤り"


def test_a_person_gets_no_password_here_and_the_address_is_kept_in_lower_case(cast, client):
    client.post(
        address("people.User", "add"),
        {"email": "New@Ishinomaki.example.jp", "name": "新", "kana": "", "is_active": "on", "is_superuser": "on"},
    )
    user = User.objects.get(email="new@ishinomaki.example.jp")
    assert not user.has_usable_password()
    assert not user.is_superuser, "superusers are made by the command"
    page = client.get(address("people.User", "change", cast.kaede.pk)).content.decode()
    assert "argon2" not in page


def test_a_mail_lets_a_person_choose_a_password(cast, client, mailoutbox):
    response = client.post(
        address("people.User", "changelist"),
        {"action": "mail_password_reset", "_selected_action": [cast.kaede.pk]},
        follow=True,
    )
    assert "1人にメールを送ります。" in response.content.decode()
    assert [mail.to for mail in mailoutbox] == [[cast.kaede.email]]
    assert AuditEntry.objects.filter(action="admin.changed", subject_id=str(cast.kaede.pk)).exists()


def test_a_post_must_fit_the_organization(cast, client):
    values = {"user": cast.kaede.pk, "organization": cast.ishinomaki.pk, "section": "", "role": Role.ADMINISTRATOR}
    values |= {"title": "", "valid_from": "2026-01-01", "valid_to": ""}
    response = client.post(address("people.Membership", "add"), values)
    assert "石巻市では選べない役割です。" in response.content.decode()
    assert Membership.objects.filter(user=cast.kaede).count() == 1


# --- tables in and out ------------------------------------------------------------------------------------------------


def imported(client, model: str, text: str):
    """What the preview says; confirmed when the preview has no errors."""
    file = SimpleUploadedFile("table.csv", text.encode(), "text/csv")
    url = address(model, "import")
    preview = client.post(url, {"import_file": file, "format": "0", "resource": ""})
    assert preview.status_code == 200
    confirm = preview.context.get("confirm_form")
    if confirm is None:
        return preview
    client.post(address(model, "process_import"), confirm.initial)
    return preview


def test_organizations_come_in_with_preview_roles_and_log(cast, client):
    text = "code,name,kana,kind,region,valid_from,valid_to\n042030,塩竈市,しおがまし,city,,,\n"
    imported(client, "people.Organization", text)
    organization = Organization.objects.get(code="042030")
    assert OrganizationRole.objects.filter(organization=organization).count() == 2
    entry = AuditEntry.objects.get(action="admin.imported")
    assert entry.details == {"table": "団体", "count": {"new": 1}}


def test_one_bad_row_imports_nothing(cast, client):
    text = "code,name,kana,kind\n042030,塩竈市,しおがまし,city\n042022,石巻市,いしのまきし,city\n"
    preview = imported(client, "people.Organization", text)
    assert "検査数字" in preview.content.decode()
    assert not Organization.objects.filter(code="042030").exists()


def test_people_come_in_without_password_and_rights(cast, client):
    imported(
        client, "people.User", "email,name,kana,is_active\nNEW@a.example.jp,新,,1\nkaede@ishinomaki.example.jp,楓,,1\n"
    )
    new = User.objects.get(email="new@a.example.jp")
    assert not new.has_usable_password()
    cast.kaede.refresh_from_db()
    assert cast.kaede.name == "楓"
    assert cast.kaede.check_password(PASSWORD)


def test_what_goes_out_is_neutralized_and_in_the_log(cast, client):
    cast.kaede.name = "=1+1"
    cast.kaede.save()
    response = client.post(address("people.User", "export"), {"format": "0", "resource": ""})
    rows = io.StringIO(response.content.decode("utf-8-sig")).read()
    assert "'=1+1" in rows
    assert "argon2" not in rows
    assert AuditEntry.objects.get(action="admin.exported").details["count"] == User.objects.count()
