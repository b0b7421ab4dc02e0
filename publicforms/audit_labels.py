"""The actions of public forms, in words."""

from core.people.audit_words import name_actions, name_detail

name_actions(
    {
        "submission.viewed": "申込の個人情報を閲覧",
        "submission.printed": "申込の個人情報を印刷用に表示",
        "submissions.listed": "申込の個人情報を一覧で閲覧",
        "submission.status_changed": "申込の対応状況を変更",
        "submission.assigned": "申込の担当者を変更",
        "submission.commented": "申込にコメント",
        "submission.letter_sent": "申込者にメッセージを送信",
        "submission.link_replaced": "申込者のリンクを変更",
        "submission.entered": "書面・電話などの申込を入力",
        "letter_template.saved": "メッセージのひな形を保存",
        "letter_template.deleted": "メッセージのひな形を削除",
        "form.created": "フォームを作成",
        "form.published": "フォームを公開",
        "form.moved_on": "フォームの設問を新しい版に変更",
        "form.closed": "フォームの受付を終了",
        "form.reopened": "フォームの受付を再開",
        "form.withdrawn": "フォームを取下げ",
        "form.edited": "フォームの設定を変更",
        "form.deleted": "フォームの下書きを削除",
        "form.places_set": "フォームの定員を変更",
        "form.status_added": "フォームの対応状況を追加",
        "form.status_changed": "フォームの対応状況を変更",
        "form.statuses_ordered": "フォームの対応状況の順番を変更",
        "form.status_removed": "フォームの対応状況を削除",
        "form.rights_changed": "フォームの権限を変更",
        "form.translated": "フォームのほかの言語の文を保存",
        "form.erasure_ordered": "フォームの申込の消去を指示",
        "form.erased": "フォームの申込を消去",
        "submission.erased": "申込を個別に消去",
        "people.searched": "申込者を横断して検索",
        "person.given_out": "申込者本人の情報を開示用に出力",
        "form.table_saved": "フォームのクロス集計を保存",
        "form.table_removed": "フォームの保存したクロス集計を削除",
        "form.personal_tabulated": "フォームの個人情報の設問を集計",
        "form.chart_exported": "フォームのグラフを書出し",
    }
)
for name, label in {
    "number": "件数",
    "assignee": "担当者",
    "settings": "変えた設定",
    "closes_at": "受付終了",
    "erase_on": "消去する日",
    "places": "定員",
    "moved_up": "繰り上がった人数",
    "status": "対応状況",
    "into": "移した先",
    "submissions": "申込の数",
    "to": "相手",
    "added": "与えた権限",
    "removed": "外した権限",
    "receipts": "受付番号",
    "counted": "受付",
    "waiting": "キャンセル待ち",
    "withdrawn": "取下げ",
}.items():
    name_detail(name, label)
name_detail("personal", "個人情報を含む")
