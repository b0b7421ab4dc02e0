"""Everything that can be set of a form, field by field, with what it means."""

from __future__ import annotations

from django import forms

from core.people.clean_text import validate_single_line
from core.people.form_fields import JapaneseDateTimeField
from core.people.models import Organization, Section, User
from core.people.networks import validate_network
from publicforms.forms.fields import LinesField
from publicforms.forms.making import AUDIENCES
from publicforms.making.addresses import read_origin, validate_slug


def read_network(line: str) -> str:
    validate_network(line)
    return line


def _text(label: str, *, rows: int, most: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        strip=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SettingsFields(forms.Form):
    title = forms.CharField(label="フォーム名", max_length=200, validators=[validate_single_line])
    slug = forms.CharField(
        label="アドレス",
        max_length=60,
        validators=[validate_slug],
        help_text="公開ページのアドレスの終わりの部分です。半角の小文字の英字、数字、ハイフンで決めます。例：tachiainin-2026",
    )
    slug_sure = forms.BooleanField(
        label="アドレスを変えると、配ったポスターやQRコード、リンクが使えなくなることを確かめました",
        required=False,
    )
    section = forms.ModelChoiceField(
        label="担当", queryset=Section.objects.none(), required=False, empty_label="決めない",
        help_text="公開ページの上に、団体の名前と並べて表示します。権限は「権限」のページで変えます。",
    )  # fmt: skip
    audience = forms.ChoiceField(
        label="回答する人", choices=AUDIENCES, widget=forms.RadioSelect(attrs={"data-dir": "column"}),
        help_text="変えて保存すると、選んだ人に合わせた設定の欄が出ます。",
    )  # fmt: skip
    summary = _text("案内", rows=5, most=5000, help_text="何のためのフォームか、だれが申し込めるかを書きます。")
    purpose = _text(
        "利用目的", rows=3, most=2000,
        help_text="送信された内容を何に使うかを書きます。公開するには必要です。例：選挙事務の連絡と選任のためだけに使います。",
    )  # fmt: skip
    contact = _text("問い合わせ先", rows=2, most=500, help_text="担当と電話番号を書きます。公開するには必要です。")
    done_text = _text("完了画面の文", rows=3, most=2000, help_text="送信した後の画面に、受付番号と並べて表示します。")
    opens_at = JapaneseDateTimeField(label="受付開始", required=False)
    closes_at = JapaneseDateTimeField(label="受付終了", required=False)
    has_waitlist = forms.BooleanField(
        label="定員を超えた申込を、キャンセル待ちとして受け付ける", required=False,
        help_text="空きが出ると、順番に自動で繰り上げて知らせます。定員は「定員」のページで決めます。",
    )  # fmt: skip
    once_by = forms.ChoiceField(
        label="1人1回に限る設問", required=False,
        help_text="選んだ設問に同じ答えを書いた人の、2回目の申込を断ります。",
    )  # fmt: skip
    may_correct = forms.BooleanField(
        label="受付期間中は、申込者が内容を直せる", required=False, help_text="受付のメールにあるリンクから直します。"
    )
    reply_to = forms.ChoiceField(label="返信先の設問", required=False)
    reply_text = _text(
        "自動返信メールの文", rows=4, most=2000,
        help_text="受付番号と、内容を確かめるリンクは、自動で書き添えます。申込の内容はメールに書きません。",
    )  # fmt: skip
    is_anonymous = forms.BooleanField(
        label="だれの回答か分からないようにする", required=False,
        help_text="アドレス、時刻、順番を残しません。回答は1件ずつ見られず、集計だけができます。"
        "氏名や連絡先などの設問は使えません。公開した後は変えられません。",
    )  # fmt: skip
    passcode = forms.CharField(
        label="合言葉", required=False, max_length=60, validators=[validate_single_line],
        help_text="決めると、ページを開くときに尋ねます。", widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    networks = LinesField(
        label="回答できるネットワーク", read=read_network,
        help_text="IPアドレスの範囲を、1行に1つずつ書きます。空欄なら、どこからでも回答できます。例：10.4.0.0/16",
    )  # fmt: skip
    by_codes = forms.BooleanField(
        label="1人1枚の回答コードを使う", required=False,
        help_text="配ったコードは1回だけ使えます。どの回答に使ったかは残しません。",
    )  # fmt: skip
    participants = forms.ModelMultipleChoiceField(
        label="回答する団体", queryset=Organization.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-dir": "row"}),
        help_text="選んだ団体の利用者が、ログインして回答します。公開するには必要です。",
    )  # fmt: skip
    shares_entries = forms.BooleanField(label="同じ団体の人の記録も、おたがいに見せる", required=False)
    keep_days = forms.IntegerField(
        label="受付終了後に保存する日数", required=False, min_value=1, max_value=3660,
        help_text="この日数がたつと、申込の内容、ファイル、メールの本文をすべて消去します。公開するには必要です。例：365",
    )  # fmt: skip
    watchers = forms.ModelMultipleChoiceField(
        label="申込があったら知らせる人", queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-dir": "row"}),
        help_text="申込を見る権限のある人から選びます。お知らせには、申込の内容を書きません。",
    )  # fmt: skip
    embed_origins = LinesField(
        label="埋め込むサイト", read=read_origin,
        help_text="フォームを枠の中に表示できるサイトを、1行に1つずつ書きます。例：https://www.city.example.jp",
    )  # fmt: skip
    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)
