"""The questionnaires that the surveys ask: some of the library, the ministry's form, and the prefecture's own."""

from __future__ import annotations

import json
from typing import Any

from core.people.models import Organization, User
from core.questions.definition import Check, Comparison, Condition, Definition, Need, Question, Test
from core.questions.library import library
from core.questions.models import Questionnaire, Version
from core.questions.services.composing import create
from core.questions.services.publishing import publish
from demo.questionnaires import FOLDER

PEOPLE = {"unit": "人", "minimum": 0}
YEN = {"unit": "千円", "minimum": 0}
OFFICE = (
    Question("office", "section", "回答者"),
    Question("office_section", "short_text", "担当課・係", need=Need.REQUIRED, settings={"max_length": 60}),
    Question("office_name", "person_name", "担当者の氏名", need=Need.REQUIRED, personal=True,
             help="回答の内容について、県から問い合わせるときに使います。"),
    Question("office_phone", "phone", "電話番号", need=Need.REQUIRED),
)  # fmt: skip


def _options(*labels: str, **more: Any) -> dict[str, Any]:
    return {"options": [{"key": f"o{n}", "label": label} for n, label in enumerate(labels, 1)]} | more


def _rows(*labels: str) -> list[dict[str, str]]:
    return [{"key": f"r{n}", "label": label} for n, label in enumerate(labels, 1)]


def _column(key: str, label: str, kind: str = "integer", **settings: Any) -> dict[str, Any]:
    column: dict[str, Any] = {"key": key, "kind": kind, "label": label, "settings": settings}
    if kind == "integer":
        column |= {"need": "required", "total": True, "settings": {"minimum": 0} | settings}
    return column


TAX = Definition(
    questions=(
        Question("as_of", "date", "基準日", need=Need.REQUIRED),
        Question("collection", "section", "1　徴収の状況"),
        Question(
            "taxes", "table", "税目別の調定額と収入額（現年課税分）", need=Need.REQUIRED,
            settings={
                "row_header": "税目", "na_cells": True,
                "rows": _rows("市町村民税", "固定資産税", "軽自動車税", "市町村たばこ税", "国民健康保険税"),
                "columns": [_column("levied", "調定額", unit="千円"), _column("collected", "収入額", unit="千円")],
            },
        ),
        Question(
            "rate", "calculated", "徴収率",
            settings={"formula": "{taxes.*.collected} / {taxes.*.levied} * 100", "unit": "%", "decimals": 1},
        ),
        Question("rate_before", "decimal", "前年同期の徴収率", need=Need.SOFT,
                 settings={"unit": "%", "minimum": 0, "maximum": 100, "decimals": 1}),
        Question("window", "section", "2　窓口と徴収の体制"),
        Question("window_staff", "integer", "税務の窓口の職員数", need=Need.REQUIRED, settings=PEOPLE),
        Question("opens", "time", "窓口の開始時刻", need=Need.REQUIRED),
        Question("late_window", "yes_no", "時間外の納税窓口の有無", need=Need.REQUIRED),
        Question("late_times", "integer", "時間外の窓口を開いた回数", may_be_na=True,
                 settings={"unit": "回", "minimum": 0}, show_if=Condition((Test("late_window", "is", "yes"),))),
        Question("ways", "multiple_choice", "納付の方法", need=Need.REQUIRED, settings=_options(
            "口座振替", "コンビニエンスストア", "スマートフォン決済", "クレジットカード", "共通納税システム",
            with_other=True)),
        Question("effort", "long_text", "徴収率の向上のための取組", settings={"max_length": 1000}),
        *OFFICE,
    ),
    checks=(
        Check("collected_within", "{taxes.*.collected}", Comparison.AT_MOST, "{taxes.*.levied}",
              "収入額の合計が、調定額の合計を超えています。"),
    ),
    intro="現年課税分について記入してください。税目がないときは「－」を入力してください。",
)  # fmt: skip

POLLS = Definition(
    questions=(
        Question("electors", "integer", "選挙人名簿の登録者数", need=Need.REQUIRED, settings=PEOPLE),
        Question("polls", "table", "投票所と期日前投票所", need=Need.REQUIRED, settings={
            "row_header": "区分", "row_total": False,
            "rows": _rows("当日の投票所", "期日前投票所（庁舎）", "期日前投票所（商業施設）", "移動式の期日前投票所"),
            "columns": [_column("sites", "箇所数", unit="か所"), _column("staff", "従事者数", unit="人"),
                        _column("note", "備考", "short_text")],
        }),
        Question("early_voters", "integer", "期日前投票者数（直近の選挙）", need=Need.REQUIRED, settings=PEOPLE),
        Question("early_share", "calculated", "登録者に占める割合",
                 settings={"formula": "{early_voters} / {electors} * 100", "unit": "%", "decimals": 1}),
        Question("closes", "time", "投票所を閉じる時刻", need=Need.REQUIRED,
                 help="繰り上げる投票所が多いときは、最も多い時刻"),
        Question("reform", "single_choice", "投票区の見直し", need=Need.REQUIRED,
                 settings=_options("見直した", "見直しを検討している", "予定はない", with_other=True)),
        Question("hard", "rating", "立会人の確保の難しさ", need=Need.REQUIRED,
                 settings={"low_label": "難しくない", "high_label": "難しい"}),
        Question("moved", "integer", "移動支援の利用者数", may_be_na=True, settings=PEOPLE),
        Question("issues", "long_text", "課題", need=Need.SOFT, settings={"max_length": 1000}),
        *OFFICE,
    ),
    checks=(
        Check("early_within", "{early_voters}", Comparison.AT_MOST, "{electors}",
              "期日前投票者数が、登録者数を超えています。"),
    ),
    intro="直近の選挙について記入してください。設けていない区分は0を入力してください。",
)  # fmt: skip

