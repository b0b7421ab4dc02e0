"""Who may open a file, and how it is handed out."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from core.files import registry
from core.files.models import StoredFile
from core.files.services.previewing import draw_preview
from core.files.zipping import entry_names, zip_response
from tests.files import samples

CANARY = "石巻だけの別紙"


@pytest.fixture
def file(stored) -> StoredFile:
    made = stored(f"{CANARY}.pdf", samples.pdf(3))
    draw_preview(made)
    made.refresh_from_db()
    return made


def addresses(file: StoredFile) -> list[str]:
    return [
        reverse("files:download", args=[file.pk]),
        reverse("files:page", args=[file.pk, 1]),
        reverse("files:preview", args=[file.pk]),
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [("kaede", 200), ("midori", 200), ("yui", 404), ("akira", 404), ("haru", 404), ("sato", 404), ("kanda", 404)],
)
def test_those_open_a_file_whom_its_feature_allows(cast, signed_in, file, who, status):
    client = signed_in(getattr(cast, who))
    for address in addresses(file):
        for method in ("get", "head"):
            response = getattr(client, method)(address)
            assert response.status_code == status, f"{who} got {response.status_code} for {method} {address}"
            if status == 404 and method == "get":
                assert CANARY not in response.content.decode()
                assert quote(CANARY) not in str(response.headers)


def test_a_foreign_file_looks_like_one_that_does_not_exist(cast, signed_in, file):
    client, another = signed_in(cast.yui), str(uuid.uuid4())

    def body(address: str) -> str:
        """Without what differs from one request to the next: the tokens, and the address itself."""
        text = client.get(address).content.decode()
        return re.sub(rf"\b\w{{64}}\b|{file.pk}|{another}", "", text)

    for address in addresses(file):
        assert body(address) == body(address.replace(str(file.pk), another))


def test_nobody_is_sent_to_sign_in(file):
    for address in addresses(file):
        response = Client().get(address)
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


def test_nothing_is_changed_here(cast, signed_in, file):
    for address in addresses(file):
        for method in ("post", "put", "delete", "patch"):
            assert getattr(signed_in(cast.kaede), method)(address).status_code == 405


def test_without_a_feature_that_allows_it_nobody_opens_anything(cast, signed_in, file, monkeypatch):
    monkeypatch.setattr(registry, "ACCESS", {})
    assert signed_in(cast.kaede).get(addresses(file)[0]).status_code == 404


def test_a_deactivated_person_opens_nothing(cast, signed_in, file):
    client = signed_in(cast.kaede)
    cast.kaede.is_active = False
    cast.kaede.save()
    assert client.get(addresses(file)[0]).status_code in (302, 404)


def test_a_download_is_the_file_under_its_name_and_never_run(cast, signed_in, stored):
    content = b"<!doctype html><script>alert(1)</script>"
    file = stored("髙﨑　”𠮷”.html", content)
    response = signed_in(cast.kaede).get(reverse("files:download", args=[file.pk]))
    assert response.getvalue() == content
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(file.name)}"
    assert response["Content-Length"] == str(len(content))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"


def test_head_gives_the_length_and_no_body(cast, signed_in, file):
    response = signed_in(cast.kaede).head(reverse("files:download", args=[file.pk]))
    assert response["Content-Length"] == str(file.size)
    assert b"".join(response.streaming_content) == b""


def test_a_page_is_a_picture_inside_the_record(cast, signed_in, file):
    response = signed_in(cast.kaede).get(reverse("files:page", args=[file.pk, 3]))
    assert response["Content-Type"] == "image/webp"
    assert "attachment" not in response.get("Content-Disposition", "")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue().startswith(b"RIFF")


@pytest.mark.parametrize("number", [0, 4, 99999])
def test_a_page_that_does_not_exist_is_missing(cast, signed_in, file, number):
    assert signed_in(cast.kaede).get(reverse("files:page", args=[file.pk, number])).status_code == 404


@pytest.mark.expects_errors
def test_missing_bytes_are_a_missing_page_and_logged(cast, signed_in, file):
    file.content.storage.delete(file.content.name)
    assert signed_in(cast.kaede).get(reverse("files:download", args=[file.pk])).status_code == 404


class TestFrame:
    def frame(self, client: Client, file: StoredFile, *, htmx: bool = True, **query: str) -> str:
        headers = {"HX-Request": "true"} if htmx else {}
        response = client.get(reverse("files:preview", args=[file.pk]), query, headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    def test_the_first_the_middle_and_the_last_page(self, cast, signed_in, file):
        client = signed_in(cast.kaede)
        first, middle, last = (self.frame(client, file, page=page) for page in ("1", "2", "3"))
        assert ("次のページ" in first, "前のページ" in first) == (True, False)
        assert ("次のページ" in middle, "前のページ" in middle) == (True, True)
        assert ("次のページ" in last, "前のページ" in last) == (False, True)
        assert "2／3ページ" in middle
        assert reverse("files:page", args=[file.pk, 2]) in middle

    @pytest.mark.parametrize("page", ["", "0", "-1", "x", "99999999999", "四"])
    def test_a_page_that_makes_no_sense_is_one_of_those_there_are(self, cast, signed_in, file, page):
        assert "／3ページ" in self.frame(signed_in(cast.kaede), file, page=page)

    def test_without_script_it_is_a_page_of_its_own_that_leads_back(self, cast, signed_in, file):
        page = self.frame(signed_in(cast.kaede), file, htmx=False, page="2", back="/archive/7/?tab=1")
        assert "<html" in page
        assert 'href="/archive/7/?tab=1"' in page

    @pytest.mark.parametrize(
        "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
    )
    def test_it_leads_back_to_nowhere_else(self, cast, signed_in, file, back):
        assert "元のページ" not in self.frame(signed_in(cast.kaede), file, htmx=False, back=back)

    def test_while_the_worker_draws_it_asks_again_but_not_for_ever(self, cast, signed_in, stored):
        file, client = stored(), signed_in(cast.kaede)
        waiting = self.frame(client, file, tries="1")
        assert "表示の準備をしています" in waiting
        assert "tries=2" in waiting
        given_up = self.frame(client, file, tries="60")
        assert "hx-get" not in given_up
        assert "時間がかかっています" in given_up

    def test_what_could_not_be_drawn_says_so(self, cast, signed_in, stored):
        file = stored("鍵付き.pdf", samples.pdf(password="secret"))
        draw_preview(file)
        assert "画面には表示できません" in self.frame(signed_in(cast.kaede), file)


class TestZip:
    def unpacked(self, response) -> zipfile.ZipFile:
        content = response.getvalue()
        assert response["Content-Length"] == str(len(content))
        return zipfile.ZipFile(io.BytesIO(content))

    def test_every_file_is_in_it_whole(self, stored):
        contents = {"別紙1.pdf": samples.pdf(), "集計　髙﨑𠮷.xlsx": samples.excel(), "か゚.txt": b"a"}
        archive = self.unpacked(zip_response([stored(*each) for each in contents.items()], "市町第1187号.zip"))
        assert {name: archive.read(name) for name in archive.namelist()} == contents
        assert archive.testzip() is None

    def test_its_own_name_is_kept(self, stored):
        response = zip_response([stored()], "市町第1187号.zip")
        assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('市町第1187号.zip')}"
        assert "sandbox" in response["Content-Security-Policy"]

    @pytest.mark.parametrize(
        ("names", "entries"),
        [
            (["様式.xlsx", "様式.xlsx", "様式.xlsx"], ["様式.xlsx", "様式（2）.xlsx", "様式（3）.xlsx"]),
            (["a.TXT", "A.txt"], ["a.TXT", "A（2）.txt"]),
            (["様式.xlsx", "様式（2）.xlsx", "様式.xlsx"], ["様式.xlsx", "様式（2）.xlsx", "様式（3）.xlsx"]),
            (["か\u3099.txt", "が.txt"], ["か\u3099.txt", "が（2）.txt"]),
            (["案:第1.  ", "a?*.txt", "なし", "なし"], ["案：第1", "a？＊.txt", "なし", "なし（2）"]),
            (["../a/b.txt", "..\\a.txt"], ["..／a／b.txt", "..＼a.txt"]),
        ],
    )
    def test_names_are_told_apart_and_open_on_windows(self, names, entries):
        assert entry_names([StoredFile(name=name) for name in names]) == entries

    def test_a_file_that_vanished_breaks_the_download_off(self, stored):
        file = stored()
        response = zip_response([file], "a.zip")
        file.content.storage.delete(file.content.name)
        with pytest.raises(FileNotFoundError):
            response.getvalue()
