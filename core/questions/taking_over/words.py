"""The words by which pasted lines are recognised: numbers at their beginning, kinds of question, units, 必須.

Only for recognising: what is kept is the text as it was pasted. Whoever pastes sees the result and may change it.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_READ = 500  # characters: nobody asks longer questions, and the search must not take long
_DIGITS = "[0-9０-９]{1,3}"
_KANA = "[アイウエオカキクケコサシスセソ]"
_AFTER = r"[.．:：、\s　]*"
# 問1 · (1) · ①, then 1-2 or 1.2, then 1. or 1) — but not 1人当たり, 1.5倍, 問1の回答.
DEEP = re.compile(
    rf"(?:(?:設問|質問|問|Q|Ｑ)\s?{_DIGITS}(?:[-－‐.．]{_DIGITS})*(?![0-9０-９のはがをでにと])"
    rf"|[(（](?:{_DIGITS}|[一二三四五六七八九十]|{_KANA})[)）]"
    rf"|[①-⑳㉑-㉟㊱-㊿]"
    rf"|{_KANA}[.．、)）\s　]"
    rf"|{_DIGITS}(?:[-－‐.．]{_DIGITS})+(?=[.．:：、\s　])){_AFTER}"
)
PLAIN = re.compile(rf"{_DIGITS}(?:[.．、)）]|(?=[\s　])){_AFTER}(?=\D)")
HEADING_NUMBER = re.compile(rf"{_DIGITS}(?:[.．、]|[\s　])")
BULLET = re.compile(r"[・･*＊\-]\s*(?=\S)")
HEADING = re.compile(
    r"(?:[■□◆◇●▼▶]\s*|(?=第[0-9０-９一二三四五六七八九十]{1,3}[章節部編款]?[\s　])|(?=[Ⅰ-Ⅹ][.．\s　]))(?P<label>.+)"
)
BRACKETED = re.compile(r"[【〔](?P<label>[^】〕]+)[】〕]")
LAST_BRACKETS = re.compile(r"[(（\[［](?P<inside>[^()（）\[\]［］]+)[)）\]］]\s*$")
REQUIRED_MARK = re.compile(r"(?:[(（※＊*]\s*必須\s*[)）]?|[【\[]必須[】\]])\s*$")

# What stands in a cell 種類, or in the header of a column; the first that is found wins.
KIND_WORDS = (
    ("section", "見出し|区切り|セクション"),
    ("page_break", "改ページ"),
    ("yes_no", "はい.{0,2}いいえ|有無|yes|○×"),
    ("long_text", "複数行|長文|自由記述|自由記載|自由回答|記述|文章"),
    ("multiple_choice", "複数|チェックボックス|いくつでも|すべて"),
    ("single_choice", "選択|択一|単一|ラジオ|プルダウン|リスト"),
    ("decimal", "小数|割合|率|%"),
    ("integer", "整数|人数|件数|個数|数値|数字|金額"),
    ("date", "日付|年月日"),
    ("time", "時刻|時間"),
    ("email", "メール|mail"),
    ("phone", "電話|fax"),
    ("address", "住所|所在地"),
    ("person_name", "氏名|名前"),
    ("file", "ファイル|添付"),
    ("consent", "同意"),
    ("short_text", "文字|テキスト|短文|1行|一行"),
)
# How the text of a question ends or what is in it, where nothing else tells its kind.
LABEL_WORDS = (
    ("yes_no", "の有無(?:について)?$|(?:ます|です|でした|ました)か[。?]?$"),
    ("email", "メールアドレス|e-?mail"),
    ("phone", "電話番号|連絡先電話|fax番号"),
    ("address", "(?:住所|所在地)$"),
    ("person_name", "(?:氏名|お名前)$"),
    ("date", "(?:年月日|日付|月日|期日|予定日|実施日|開催日)$"),
    ("time", "(?:時刻|開始時間|終了時間)$"),
    ("decimal", "(?:率|割合|パーセント|面積)$"),
    (
        "integer",
        "(?:人数|者数|件数|回数|箇所数|か所数|日数|台数|世帯数|団体数|校数|個数|総数|数|金額|予算額|決算額|額|人口)$",
    ),
    ("file", "(?:ファイル|資料|図面|位置図)(?:の添付|を添付.*)?$"),
    ("long_text", "理由|課題|意見|要望|具体的|詳細|内容|状況|その他.*記入|記述|自由"),
)
WHOLE_UNITS = frozenset({
    "人", "名", "円", "千円", "万円", "百万円", "億円", "件", "か所", "カ所", "箇所", "ヶ所", "回", "日", "時間", "分",
    "台", "世帯", "校", "団体", "票", "歳", "年", "月", "週", "棟", "戸", "室", "床", "冊", "本", "枚",
    "個", "施設", "事業", "自治体", "市町村", "か月",
})  # fmt: skip
DECIMAL_UNITS = frozenset({"%", "km", "m", "ha", "㎡", "m2", "km2", "t", "トン", "kg", "℃", "度", "ポイント"})
# Two words in brackets that are a choice of answers, however they are divided.
PAIRS = (
    {"はい", "いいえ"}, {"有", "無"}, {"あり", "なし"}, {"有り", "無し"}, {"可", "否"}, {"出席", "欠席"}, {"○", "×"},
    {"参加", "不参加"}, {"済", "未"}, {"実施", "未実施"}, {"設置", "未設置"},
)  # fmt: skip
YES_NO = ({"はい", "いいえ"}, {"有", "無"}, {"あり", "なし"}, {"有り", "無し"}, {"○", "×"})
OTHER = re.compile(r"その他(?:\s*[(（].{0,20}[)）])?")
HEADER_WORDS = {
    "number": ("番号", "no", "no.", "項番", "問番号", "設問番号"),
    "label": ("設問文", "設問", "質問", "質問文", "項目", "項目名", "調査項目"),
    "kind": ("種類", "形式", "回答形式", "種別", "型"),
    "options": ("選択肢", "回答の選択肢"),
    "unit": ("単位",),
    "need": ("必須", "必須・任意", "必須/任意", "必須か"),
    "help": ("説明", "補足", "補足説明", "記入要領", "注意事項"),
}
NEED_WORDS = {
    "required": ("必須", "○", "◯", "〇", "要", "レ", "✓", "はい", "1"),
    "soft": ("理由", "空欄なら理由", "できれば"),
    "optional": ("", "任意", "×", "-", "不要", "いいえ", "0"),
}
_BETWEEN_OPTIONS = re.compile(r"[、，/／;；\n]|(?<![0-9０-９]),|,(?![0-9０-９])|(?=[①-⑳])")
_CELL_WITH_BREAKS = re.compile(r'(?:(?<=\t)|(?<=\n)|\A)"((?:[^"]|"")*)"(?=\t|\n|\Z)')


def folded(text: str) -> str:
    """Widths and cases made the same, for comparing only."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def kind_named(words: str) -> str | None:
    """The kind that a cell 種類 names; None for words that nobody knows."""
    return _first(KIND_WORDS, folded(words[:LONGEST_READ]))


