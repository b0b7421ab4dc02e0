"""A form field for files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Files in the order chosen → a list. Emptiness and size are judged, with a better message, where one is stored."""

    widget = SeveralFilesInput

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.most is not None and len(files) > self.most:
            raise forms.ValidationError(f"ファイルは{self.most}個までです（いま{len(files)}個）。")
        return files
