"""Charts for the components page: shares, a heat map with suppressed cells, and lines over time."""

from __future__ import annotations

from decimal import Decimal

from core.questions.charts.chart import Chart, Series

AGES = ("20歳代以下", "30歳代", "40歳代", "50歳代", "60歳以上")
SATISFACTION = (
    ("大いに満足", (18, 27, 35, 29, 9)),
    ("やや満足", (31, 44, 52, 48, 14)),
    ("どちらともいえない", (22, 30, 38, 33, 8)),
    ("不満", (6, 12, 19, 17, 5)),
    ("空欄", (3, 4, 6, 5, 2)),
)
ORGANIZATIONS = ("石巻市", "気仙沼・本吉地域広域行政事務組合", "柴田町", "黒川地域行政事務組合")
HOURS = (
    ("月10時間未満", (41, None, 22, 9)),
    ("月10時間以上30時間未満", (28, 12, 14, None)),
    ("月30時間以上", (9, None, 6, None)),
    ("該当なし", (6, 0, 5, 0)),
)
MONTHS = tuple(f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11))
APPLICATIONS = (
    ("公開フォーム", (12, 34, 25, 60, 72, 80, 76, 90)),
    ("窓口", (50, 48, 45, 40, 38, 30, 31, 28)),
    ("郵送", (9, 8, 8, None, 6, 7, 5, 4)),
)


def sample_charts() -> list[Chart]:
    satisfaction = _series(SATISFACTION, special="空欄")
    totals = tuple(
        sum((each.values[row] or Decimal(0) for each in satisfaction), Decimal(0)) for row in range(len(AGES))
    )
    return [
        Chart("stacked_percent", "年代 × 職場環境の満足度", "人", AGES, satisfaction, totals=totals),
        Chart(
            "heat",
            "団体 × 時間外勤務の状況",
            "人",
            ORGANIZATIONS,
            _series(HOURS, special="該当なし"),
            notes=("回答が5人未満のところと、差し引きでそれが分かるところは秘匿しています。",),
            masked=frozenset({(1, 0), (1, 2), (3, 1), (3, 2)}),
        ),
        Chart("line", "月別の申込件数", "件", MONTHS, _series(APPLICATIONS)),
    ]


def _series(columns: tuple[tuple[str, tuple[int | None, ...]], ...], special: str = "") -> tuple[Series, ...]:
    return tuple(
        Series(label, tuple(None if each is None else Decimal(each) for each in values), label == special)
        for label, values in columns
    )
