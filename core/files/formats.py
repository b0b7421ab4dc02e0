"""The formats we can tell apart by their bytes, and which endings of a name belong to which."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from core.files.models import StoredFile

Family = StoredFile.Family


@dataclass(frozen=True)
class Format:
    """What a file is. `shown`: its pages can be drawn inside a record."""

    label: str  # in Japanese; messages translate it
    content_type: str
    family: StoredFile.Family
    extensions: frozenset[str] = frozenset()
    shown: bool = False


def _format(label: str, content_type: str, family: StoredFile.Family, extensions: str = "", shown: bool = False):
    return Format(label, content_type, family, frozenset(extensions.split()), shown)


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = _format("PDF", "application/pdf", Family.PDF, "pdf", shown=True)

PNG = _format(gettext_noop("PNG画像"), "image/png", Family.IMAGE, "png", shown=True)
JPEG = _format(gettext_noop("JPEG画像"), "image/jpeg", Family.IMAGE, "jpg jpeg jpe jfif", shown=True)
GIF = _format(gettext_noop("GIF画像"), "image/gif", Family.IMAGE, "gif", shown=True)
WEBP = _format(gettext_noop("WebP画像"), "image/webp", Family.IMAGE, "webp", shown=True)
BMP = _format(gettext_noop("BMP画像"), "image/bmp", Family.IMAGE, "bmp dib")
TIFF = _format(gettext_noop("TIFF画像"), "image/tiff", Family.IMAGE, "tif tiff")
HEIF = _format(gettext_noop("HEIF画像"), "image/heif", Family.IMAGE, "heic heif hif")
# An SVG can carry script; it is never treated as a picture.
SVG = _format(gettext_noop("SVG画像"), "image/svg+xml", Family.OTHER, "svg xml")

WORD = _format(
    gettext_noop("Wordのファイル"), f"{_OOXML}wordprocessingml.document", Family.WORD, "docx docm dotx dotm zip"
)
EXCEL = _format(
    gettext_noop("Excelのファイル"), f"{_OOXML}spreadsheetml.sheet", Family.EXCEL, "xlsx xlsm xltx xltm xlsb xlam zip"
)
POWERPOINT = _format(
    gettext_noop("PowerPointのファイル"),
    f"{_OOXML}presentationml.presentation",
    Family.POWERPOINT,
    "pptx pptm potx potm ppsx ppsm zip",
)
OLD_WORD = _format(gettext_noop("Wordのファイル"), "application/msword", Family.WORD, "doc dot")
OLD_EXCEL = _format(gettext_noop("Excelのファイル"), "application/vnd.ms-excel", Family.EXCEL, "xls xlt xla")
OLD_POWERPOINT = _format(
    gettext_noop("PowerPointのファイル"), "application/vnd.ms-powerpoint", Family.POWERPOINT, "ppt pot pps"
)
# Office writes a document that has a password into a compound file, under its usual ending.
LOCKED_OFFICE = _format(
    gettext_noop("パスワード付きのOfficeファイル"),
    "application/octet-stream",
    Family.OTHER,
    "docx docm dotx dotm xlsx xlsm xltx xltm xlsb pptx pptm potx potm ppsx ppsm",
)
# 一太郎 (jtd), Outlook (msg) and others keep their documents in compound files too.
COMPOUND = _format(
    gettext_noop("複合ドキュメント"),
    "application/x-ole-storage",
    Family.OTHER,
    "doc dot xls xlt ppt pot pps jtd jtt msg",
)
ODF_TEXT = _format(gettext_noop("OpenDocument文書"), f"{_ODF}text", Family.WORD, "odt ott zip")
ODF_SHEET = _format(gettext_noop("OpenDocument表計算"), f"{_ODF}spreadsheet", Family.EXCEL, "ods ots zip")
ODF_SLIDES = _format(
    gettext_noop("OpenDocumentプレゼンテーション"), f"{_ODF}presentation", Family.POWERPOINT, "odp otp zip"
)

ZIP = _format(gettext_noop("ZIPファイル"), "application/zip", Family.ARCHIVE, "zip")
SEVEN_ZIP = _format(gettext_noop("7zファイル"), "application/x-7z-compressed", Family.ARCHIVE, "7z")
RAR = _format(gettext_noop("RARファイル"), "application/vnd.rar", Family.ARCHIVE, "rar")
GZIP = _format(gettext_noop("gzipファイル"), "application/gzip", Family.ARCHIVE, "gz tgz")
LZH = _format(gettext_noop("LZHファイル"), "application/x-lzh-compressed", Family.ARCHIVE, "lzh lha")

TEXT = _format(
    gettext_noop("テキスト"), "text/plain", Family.TEXT, "txt csv tsv log md json xml html htm svg eml ics vcf"
)
HTML = _format("HTML", "text/html", Family.OTHER, "html htm")
RTF = _format(gettext_noop("リッチテキスト"), "application/rtf", Family.WORD, "rtf doc")
PROGRAM = _format(gettext_noop("プログラム（実行ファイル）"), "application/octet-stream", Family.OTHER, "exe dll scr")
UNKNOWN = _format(gettext_noop("不明な形式"), "application/octet-stream", Family.OTHER)

ALL = tuple(value for value in globals().values() if isinstance(value, Format))

# Which formats a name's ending promises. An ending that is not here promises nothing we could check.
PROMISED: dict[str, tuple[Format, ...]] = {
    extension: tuple(each for each in ALL if extension in each.extensions)
    for extension in {extension for each in ALL for extension in each.extensions}
}
