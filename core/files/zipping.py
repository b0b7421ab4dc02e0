"""Several files as one ZIP, made while it is sent. Names open on Japanese Windows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from zipstream import ZipStream

from core.files.handing_out import never_run
from core.files.models import StoredFile

# Windows cannot unpack these, or would take them for folders; their full-width forms look the same.
_FOR_WINDOWS = str.maketrans('<>:"|?*/\\', "＜＞：＂｜？＊／＼")


def zip_response(files: Iterable[StoredFile], name: str) -> StreamingHttpResponse:
    """The caller passes only files that the person may open. Nothing is compressed, so the length is known ahead.

    Should a file's bytes be missing, the download breaks off rather than ending short of a file.
    """
    files = list(files)
    archive = ZipStream(sized=True)
    for file, entry in zip(files, entry_names(files), strict=True):
        archive.add(_content(file), entry, size=file.size)
    response = StreamingHttpResponse(archive, content_type="application/zip")
    response["Content-Length"] = len(archive)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return never_run(response)


def entry_names(files: Iterable[StoredFile]) -> list[str]:
    """One name for each file. The second 様式.xlsx becomes 様式（2）.xlsx; capitals do not tell names apart."""
    taken: set[str] = set()
    names = []
    for file in files:
        name = for_windows(file.name)
        stem, dot, extension = name.rpartition(".")
        if not stem:
            stem, dot, extension = name, "", ""
        number = 1
        while _folded(name) in taken:
            number += 1
            name = f"{stem}（{number}）{dot}{extension}"
        taken.add(_folded(name))
        names.append(name)
    return names


def for_windows(name: str) -> str:
    """The name without what Windows refuses in one."""
    return name.translate(_FOR_WINDOWS).rstrip(". ") or "_"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _content(file: StoredFile) -> Iterator[bytes]:
    """Opened only when its turn comes."""
    with file.content.open("rb") as content:
        yield from content.chunks()
