"""What is asked before the prefecture enters an organization's answer."""

from __future__ import annotations

from typing import Any

from django import forms

from core.files.fields import SeveralFilesField
from surveys.models import Response
from surveys.services.proxying import evidence_to_come


class ProxyForm(forms.Form):
    because = forms.CharField(
        label="代理で入力する理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="いつ、誰から、どのような形で届いたかを書きます。例：11月21日、総務課からファクスで届いたため。",
    )
    files = SeveralFilesField(
        label="根拠資料",
        required=False,
        help_text="届いた紙の写し、メール、電話の記録など。1つ100MBまで。団体の人も見られます。",
    )

    def __init__(self, *args: Any, response: Response, **kwargs: Any) -> None:
        self.has_evidence = evidence_to_come(response).exists()
        # What an earlier submission was entered for is no reason for this one.
        kwargs.setdefault("initial", {"because": response.proxy_because if self.has_evidence else ""})
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["multiple"] = True
        if not self.has_evidence:
            self.fields["files"].required = True
            self.fields["files"].widget.is_required = True

    def clean_files(self) -> list[Any]:
        files = self.cleaned_data["files"]
        if not files and not self.has_evidence:
            raise forms.ValidationError("根拠資料のファイルを選んでください。")
        return files