def kind_guessed(label: str) -> str:
    """The kind that the text of a question suggests; one line of text where it suggests none."""
    return _first(LABEL_WORDS, folded(label[-LONGEST_READ:])) or "short_text"


def kind_of_unit(unit: str) -> str | None:
    if folded(unit) in DECIMAL_UNITS:
        return "decimal"
    return "integer" if folded(unit) in WHOLE_UNITS else None


def _first(words: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((kind for kind, pattern in words if re.search(pattern, text)), None)


def without_number(text: str) -> str:
    """投票者数, of 問1 投票者数. The number that the question gets here is told by its place."""
    for pattern in (DEEP, PLAIN, BULLET):
        if match := pattern.match(text):
            return text[match.end() :].strip()
    return text.strip()


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(_DIGITS, cell)) or not without_number(f"{cell} ")


def split_options(text: str) -> tuple[str, ...]:
    parts = (without_number(part.strip()) for part in _BETWEEN_OPTIONS.split(text))
    return tuple(part for part in parts if part)


def with_whole_cells(text: str) -> str:
    """Worksheets put a cell that holds line breaks into quotation marks: it becomes one line again."""
    return _CELL_WITH_BREAKS.sub(_in_one_line, text)


def _in_one_line(cell: re.Match[str]) -> str:
    inside = cell[1]
    return inside.replace('""', '"').replace("\n", " ") if "\n" in inside else cell[0]
