"""The surveys' actions, in words."""

from core.people.audit_words import name_actions, name_detail

name_actions(
    {
        "survey.drafted": "調査の下書きを作成",
        "survey.edited": "調査の下書きを変更",
        "survey.draft_deleted": "調査の下書きを削除",
        "survey.file_attached": "調査にファイルを添付",
        "survey.file_removed": "調査の添付ファイルを削除",
        "survey.file_replaced": "調査の添付ファイルを差替え",
        "survey.sheet_replaced": "調査の様式を差替え",
        "survey.issued": "調査を照会",
        "survey.announced": "調査の変更を連絡",
        "survey.closed": "調査を締切り",
        "survey.reopened": "調査の受付を再開",
        "survey.withdrawn": "調査を取下げ",
        "survey.reminded": "調査の回答を督促",
        "survey.files_downloaded": "調査の提出ファイルを一括ダウンロード",
        "survey.not_held": "調査を次の年度は実施しないこととした",
        "survey.held_again": "調査を実施しないことを取消し",
        "response.submitted": "回答を提出",
        "response.recalled": "回答の提出を取消し",
        "response.not_applicable": "該当なしと回答",
        "response.returned": "回答を差戻し",
        "response.check_asked": "添付ファイルの差替えによる回答の確認を依頼",
        "response.accepted": "回答を受理",
        "response.exempted": "回答を不要とした",
        "response.asked_again": "回答不要を取消し",
        "response.extended": "回答期限を延長",
        "response.divided": "設問の分担を変更",
        "response.pdf_made": "回答をPDFに書出し",
        "response.proxy_started": "代理入力を開始",
        "survey.table_saved": "クロス集計を保存",
        "survey.table_removed": "保存したクロス集計を削除",
        "survey.chart_exported": "グラフを書出し",
        "inquiry.asked": "調査について問い合わせ",
        "inquiry.answered": "問い合わせに回答",
    }
)
for name, label in {
    "due": "期限",
    "why": "理由",
    "text": "内容",
    "remarks": "指摘の数",
    "proxy": "代理入力",
    "shared": "全団体に共有",
    "year": "年度",
    "table": "集計の名前",
    "survey": "調査の番号",
    "missing": "取得できなかったファイル",
}.items():
    name_detail(name, label)
name_detail("handling", "提出した団体への対応", {"inform": "連絡だけ", "check": "確認を依頼", "return": "差戻し"})
