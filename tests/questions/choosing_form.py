"""A questionnaire with everything that is answered by choosing, as its pages are tried in a browser."""

from __future__ import annotations

from core.questions.definition import Definition, Need, Question

MUNICIPALITIES = [{"key": f"m{number}", "label": f"{number:03}番目の市町村"} for number in range(1, 41)]
NAMES = "北海道、青森県、岩手県、宮城県、秋田県、山形県、福島県、茨城県、栃木県、群馬県、埼玉県、千葉県、東京都"
PREFECTURES = [{"key": f"p{number}", "label": label} for number, label in enumerate(NAMES.split("、"), 1)]
EFFORTS = [
    {"key": "o1", "label": "移動支援（バス・タクシー券）"},
    {"key": "o2", "label": "商業施設での期日前投票所の設置"},
    {"key": "o3", "label": "大学・高等学校での啓発"},
    {"key": "o4", "label": "投票済証の発行"},
    {"key": "o9", "label": "特になし"},
]
DAYS = [
    {"key": "c1", "label": "11月5日（木）10時～12時"},
    {"key": "c2", "label": "11月6日（金）14時～16時"},
    {"key": "c3", "label": "11月9日（月）10時～12時（気仙沼・本吉地域広域行政事務組合 会議室）"},
]
FORM = Definition(
    (
        Question(
            "exists", "yes_no", "移動支援の有無", need=Need.REQUIRED, settings={"yes_label": "ある", "no_label": "ない"}
        ),
        Question("main", "single_choice", "最も力を入れた取組", settings={"options": EFFORTS, "with_other": True}),
        Question("home", "single_choice", "回答者の都道府県", need=Need.REQUIRED, settings={"options": PREFECTURES}),
        Question("near", "single_choice", "比べる市町村", settings={"options": MUNICIPALITIES}),
        Question(
            "all",
            "multiple_choice",
            "実施した取組",
            "予定を含みます。",
            Need.REQUIRED,
            settings={"options": EFFORTS, "with_other": True, "maximum": 3, "exclusive": ["o9"]},
        ),
        Question("where", "multiple_choice", "連携した市町村", settings={"options": MUNICIPALITIES}),
        Question(
            "content",
            "rating",
            "研修の満足度",
            settings={"low_label": "まったく満足していない", "high_label": "とても満足している"},
        ),
        Question("ten", "rating", "ほかの団体に勧めたいか", need=Need.REQUIRED, settings={"highest": 10}),
        Question("days", "schedule", "打合せに出席できる日", need=Need.REQUIRED, settings={"candidates": DAYS}),
    )
)
