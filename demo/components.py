"""What the components page shows: every component in every state, with sample words."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.views.generic import TemplateView

from core import clock
from core.people.form_fields import JapaneseDateField, JapaneseDateTimeField
from core.people.icons import ICONS
from demo.charts import sample_charts

ORGANIZATION_TYPES = [("city", "市"), ("town", "町村"), ("union", "一部事務組合・広域連合・企業団")]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="団体名", help_text="正式な名称", initial="気仙沼・本吉地域広域行政事務組合")
    remarks = forms.CharField(label="備考", required=False)
    voters = forms.IntegerField(
        label="投票者数",
        widget=forms.TextInput(attrs={"data-width": "short", "data-num": True, "inputmode": "numeric"}),
    )
    code = forms.CharField(
        label="団体コード",
        help_text="変更できません",
        required=False,
        initial="900141",
        widget=forms.TextInput(attrs={"data-width": "short", "readonly": True}),
    )
    category = forms.ChoiceField(
        label="分類",
        choices=[("election", "選挙"), ("finance", "財政")],
        widget=forms.Select(attrs={"data-width": "middle"}),
    )
    issued_on = JapaneseDateField(label="発出日")
    publish_at = JapaneseDateTimeField(label="公開する日時", required=False)
    body = forms.CharField(label="説明", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    method = forms.ChoiceField(
        label="提出の方法",
        choices=[("screen", "画面で入力"), ("excel", "Excelの様式"), ("proxy", "代理入力")],
        initial="screen",
        widget=forms.RadioSelect,
    )
    addressees = forms.MultipleChoiceField(
        label="宛先",
        required=False,
        choices=ORGANIZATION_TYPES,
        initial=["city", "town"],
        widget=forms.CheckboxSelectMultiple,
    )
    important = forms.BooleanField(
        label="重要な通知として知らせる", required=False, help_text="一覧と受信箱で目立ちます。"
    )
    attachment = forms.FileField(label="添付ファイル", required=False, help_text="1件100MBまで")


class SampleFilter(forms.Form):
    q = forms.CharField(label="キーワード", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label="状態", required=False, choices=[("", "すべて"), ("unread", "未読"), ("unacknowledged", "受領確認待ち")]
    )
    importance = forms.ChoiceField(label="重要度", required=False, choices=[("", "すべて"), ("high", "重要")])
    since = JapaneseDateField(label="発出日（から）", required=False)
    tag = forms.CharField(label="タグ", required=False)


class ComponentsView(TemplateView):
    template_name = "demo/components.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        return super().get_context_data(**kwargs) | {
            "icons": list(ICONS),
            "today": today,
            "now": clock.now(),
            "form": SampleForm(),
            "wrong_form": SampleForm(_wrong_answers(), prefix="wrong"),
            "filter": SampleFilter(self.request.GET or {"q": "投票所", "state": "unread"}),
            "page_obj": Paginator(range(1284), 50).get_page(self.request.GET.get("page", 2)),
            "segments": [("done", "受領確認済", 21), ("work", "既読", 8), ("rest", "未読", 4), ("back", "不達", 2)],
            "charts": sample_charts(),
            "tallies": [
                {"label": "期限を過ぎた受領確認", "number": 1, "url": "#tally", "tone": "late"},
                {"label": "受領確認が必要な通知", "number": 2, "url": "#tally"},
                {"label": "未読の通知", "number": 1284, "url": "#tally"},
                {"label": "届かなかったメール", "number": 0, "url": "#tally", "tone": "late"},
            ],
            "news": [
                {"title": "11月28日(土) 6時から9時まで、点検のため利用できません", "url": "#news", "when": today},
                {
                    "title": "担当者名簿の確認期間は12月1日(火)からです",
                    "url": "",
                    "when": today - datetime.timedelta(days=9),
                },
            ],
            "todos": [_todo(today, days) for days in (-2, 0, 4)],
            "history": _history(clock.now()),
            "meta": ["宮城県 市町村課 行政第一班", "市町第1179号"],
            "unread_chip": [{"label": "未読", "color": "blue", "style": "outline"}],
            "rows": [
                ("発出元", "宮城県 企画部 市町村課 行政第二班"),
                ("文書番号", "市町第1187号"),
                ("宛先", "全市町村（35団体）"),
            ],
        }


def _wrong_answers() -> dict[str, str]:
    return {"wrong-voters": "12,4OO", "wrong-issued_on": "平成31年5月1日", "wrong-publish_at_date": "令和8年2月30日"}


def _todo(today: datetime.date, days: int) -> dict[str, Any]:
    return {
        "due": today + datetime.timedelta(days=days),
        "title": "投票所における感染症対策及び避難経路の確認について",
        "meta": ["宮城県 市町村課 行政第二班", "市町第1187号"],
        "chips": [{"label": "重要", "color": "red", "style": ""}],
    }


def _history(now: datetime.datetime) -> list[dict[str, Any]]:
    return [
        {
            "when": now,
            "who": "石巻市 総務課 高橋 美咲",
            "text": "が確認しました。",
            "chip_label": "受領確認済",
            "chip_color": "green",
        },
        {"when": now - datetime.timedelta(hours=18), "who": "宮城県 市町村課 佐々木 健", "text": "が公開しました。"},
    ]
