"""Questions from a pasted list: what lines become, why they cannot be read, and that all are added or none."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from core.questions.definition import Definition, Need, Question
from core.questions.kinds import KINDS
from core.questions.models import Questionnaire
from core.questions.services.composing import create
from core.questions.services.editing import edit
from core.questions.taking_over.pasted import Line, Unusable, question_of, read
from core.questions.troubles import blocking


def only(text: str) -> Line:
    (line,) = read(text)
    return line


# --- Lines of words ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("問1 投票者数", "投票者数"),
        ("問１　投票者数", "投票者数"),
        ("問1-2 投票者数", "投票者数"),
        ("設問12．投票者数", "投票者数"),
        ("(1) 投票者数", "投票者数"),
        ("（１）投票者数", "投票者数"),
        ("①投票者数", "投票者数"),
        ("⑳ 投票者数", "投票者数"),
        ("1. 投票者数", "投票者数"),
        ("1、投票者数", "投票者数"),
        ("3) 投票者数", "投票者数"),
        ("1.2 投票者数", "投票者数"),
        ("ア 投票者数", "投票者数"),
        ("・投票者数", "投票者数"),
        ("  投票者数　", "投票者数"),
        # what only looks like a number stays
        ("1人当たりの投票者数", "1人当たりの投票者数"),
        ("1.5倍以上になった理由", "1.5倍以上になった理由"),
        ("問1の回答について", "問1の回答について"),
        ("アンケートの対象", "アンケートの対象"),
        ("2026年度の投票者数", "2026年度の投票者数"),
        # and the text is kept as it was pasted
        ("問1 𠮷野家の葛󠄀の葉", "𠮷野家の葛󠄀の葉"),
        ("問1 ﾊﾝｶｸのＡＢＣ", "ﾊﾝｶｸのＡＢＣ"),
    ],
)
def test_numbers_at_the_beginning_are_taken_off(line, label):
    assert only(line).label == label


@pytest.mark.parametrize(
    ("line", "kind", "label"),
    [
        ("投票者数（人）", "integer", "投票者数"),
        ("投票者数", "integer", "投票者数"),
        ("決算額(千円)", "integer", "決算額"),
        ("投票率（％）", "decimal", "投票率"),
        ("移動支援の有無", "yes_no", "移動支援の有無"),
        ("移動支援を実施していますか", "yes_no", "移動支援を実施していますか"),
        ("移動支援（はい／いいえ）", "yes_no", "移動支援"),
        ("移動支援（有・無）", "yes_no", "移動支援"),
        ("出欠（出席・欠席）", "single_choice", "出欠"),
        ("方法（バス／タクシー／船）", "single_choice", "方法"),
        ("告示日（年月日）", "date", "告示日"),
        ("開催日", "date", "開催日"),
        ("開始時刻", "time", "開始時刻"),
        ("担当者氏名", "person_name", "担当者氏名"),
        ("担当課のメールアドレス", "email", "担当課のメールアドレス"),
        ("電話番号", "phone", "電話番号"),
        ("施設の所在地", "address", "施設の所在地"),
        ("取組の効果と課題", "long_text", "取組の効果と課題"),
        ("その他（自由記述）", "long_text", "その他"),
        ("位置図", "file", "位置図"),
        ("団体名", "short_text", "団体名"),
        ("対象者（高齢者、障害者など）", "short_text", "対象者（高齢者、障害者など）"),
    ],
)
def test_the_kind_is_told_by_the_words(line, kind, label):
    found = only(line)
    assert (found.kind, found.label, found.trouble) == (kind, label, "")


def test_a_unit_and_options_come_out_of_the_brackets():
    assert only("投票者数（人）").unit == "人"
    assert only("方法（バス／タクシー／船）").options == ("バス", "タクシー", "船")


@pytest.mark.parametrize("line", ["投票者数（人）※必須", "投票者数（人）（必須）", "投票者数（人）【必須】"])
def test_required_is_read(line):
    assert (only(line).need, only(line).label) == (Need.REQUIRED, "投票者数")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第1 基礎的な事項\n問1 投票者数", ["第1 基礎的な事項"]),
        ("第一章　総則\n投票者数", ["第一章　総則"]),
        ("Ⅱ 期日前投票\n投票者数", ["Ⅱ 期日前投票"]),
        ("■ 期日前投票\n投票者数", ["期日前投票"]),
        ("【期日前投票】\n投票者数", ["期日前投票"]),
        ("1 基礎的な事項\n(1) 投票者数\n(2) 投票所数", ["1 基礎的な事項"]),
        ("1 投票者数\n2 投票所数", []),
        ("1. 投票者数\n2. 投票所数", []),
    ],
)
def test_headings_are_recognised(text, labels):
    assert [line.label for line in read(text) if line.kind == "section"] == labels


def test_empty_lines_are_nothing_and_places_are_those_of_the_text():
    assert [(line.place, line.label) for line in read("\n問1 団体名\n\n　\n問2 備考\r\n")] == [
        (2, "団体名"),
        (5, "備考"),
    ]


# --- Cells ------------------------------------------------------------------------------------------------------------


def test_cells_stand_in_their_order():
    line = only("問1\t投票者数\t整数\t\t人\t必須")
    assert line == Line(1, "投票者数", "integer", unit="人", need=Need.REQUIRED)


def test_the_column_of_numbers_may_be_missing():
    assert only("投票者数\t整数\t\t人") == Line(1, "投票者数", "integer", unit="人")


def test_a_header_tells_the_columns():
    text = "設問文\t必須\t種類\t補足説明\n投票者数\t○\t数値\t確定した数\n団体名\t\t\t"
    assert read(text) == [
        Line(2, "投票者数", "integer", need=Need.REQUIRED, help="確定した数"),
        Line(3, "団体名", "short_text"),
    ]


@pytest.mark.parametrize("cell", ["バス、タクシー、船", "バス／タクシー／船", "バス/タクシー/船", "①バス②タクシー③船"])
def test_options_are_divided_as_people_divide_them(cell):
    assert only(f"1\t方法\t選択\t{cell}").options == ("バス", "タクシー", "船")


def test_a_thousands_separator_divides_nothing():
    assert only("1\t額\t選択\t1,000円未満、1,000円以上").options == ("1,000円未満", "1,000円以上")


def test_a_cell_with_line_breaks_is_one_cell():
    assert [line.label for line in read('1\t"投票者数\n（確定した""数""）"\t整数\n2\t備考\t記述')] == [
        '投票者数 （確定した"数"）',
        "備考",
    ]


@pytest.mark.parametrize(
    "text",
    [
        '"あ\n' * 20_000,
        "あ" + " " * 190_000 + "い",
        "その他" * 60_000,
        "（" * 190_000,
        "1\t方法\t選択\t" + "あ、" * 90_000,
    ],
)
def test_nothing_that_is_pasted_takes_long(text):
    began = time.monotonic()
    read(text)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if code not in ("table", "repeating_rows")])
def test_the_names_of_the_builder_are_understood(code):
    found = only(f"1\t設問\t{KINDS[code].label}\tあ、い")
    if code in ("schedule", "calculated", "rating"):
        return  # a line cannot say enough of them
    assert found.kind == code


# --- What cannot be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("①", "設問文がありません"),
        ("1\t\t整数", "設問文がありません"),
        ("1\t投票者数\tグラフ", "種類の「グラフ」がわかりません"),
        ("1\t方法\t選択", "2つ以上"),
        ("1\t方法\t選択\tバス", "2つ以上"),
        ("1\t方法\t選択\tバス、バス", "2回あります"),
        ("1\t方法\t選択\t" + "、".join(str(number) + "番" for number in range(1001)), "1,000まで"),
        ("1\t投票者数\t整数\t\t人\tたぶん", "必須の欄の「たぶん」"),
        ("あ" * 501, "500字以内"),
        ("投票者\x00数", "ヌル文字"),
        ("投票者\ud800数", "サロゲート"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line, said):
    assert said in only(line).trouble


def test_whatever_is_read_can_be_published():
    text = "\n".join(
        [
            "第1 基礎的な事項",
            "問1 投票者数（人）※必須",
            "問2 方法（バス／タクシー／その他）",
            "③ 取組の課題",
            "ア 実施日",
        ]
    )
    questions = tuple(question_of(line, line.kind) for line in read(text))
    assert blocking(Definition(questions)) == []
    assert questions[2].settings["with_other"] is True
    assert [item["label"] for item in questions[2].settings["options"]] == ["バス", "タクシー"]
    assert len({question.key for question in questions}) == 5


def test_what_a_line_cannot_become_is_refused():
    with pytest.raises(Unusable):
        question_of(only("方法"), "single_choice")
    with pytest.raises(Unusable):
        question_of(only("方法"), "table")
    assert question_of(only("方法"), "section").need == Need.OPTIONAL


# --- The page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def questionnaire(cast) -> Questionnaire:
    definition = Definition((Question("a", "short_text", "団体名"), Question("b", "short_text", "備考")))
    return create(cast.ishinomaki, "移動支援の調査", by=cast.kaede, definition=definition)


@pytest.fixture
def paste(cast, signed_in, questionnaire):
    client = signed_in(cast.kaede)
    address = reverse("questions:import_questions", args=[questionnaire.pk])

    def press(button: str, text: str, after: str = "", **kinds):
        return client.post(address, {"text": text, "after": after, button: "1", **kinds})

    press.open = lambda: client.get(address)
    return press


def labels(questionnaire: Questionnaire) -> list[str]:
    return [question.label for question in Questionnaire.objects.get(pk=questionnaire.pk).draft.definition]


def test_reading_adds_nothing_yet(paste, questionnaire):
    assert "設問の一覧" in paste.open().content.decode()
    shown = paste("read", "問1 投票者数（人）\n問2 方法（バス／船）")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert "2行" in text
    assert "バス、船" in text
    assert labels(questionnaire) == ["団体名", "備考"]


def test_adding_is_one_step_behind_the_chosen_question(paste, questionnaire):
    text = "問1 投票者数（人）\n問2 実施日\n欄外"
    added = paste("add", text, "a", kind_1="integer", kind_2="date", kind_3="-")
    assert added.status_code == 302
    assert labels(questionnaire) == ["団体名", "投票者数", "実施日", "備考"]
    draft = Questionnaire.objects.get(pk=questionnaire.pk).draft
    steps = [step.said for step in draft.steps.order_by("number")]
    assert steps == ["", "貼り付けた一覧から2件を追加"]


def test_nothing_is_half_imported(paste, questionnaire):
    text = "問1 投票者数（人）\n問2 方法"
    refused = paste("add", text, kind_1="integer", kind_2="single_choice")
    assert refused.status_code == 422
    assert "2行目の種類" in refused.content.decode()
    assert labels(questionnaire) == ["団体名", "備考"]

    undecided = paste("add", "1\t図\tグラフ", kind_1="")
    assert undecided.status_code == 422
    assert "「グラフ」がわかりません" in undecided.content.decode()
    assert labels(questionnaire) == ["団体名", "備考"]


def test_leaving_everything_out_is_told(paste, questionnaire):
    assert paste("add", "問1 方法", kind_1="-").status_code == 422
    assert labels(questionnaire) == ["団体名", "備考"]


@pytest.mark.parametrize("text", ["", " \n　\n", "あ\n" * 501, "あ\x00"])
def test_what_is_no_list_is_refused_with_everything_kept(paste, text):
    assert paste("read", text).status_code == 422


def test_a_place_that_somebody_removed_meanwhile_is_the_end(paste, questionnaire, cast):
    edit(questionnaire, lambda d: d.without("a"), said="削除", by=cast.ren)
    assert paste("add", "問1 実施日", "a", kind_1="date").status_code == 302
    assert labels(questionnaire) == ["備考", "実施日"]


def test_only_those_who_compose_it_come_here(cast, signed_in, questionnaire):
    address = reverse("questions:import_questions", args=[questionnaire.pk])
    assert signed_in(cast.yui).get(address).status_code == 404
    assert signed_in(cast.yui).post(address, {"text": "問1"}).status_code == 404
