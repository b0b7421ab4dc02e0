"""How words are put together in the language of the page: what is quoted, listed, said of something."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext


def quoted(text: str) -> str:
    """「市区町村」"""
    return gettext("「%(text)s」") % {"text": text}


def listed(texts: Iterable[str]) -> str:
    """本庁舎、投票者数"""
    return gettext("、").join(texts)


def said_of(what: str, message: str) -> str:
    """1行目、人数：整数で入力してください。 `without_place` takes the first half away again."""
    return f"{what}{gettext('：')}{message}"


def without_place(message: str) -> str:
    return message.split(gettext("："), 1)[-1]


def too_long(text: str, limit: int, *, called: str = "") -> str:
    """市区町村は200字以内で入力してください。いまは201字です。"""
    lengths = {"called": called, "limit": f"{limit:,}", "length": f"{len(text):,}"}
    if called:
        return gettext("%(called)sは%(limit)s字以内で入力してください。いまは%(length)s字です。") % lengths
    return gettext("%(limit)s字以内で入力してください。いまは%(length)s字です。") % lengths


def with_remark(text: str, remark: str) -> str:
    """自転車（選べなくなりました）"""
    return gettext("%(text)s（%(remark)s）") % {"text": text, "remark": remark}
