import datetime
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from core import clock
from core.questions.definition import Need, Question
from surveys.services.changing import announce
from surveys.services.composing import attach_files
from surveys.services.issuing import issue
from tests.looking import chromium, complaints, looks_right, open_as  # noqa
from tests.surveys.making import *
from tests.surveys.making import QUESTIONS
from tests.surveys.test_issuing import newer

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"

@pytest.mark.django_db(transaction=True)
def test_shots(cast, open_as, complaints):
    draft = make_survey(cast, title="令和8年度 通信環境に関する調査", background="総務省自治行政局からの照会によるものです。", to_groups=[cast.everyone])
    attach_files(draft, [SimpleUploadedFile("記入要領.pdf", PDF)], by=cast.sato)
    live = make_survey(cast, title="第27回参議院議員通常選挙における投票者数に関する調査", instructions="1　令和8年10月1日現在の数を記入してください。\n2　該当がないときは「該当なし」を選んでください。", visibility="after_due")
    attach_files(live, [SimpleUploadedFile("記入要領（詳細）.pdf", PDF)], by=cast.sato)
    issue(live.pk, by=cast.sato); live.refresh_from_db()
    announce(live, "問3は令和7年度末の数を書いてください。\n提出済みの団体は、確かめてください。", by=cast.sato)
    for n in range(3):
        issued(cast, title=f"公用車の保有台数等に関する調査（その{n+1}）", due_at=live.due_at)
    handed_in(live, cast.ishinomaki, cast.kaede)
    newer(live, cast, *QUESTIONS, Question("polls", "integer", "投票所数", need=Need.REQUIRED))
    bad = make_survey(cast, to=[], title="まだ足りない調査")
    month = f"{live.due_at:%Y-%m}"
    staff = {"list_run": "/surveys/", "new": "/surveys/new/", "edit": f"/surveys/{draft.pk}/edit/", "issue": f"/surveys/{draft.pk}/issue/", "issue_bad": f"/surveys/{bad.pk}/issue/", "survey_staff": f"/surveys/{live.pk}/", "closing": f"/surveys/{live.pk}/closing/", "due": f"/surveys/{live.pk}/due/", "withdrawal": f"/surveys/{live.pk}/withdrawal/", "sheet": f"/surveys/{live.pk}/form-sheet/", "file": f"/surveys/{live.pk}/files/{live.files.get().pk}/replacement/", "calendar": f"/surveys/calendar/?month={month}", "asked": "/surveys/asked-before/?q=投票者数", "announce": f"/surveys/{live.pk}/announcements/", "deletion": f"/surveys/{draft.pk}/deletion/", "notice_staff": f"/archive/{live.notice_id}/"}
    org = {"list_asked": "/surveys/", "survey_org": f"/surveys/{live.pk}/", "notice_org": f"/archive/{live.notice_id}/"}
    bad = []
    for width in (1280, 390):
        for who, pages in ((cast.sato, staff), (cast.yui, org)):
            page = open_as(who, width=width)
            for name, address in pages.items():
                r = page.goto(address)
                if r.status != 200:
                    bad.append((name, r.status)); continue
                page.screenshot(path=f"/tmp/shots/{name}_{width}.png", full_page=True)
                complaints.listening = True
                try:
                    looks_right(page, complaints)
                except AssertionError as e:
                    bad.append((name, width, str(e)[:600]))
    for b in bad: print(b)
    assert not bad
