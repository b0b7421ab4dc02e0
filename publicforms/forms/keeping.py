"""What is asked before anything is erased."""

from __future__ import annotations

from django import forms

WORDS = "消去する"


class ErasureForm(forms.Form):
    words = forms.CharField(
        label="確認の言葉",
        help_text=f"消去してよければ「{WORDS}」と入力してください。",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": f"「{WORDS}」と入力してください。"},
    )

    def clean_words(self) -> str:
        words = self.cleaned_data["words"].strip().strip("「」")
        if words != WORDS:
            raise forms.ValidationError(f"「{WORDS}」と入力してください。消去しないときは、戻ってください。")
        return words


class PersonForm(forms.Form):
    q = forms.CharField(
        label="氏名・メールアドレス・電話番号・受付番号",
        min_length=2,
        max_length=100,
        help_text="ひらがなとカタカナ、全角・半角、大文字・小文字は区別しません。空白で区切ると、すべてを含む申込を探します。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "探す言葉を入力してください。", "min_length": "2文字以上で入力してください。"},
    )

    def clean_q(self) -> str:
        words = self.cleaned_data["q"].strip()
        if len(words) < 2:
            raise forms.ValidationError("2文字以上で入力してください。")
        return words
