"""`load_organizations`: preview and load are the same code; one bad row writes nothing; errors name their line."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.people.models import AuditEntry, Kind, Organization, OrganizationGroup, OrganizationRole, Role, Verb
from core.people.services.organizations import load_organizations

pytestmark = pytest.mark.django_db
FILE = Path(__file__).resolve().parents[2] / "demo" / "data" / "organizations.csv"
HEADER = "code,name,kana,kind,region\n"
ISHINOMAKI = "042021,石巻市,いしのまきし,市,石巻圏\n"


def load(text: str, **options):
    return load_organizations(text.encode(), by=None, **options)


def problems(text: str) -> list[str]:
    return [str(problem) for problem in load(text).problems]


def test_the_52_organizations_and_the_prefecture_with_roles_groups_and_audit():
    report = load_organizations(FILE.read_bytes(), by=None)
    assert (len(report.added), report.problems, report.written) == (53, [], True)
    assert OrganizationRole.objects.count() == 53 * 2
    groups = {
        group.name: Organization.objects.in_groups(OrganizationGroup.objects.filter(pk=group.pk)).count()
        for group in OrganizationGroup.objects.all()
    }
    assert groups == {"全団体": 52, "全市町村": 35, "市": 14, "町村": 21, "一部事務組合等": 17}
    assert AuditEntry.objects.filter(action="organization.added").count() == 53


def test_the_same_file_again_changes_nothing():
    load_organizations(FILE.read_bytes(), by=None)
    OrganizationGroup.objects.filter(name="市").delete()
    report = load_organizations(FILE.read_bytes(), by=None)
    assert (len(report.added), len(report.changed), len(report.unchanged)) == (0, 0, 53)
    assert not OrganizationGroup.objects.filter(name="市").exists(), "who deleted a group does not want it back"
    assert AuditEntry.objects.filter(action="organization.added").count() == 53


def test_a_preview_shows_the_same_and_writes_nothing(cast):
    text = HEADER + "042021,石巻市,いしのまきし,市,石巻・女川圏\n042030,塩竈市,しおがまし,市,\n"
    preview = load(text, dry_run=True)
    assert Organization.objects.get(code="042021").region == "石巻圏"
    assert not Organization.objects.filter(code="042030").exists()
    real = load(text)
    for report in (preview, real):
        assert [each.code for each in report.added] == ["042030"]
        assert [(change.organization.code, change.values) for change in report.changed] == [
            ("042021", [("ふりがな", "石巻市", "いしのまきし"), ("圏域", "石巻圏", "石巻・女川圏")])
        ]
        assert {each.code for each in report.not_in_file} == {"040002", "042064", "043028"}
    assert (preview.written, real.written) == (False, True)
    assert Organization.objects.get(code="042021").region == "石巻・女川圏"
    assert Organization.objects.count() == 5, "what is not in the file is never deleted"
    entry = AuditEntry.objects.get(action="organization.changed")
    assert entry.details["changes"]["圏域"] == ["石巻圏", "石巻・女川圏"]


@pytest.mark.parametrize(
    ("encoding", "stated"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp932", "Shift_JIS（cp932）")]
)
def test_encodings_and_japanese_headers(encoding, stated):
    text = "団体コード,団体名,ふりがな,種別,圏域\r\n042030,塩竈市,しおがまし,市,仙台都市圏\r\n"
    report = load_organizations(text.encode(encoding), by=None)
    assert (report.encoding, report.problems) == (stated, [])
    assert Organization.objects.get().name == "塩竈市"


def test_names_are_stored_as_typed():
    load(HEADER + "042030,髙﨑𠮷葛󠄀㋿—か゚市,たかさき,市,\n")
    assert Organization.objects.get().name == "髙﨑𠮷葛󠄀㋿—か゚市"


def test_a_life_of_an_organization_with_dates_in_either_calendar():
    load("code,name,kana,kind,valid_from,valid_to\n042030,塩竈市,しおがまし,市,昭和16年11月23日,2027/3/31\n")
    organization = Organization.objects.get()
    assert (organization.valid_from.isoformat(), organization.valid_to.isoformat()) == ("1941-11-23", "2027-03-31")
    load(HEADER + "042030,塩竈市,しおがまし,市,\n")
    organization.refresh_from_db()
    assert organization.valid_to is not None, "a column that the file does not have stays as it is"


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ("042022,石巻市,いしのまきし,市,\n", "検査数字（6桁目）が正しくありません。先頭5桁が正しければ 042021 です。"),
        ("42021,石巻市,いしのまきし,市,\n", "先頭の0が消えていませんか"),
        ("０４２０２１,石巻市,いしのまきし,市,\n", "半角数字6桁"),
        ("042021,石巻市,いしのまきし,郡,\n", "「郡」という種別はありません"),
        ("042021,,いしのまきし,市,\n", "団体名がありません"),
        ("042021,　,いしのまきし,市,\n", "団体名がありません"),
        ("042021,石巻市,いしのまきし,市\n", "列の数が4です。1行目と同じ5列"),
        ("042021,石巻市,いしのまきし,市,石巻圏,余り\n", "列の数が6です"),
        (f"042021,{'長' * 101},いしのまきし,市,\n", "100文字以内にしてください（いまは101文字）"),
        ('042021,"石巻\n市",いしのまきし,市,\n', "改行"),
        ('042021,"石巻市,いしのまきし,市,\n', "CSVとして読み取れません"),
    ],
)
def test_errors_name_the_line_and_nothing_is_written(row, error):
    found = problems(HEADER + "042030,塩竈市,しおがまし,市,\n" + row)
    assert len(found) == 1
    assert error in found[0]
    assert found[0].startswith(("3行目：", "4行目："))
    assert not Organization.objects.exists()
    assert not OrganizationGroup.objects.exists()
    assert not AuditEntry.objects.exists()


def test_duplicates_name_both_lines():
    found = problems(HEADER + ISHINOMAKI + "042030,塩竈市,しおがまし,市,\n" + ISHINOMAKI)
    assert found == ["4行目：団体コード 042021 は2行目にもあります。"]


def test_every_bad_row_is_reported_at_once():
    found = problems(HEADER + "1,,,,\n042022,a,b,市,\n")
    assert len(found) == 5
    assert [text[:4] for text in found] == ["2行目："] * 4 + ["3行目："]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "列がありません：団体コード（code）、団体名（name）"),
        ("code,name,kana,kind\n", "団体が1行もありません"),
        ("code,name,kana,kind,電話\n", "分からない列があります：電話"),
        ("code,name,kana,kind,種別\n", "同じ列が2回あります"),
        ("042021,石巻市,いしのまきし,市,石巻圏\n", "1行目は列の名前"),
        ("code,name\x00,kana,kind\n", "文字コードが分かりません"),
    ],
)
def test_a_file_that_is_no_such_table_says_why(text, error):
    assert any(error in found for found in problems(text))


def test_bytes_that_are_no_text_say_so():
    report = load_organizations(b"\xff\xfe\x00\x80", by=None)
    assert [str(problem) for problem in report.problems] == [
        "文字コードが分かりません。UTF-8またはShift_JISのCSVにしてください。"
    ]


def test_a_municipality_does_not_become_a_prefecture(cast):
    found = problems(HEADER + "042021,石巻市,いしのまきし,都道府県,\n")
    assert found[0].startswith("2行目：種別：都道府県と")


def test_new_organizations_have_their_rights():
    load(HEADER + ISHINOMAKI)
    manager = OrganizationRole.objects.get(organization__code="042021", role=Role.MANAGER)
    granted = set(manager.group.organizationgrouppermission_set.values_list("permission__codename", flat=True))
    assert Verb.MANAGE_PEOPLE in granted
    assert Organization.objects.get().kind == Kind.CITY


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_previews_loads_and_says_what_it_did(capsys):
    call_command("load_organizations", str(FILE), "--dry-run")
    said = capsys.readouterr().out
    assert "追加  042021 石巻市(市)" in said
    assert "追加 53 変更 0" in said
    assert "書き込んでいません" in said
    assert not Organization.objects.exists()
    call_command("load_organizations", str(FILE))
    assert "書き込みました。" in capsys.readouterr().out
    assert Organization.objects.count() == 53


def test_the_command_refuses_a_bad_file_with_its_errors(tmp_path, capsys):
    bad = tmp_path / "bad.csv"
    bad.write_text(HEADER + "042022,石巻市,いしのまきし,市,\n", encoding="cp932")
    with pytest.raises(CommandError, match="1件の誤りがあるため、何も書き込みませんでした"):
        call_command("load_organizations", str(bad))
    assert "2行目：団体コード 042022" in capsys.readouterr().err
    with pytest.raises(CommandError, match="読めません"):
        call_command("load_organizations", str(tmp_path / "none.csv"))
