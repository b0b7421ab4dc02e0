"""How uploads come in: onto the disk, under the very name that the browser sent.

Django's own parser changes names without a word: it drops full-width spaces and characters of the private use area
(外字), replaces what looks like an HTML entity, and cuts at 255 characters. Here only the folder is taken off; what
cannot be kept is refused later, with a message, by core.files.naming.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files import temp as tempfile
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParser

from core.files.naming import without_folders


class ReceivedFile(TemporaryUploadedFile):
    """An upload on the disk. Its temporary file does not carry the name's ending, which may be too long for one."""

    def __init__(
        self,
        name: str,
        content_type: str | None,
        size: int,
        charset: str | None,
        content_type_extra: dict[str, Any] | None = None,
    ) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=settings.FILE_UPLOAD_TEMP_DIR)
        UploadedFile.__init__(self, file, name, content_type, size, charset, content_type_extra)

    name = property(lambda self: self._name, lambda self, name: setattr(self, "_name", name))


class ReceivingHandler(TemporaryFileUploadHandler):
    """Streams an upload to the disk, and no more of it than may be kept: the rest is only counted."""

    file: ReceivedFile

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = ReceivedFile(self.file_name or ".", self.content_type, 0, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start <= settings.ATTACHMENT_MAX_BYTES:
            self.file.write(raw_data)


class ExactNameParser(MultiPartParser):
    def sanitize_file_name(self, file_name: str) -> str:
        # A name that is nothing but a folder becomes one that is refused; an empty one would drop the file silently.
        return without_folders(file_name) or "."


class ExactNameUploadHandler(FileUploadHandler):
    """The entry in FILE_UPLOAD_HANDLERS: takes the parsing over from Django (`handle_raw_input` is made for that)."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        return ExactNameParser(META, input_data, [ReceivingHandler(self.request)], encoding).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
