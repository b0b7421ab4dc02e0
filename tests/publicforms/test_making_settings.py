"""The settings of a form: what is taken, what is refused and kept, what is fixed by publishing, and two who save."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import clock
from core.people.japanese_dates import format_japanese_date
from core.people.models import AuditEntry
from core.questions.definition import Question
from publicforms.forms.settings import SettingsForm
from publicforms.making.addresses import RESERVED, read_origin, validate_slug
from publicforms.models import Form
from publicforms.services.ending import close, reopen
from publicforms.services.publishing import NotReady, publish
from publicforms.services.settings import ChangedMeanwhile, save_settings
from tests.publicforms.making import make_form, opened, submitted

pytestmark = pytest.mark.django_db
AGE = Question("age", "single_choice", "年代", settings={"options": [{"key": "x", "label": "20代"}]})


def typed_into(form: Form, **changes: Any) -> dict[str, Any]:
    """What a browser sends that saves the page as it came, but for the changes."""
    page = SettingsForm(form=form, initial=SettingsForm.initial_of(form))
    sent: dict[str, Any] = {"edit": form.edit}
    for bound in page:
        value = bound.value()
        if bound.name in ("opens_at", "closes_at"):
            local = value.astimezone(clock.TOKYO) if value else None
            sent[f"{bound.name}_date"] = format_japanese_date(local.date()) if local else ""
            sent[f"{bound.name}_time"] = f"{local:%H:%M}" if local else ""
        elif value is True:
            sent[bound.name] = "on"
        elif value not in (None, False):
            value = bound.field.prepare_value(value)
            sent[bound.name] = [one.pk for one in value] if isinstance(value, list) else value
    return {name: value for name, value in (sent | changes).items() if value is not None}


@pytest.fixture
def save(cast, signed_in):
    def post(form: Form, by=None, **changes: Any):
        address = f"/forms/manage/{form.pk}/settings/"
        response = signed_in(by or cast.midori).post(address, typed_into(form, **changes))
        form.refresh_from_db()
        return response

    return post


def test_settings_are_saved_and_audited(cast, save):
    form = make_form(cast)
    response = save(
        form,
        title="新しい題名",
        slug="tachiainin-2026",
        summary="案内の文\n二行目",
        has_waitlist="on",
        once_by="mail",
        embed_origins="https://www.city.example.jp/page\n\nhttps://www.city.example.jp",
        watchers=[cast.midori.pk],
    )
    assert response["Location"] == f"/forms/manage/{form.pk}/"
    assert (form.title, form.slug, form.once_by, form.has_waitlist) == ("新しい題名", "tachiainin-2026", "mail", True)
    assert form.embed_origins == ["https://www.city.example.jp"]
    assert list(form.watchers.all()) == [cast.midori]
    assert form.edit == 2
    assert form.questionnaire.title == "新しい題名"
    entry = AuditEntry.objects.get(action="form.edited")
    assert "フォーム名" in entry.details["settings"]
    assert "申込があったら知らせる人" in entry.details["settings"]


def test_saving_the_page_as_it_came_changes_nothing(cast, save):
    form = make_form(cast, once_by="mail", networks=["10.0.0.0/8"], audience="colleagues", passcode="あいことば")
    before = SettingsForm.initial_of(form)
    save(form)
    after = SettingsForm.initial_of(form)
    for name in ("opens_at", "closes_at"):  # typed to the minute
        before[name], after[name] = (each[name].replace(second=0, microsecond=0) for each in (before, after))
    assert after | {"edit": 0} == before | {"edit": 0}


def test_who_saves_second_sees_both_versions_and_loses_nothing(cast, signed_in):
    form = make_form(cast)
    address = f"/forms/manage/{form.pk}/settings/"
    first, second = (
        typed_into(form, purpose="緑川の利用目的"),
        typed_into(form, purpose="もう一人の利用目的", title="題名"),
    )
    client = signed_in(cast.midori)
    assert client.post(address, first).status_code == 302
    response = client.post(address, second)
    assert response.status_code == 409
    page = response.content.decode()
    assert "緑川の利用目的" in page
    assert page.count("もう一人の利用目的") == 2  # beside the other version, and in its field
    form.refresh_from_db()
    assert form.purpose == "緑川の利用目的"
    again = client.post(address, second | {"edit": response.context["form"].data["edit"]})
    assert again.status_code == 302
    form.refresh_from_db()
    assert (form.purpose, form.title) == ("もう一人の利用目的", "題名")


def test_the_service_refuses_an_old_edit(cast):
    form = make_form(cast)
    save_settings(form.pk, edit=1, by=cast.midori, title="新しい")
    with pytest.raises(ChangedMeanwhile) as meanwhile:
        save_settings(form.pk, edit=1, by=cast.midori, title="古い画面から")
    assert meanwhile.value.current.title == "新しい"


@pytest.mark.parametrize(
    "slug", ["ab", "Witness", "立会人", "a b", "a--b", "-ab", "ab-", "a/b", "a" * 61, *sorted(RESERVED)]
)
def test_an_address_that_cannot_stand_on_a_poster_is_refused_and_kept(cast, save, slug):
    form = make_form(cast)
    response = save(form, slug=slug)
    assert response.status_code == 422
    assert "slug" in response.context["form"].errors
    assert response.context["form"]["slug"].value() == slug
    assert form.edit == 1


def test_good_addresses_are_taken():
    for slug in ("abc", "tachiainin-2026", "a1b", "a" * 60):
        validate_slug(slug)


def test_an_address_belongs_to_one_form(cast, save):
    make_form(cast, slug="witnesses")
    form = make_form(cast)
    response = save(form, slug="witnesses")
    assert "ほかのフォームが使っています" in response.content.decode()


def test_a_published_address_changes_only_for_who_has_understood(cast, save):
    form = opened(cast, slug="witnesses")
    assert save(form, slug="tachiainin").status_code == 422
    assert form.slug == "witnesses"
    assert save(form, slug="tachiainin", slug_sure="on").status_code == 302
    assert form.slug == "tachiainin"


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("https://www.city.example.jp", "https://www.city.example.jp"),
        ("https://WWW.City.example.jp/a/b?c=d#e", "https://www.city.example.jp"),
        ("https://www.city.example.jp:8443/", "https://www.city.example.jp:8443"),
        ("https://www.city.example.jp:443", "https://www.city.example.jp"),
        ("https://日本語.example.jp", "https://xn--wgv71a119e.example.jp"),
    ],
)
def test_an_origin_is_read_from_what_is_pasted(pasted, origin):
    assert read_origin(pasted) == origin


@pytest.mark.parametrize(
    "pasted",
    [
        "http://www.city.example.jp",
        "www.city.example.jp",
        "https://*.example.jp",
        "https://user@www.city.example.jp",
        "https://a.example.jp; script-src *",
        "https://a.example.jp 'unsafe-inline'",
        "javascript:alert(1)",
        "https://",
        "https://[::1",
        "https://a.example.jp:99999",
        "https://localhost",
    ],
)
def test_what_is_no_origin_is_refused(cast, save, pasted):
    form = make_form(cast)
    response = save(form, embed_origins=pasted)
    assert response.status_code == 422
    assert "embed_origins" in response.context["form"].errors
    assert form.embed_origins == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "二\n行"}, "title"),
        ({"title": "あ" * 201}, "title"),
        ({"purpose": "\x00"}, "purpose"),
        ({"keep_days": "0"}, "keep_days"),
        ({"keep_days": "3661"}, "keep_days"),
        ({"keep_days": "1年"}, "keep_days"),
        ({"closes_at_date": "2020年1月1日"}, "closes_at"),
        ({"closes_at_date": "いつか"}, "closes_at"),
        ({"opens_at_date": "2036年1月1日", "opens_at_time": "9:00"}, "closes_at"),
        ({"once_by": "nothing"}, "once_by"),
        ({"once_by": "job"}, "once_by"),
        ({"watchers": ["999999"]}, "watchers"),
    ],
)
def test_bad_input_is_told_at_its_place(cast, save, changes, field):
    form = make_form(cast)
    response = save(form, **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert form.edit == 1


def test_only_who_sees_submissions_can_be_told_of_them(cast, save):
    form = make_form(cast)
    assert save(form, watchers=[cast.kaede.pk]).status_code == 422
    assert save(form, watchers=[cast.akira.pk]).status_code == 422


# --- Who answers ---


def test_what_belongs_to_other_people_goes_when_the_audience_changes(cast, save):
    form = make_form(cast, audience="colleagues", passcode="あいことば", by_codes=True, networks=["10.0.0.0/8"])
    response = save(form, audience="signed_in", participants=[cast.shiroishi.pk])
    assert response["Location"] == f"/forms/manage/{form.pk}/settings/"
    assert (form.passcode, form.by_codes, form.networks) == ("", False, [])
    assert list(form.participants.all()) == [cast.shiroishi]


def test_an_anonymous_form_knows_neither_person_nor_waitlist(cast, save):
    form = make_form(cast, AGE, audience="colleagues")
    response = save(form, is_anonymous="on", has_waitlist="on")
    assert response.status_code == 422
    assert "has_waitlist" in response.context["form"].errors
    assert save(form, is_anonymous="on").status_code == 302
    assert form.is_anonymous


@pytest.mark.parametrize("kind", ["email", "phone", "person_name", "address", "file"])
def test_an_anonymous_form_asks_nothing_that_tells_who(cast, kind):
    form = make_form(cast, AGE, Question("who", kind, "だれ"), audience="colleagues", is_anonymous=True)
    with pytest.raises(NotReady) as refused:
        publish(form.pk, by=cast.midori)
    assert "だれの回答か分かる設問" in refused.value.missing[0]


def test_an_anonymous_form_asks_nothing_that_is_marked_personal(cast):
    form = make_form(
        cast, Question("note", "short_text", "一言", personal=True), audience="colleagues", is_anonymous=True
    )
    with pytest.raises(NotReady):
        publish(form.pk, by=cast.midori)


# --- After publishing ---


def test_audience_and_anonymity_are_fixed_by_publishing(cast, save, signed_in):
    form = opened(cast, AGE, audience="colleagues", is_anonymous=True)
    page = signed_in(cast.midori).get(f"/forms/manage/{form.pk}/settings/").content.decode()
    assert "公開した後は、変えられません。" in page
    save(form, audience="anyone", is_anonymous="")
    assert (form.audience, form.is_anonymous) == ("colleagues", True)


@pytest.mark.parametrize("name", ["purpose", "contact", "keep_days", "closes_at_date"])
def test_what_opening_needed_cannot_be_emptied_afterwards(cast, save, name):
    form = opened(cast)
    assert save(form, **{name: ""}).status_code == 422


def test_another_closing_time_moves_the_day_of_erasure_and_says_so(cast, signed_in):
    form = opened(cast, keep_days=30)
    sent = typed_into(form, closes_at_date="2027年3月31日", closes_at_time="17:00")
    response = signed_in(cast.midori).post(f"/forms/manage/{form.pk}/settings/", sent, follow=True)
    form.refresh_from_db()
    assert form.erase_on == datetime.date(2027, 4, 30)
    assert "消去する日は、2027年4月30日(令和9年)になりました" in response.content.decode()


def test_the_day_of_erasure_cannot_be_moved_into_the_past(cast, save, move_clock):
    form = opened(cast, closes=1, keep_days=30)
    move_clock(datetime.timedelta(days=10))
    response = save(form, keep_days="5")
    assert response.status_code == 422
    assert "消去する日が過ぎてしまいます" in response.content.decode()
    assert save(form, keep_days="20").status_code == 302


def test_after_the_end_the_time_is_changed_by_reopening_only(cast, save, signed_in):
    form = opened(cast)
    submitted(form)
    close(form.pk, by=cast.midori)
    before = form.closes_at
    form.refresh_from_db()
    page = signed_in(cast.midori).get(f"/forms/manage/{form.pk}/settings/").content.decode()
    assert f"/forms/manage/{form.pk}/reopening/" in page
    save(form, closes_at_date="2030年1月1日", closes_at_time="9:00")
    assert form.closes_at == before


def test_a_closing_time_in_the_past_is_no_way_to_close(cast, save):
    form = opened(cast)
    assert save(form, closes_at_date="2026年11月1日").status_code == 422
    assert form.moment(clock.now()) == Form.Moment.OPEN


def test_a_page_from_before_the_reopening_does_not_put_the_old_time_back(cast, signed_in):
    form = opened(cast)
    stale = typed_into(form)
    close(form.pk, by=cast.midori)
    later = clock.now() + datetime.timedelta(days=60)
    reopen(form.pk, closes_at=later, by=cast.midori)
    assert signed_in(cast.midori).post(f"/forms/manage/{form.pk}/settings/", stale).status_code == 409
    form.refresh_from_db()
    assert form.closes_at == later
