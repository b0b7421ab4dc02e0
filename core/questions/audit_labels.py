"""The questionnaires' actions, in words."""

from core.people.audit_words import name_actions, name_detail
from core.questions.crosstab import producer as crosstab
from core.questions.exporting import producer as exporting

name_actions(
    {
        "questionnaire.created": "様式を作成",
        "questionnaire.changed": "様式の名前や公開範囲を変更",
        "questionnaire.deleted": "様式を削除",
        "questionnaire.drafted": "様式の次の版の編集を開始",
        "questionnaire.draft_deleted": "様式の下書きの版を削除",
        "questionnaire.published": "様式の版を公開",
        "answer_sheet.exempted": "設問を回答不要に設定",
        "answer_sheet.unexempted": "設問の回答不要を解除",
    }
)
for name, label in {
    "version": "版",
    "questions": "設問",
    "copied_from": "複写元",
    "is_template": "ひな形にする",
    "is_shared": "ほかの団体にも見せる",
}.items():
    name_detail(name, label)
# What the definition of an export has (core.questions.crosstab.producer, core.questions.exporting.producer).
name_detail("format", "ファイルの形式", dict(crosstab.Format.choices) | dict(exporting.Format.choices))
name_detail("query", "集計の条件")
name_detail("codes", "選択肢を番号で表す")
