"""What a mail says, and what can never get into its header."""

import pytest

from core.notifications.letters import letter, one_line
from core.notifications.services.posting import post_due
from core.notifications.services.telling import tell_address, tell_members, tell_people


def test_a_mail_says_what_who_until_when_where_and_why(cast, say, members_of, smtp):
    message = say(until="2026年11月30日(令和8年)", lines=["至急お願いします。"])
    tell_members(message, members_of(cast.shichikashuku))
    post_due()
    received = smtp.to(cast.haru.email)[0].message
    for form in ("plain", "html"):
        text = received.get_body((form,)).get_content()
        for words in (
            "七ヶ宿町 春日 陽 様",
            "投票所の確認について",
            "宮城県",
            "期限",
            "2026年11月30日(令和8年)",
            "至急お願いします。",
            "http://127.0.0.1:8000/archive/1/",
            "むすび",
            "受け取り方",
            "http://127.0.0.1:8000/inbox/preference/",
        ):
            assert words in text, (form, words)


def test_the_headers_of_an_automatic_mail(cast, say, smtp):
    tell_people(say(), [cast.haru])
    post_due()
    received = smtp.received[0].message
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["List-Id"] == "<tests.127.0.0.1>"
    assert received["From"] == "むすび 宮城県 市町村ポータル <musubi@pref.example.jp>"
    assert received["Subject"] == "投票所の確認について"
    assert received["Date"]


def test_a_bare_address_is_not_told_of_preferences_that_it_does_not_have(cast, say, smtp):
    tell_address(say(), "gyomu@example.jp", cast.shiroishi)
    post_due()
    text = smtp.received[0].message.get_body(("plain",)).get_content()
    assert "通知の受け取り方" not in text
    assert "お心当たりがないとき" in text


@pytest.mark.parametrize(
    "title",
    ["件名\r\nBcc: everyone@example.jp", "件名\nX-Evil: 1", "件名\u2028Bcc: x@example.jp", "件名\x00\x0b\x85終"],
)
def test_line_breaks_do_not_reach_a_header(cast, say, smtp, title):
    message = say()
    message.title = title.replace("\x00", "")  # PostgreSQL takes no NUL
    message.save()
    tell_people(message, [cast.haru])
    post_due()
    received = smtp.received[0].message
    assert received["Bcc"] is None
    assert received["X-Evil"] is None
    assert "\n" not in received["Subject"]
    assert [each.to for each in smtp.received] == [cast.haru.email]


def test_one_line_keeps_rare_characters():
    assert one_line("髙﨑𠮷葛󠄀㋿—か゚\r\n終") == "髙﨑𠮷葛󠄀㋿—か゚ 終"


def test_what_people_wrote_is_escaped_in_html_and_plain_in_text(cast, say):
    message = say("<b>A & B</b>")
    tell_people(message, [cast.haru])
    mail = letter(message.notifications.get())
    assert mail.subject == "<b>A & B</b>"
    assert "<b>A & B</b>" in mail.body
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in mail.alternatives[0].content