DIGITAL = Definition(
    questions=(
        Question("stage", "single_choice", "標準準拠システムへの移行の段階", need=Need.REQUIRED, settings=_options(
            "計画を作っている", "事業者と調整している", "移行の作業をしている", "一部が移行した", "移行を終えた")),
        Question("moves_on", "date", "移行を終える（終えた）日", need=Need.REQUIRED),
        Question("systems", "table", "業務別の状況", need=Need.REQUIRED, settings={
            "row_header": "業務", "na_cells": True,
            "rows": _rows("住民記録", "税", "国民健康保険", "介護保険", "児童手当"),
            "columns": [
                {"key": "state", "kind": "single_choice", "label": "状況", "need": "required",
                 "settings": _options("未着手", "作業中", "移行済")},
                _column("cost", "経費（見込み）", unit="千円"),
            ],
        }),
        Question("staff", "integer", "情報政策の専任の職員数", need=Need.REQUIRED, settings=PEOPLE),
        Question("card_windows", "integer", "マイナンバーカードの交付窓口の数", need=Need.REQUIRED, may_be_na=True,
                 settings={"unit": "か所", "minimum": 0}),
        Question("card_days", "decimal", "申請から交付までの平均日数",
                 settings={"unit": "日", "minimum": 0, "decimals": 1}),
        Question("load", "rating", "担当の負担", need=Need.REQUIRED,
                 settings={"low_label": "軽い", "high_label": "重い"}),
        Question("troubles", "multiple_choice", "課題", need=Need.REQUIRED, settings=_options(
            "人員が足りない", "経費が増える", "事業者の都合で遅れる", "データの移行に手間がかかる", "とくにない",
            exclusive=["o5"])),
        Question("to_state", "long_text", "国や県への要望", may_be_na=True, settings={"max_length": 1000}),
        *OFFICE,
        Question("office_email", "email", "メールアドレス", need=Need.REQUIRED),
    ),
    intro="基準日現在の状況を記入してください。共同利用のときは、自団体の分を記入してください。",
)  # fmt: skip

DISASTER = Definition(
    questions=(
        Question("place", "address", "災害対策本部を置く場所", need=Need.REQUIRED),
        Question("night_phone", "phone", "夜間・休日の連絡先", need=Need.REQUIRED),
        Question("night_email", "email", "緊急のときのメールアドレス"),
        Question("gathers", "time", "休日に職員が参集し終える目安の時刻（午前9時の発災）", need=Need.REQUIRED),
        Question("members", "integer", "初動の要員", need=Need.REQUIRED, may_be_na=True, settings=PEOPLE),
        Question("stock", "table", "備蓄", need=Need.REQUIRED, settings={
            "row_header": "品目", "na_cells": True, "rows": _rows("食料", "飲料水", "毛布", "携帯トイレ"),
            "columns": [_column("amount", "数量", unit="人分"), _column("sites", "保管場所", unit="か所")],
        }),
        Question("contacts", "repeating_rows", "連絡する順", help="災害のときの連絡だけに使います。",
                 need=Need.REQUIRED, personal=True, settings={
            "minimum": 1, "maximum": 10,
            "columns": [
                {"key": "post", "kind": "short_text", "label": "職名", "need": "required", "settings": {}},
                {"key": "name", "kind": "short_text", "label": "氏名", "need": "required", "settings": {}},
                {"key": "phone", "kind": "phone", "label": "電話番号", "need": "required", "settings": {}},
            ],
        }),
        Question("drill", "yes_no", "今年度に訓練をしましたか", need=Need.REQUIRED),
        Question("drill_day", "date", "訓練の日", need=Need.REQUIRED, show_if=Condition((Test("drill", "is", "yes"),))),
        Question("gaps", "long_text", "体制の課題", need=Need.SOFT, settings={"max_length": 1000}),
        Question("shares", "consent", "連絡先の共有",
                 settings={"text": "連絡先を、災害のときに他の市町村と国に伝えることに同意します。"}),
        *OFFICE[:2],
    ),
    intro="出水期に備えて、いまの体制を記入してください。連絡先は、災害のときだけに使います。",
)  # fmt: skip

OWN = {
    "tax": ("徴収率と窓口体制に関する調査票", TAX),
    "polls": ("投票所・期日前投票所に関する調査票", POLLS),
    "digital": ("情報システムの標準化とマイナンバーカードに関する調査票", DIGITAL),
    "disaster": ("災害対応体制に関する調査票", DISASTER),
}
FROM_LIBRARY = {"statistics": "財政・職員数の状況に関する調査票", "inquiry": "照会（市町村課）"}
STANDING = {
    "scheduling": "市町村行財政ヒアリングの日程調整",
    "attendance": "市町村行政担当者会議の出席報告",
    "prior-answers": "市町村行政担当者会議の事前回答",
}


def make(owner: Organization, by: User) -> dict[str, Version]:
    """What is asked, by a short name: the published versions of ten questionnaires, seven of them made here."""
    drawn = dict(OWN)
    drawn |= {name: (title, library()[name].definition) for name, title in FROM_LIBRARY.items()}
    staffing = json.loads((FOLDER / "staffing.json").read_text(encoding="utf-8"))
    drawn["staffing"] = ("給与・定員管理等の公表様式（市町村課）", Definition.from_json(staffing["versions"][-1]))
    for title, definition in drawn.values():
        publish(create(owner, title, by=by, definition=definition), by=by)
    titles = {name: title for name, (title, _) in drawn.items()} | STANDING
    found: dict[str, Version] = {}
    for name, title in titles.items():
        version = Questionnaire.objects.get(owner=owner, title=title).published
        if version is None:
            raise ValueError(f"{title} is not published.")
        found[name] = version
    return found
