"""One person's data over all forms of an office: found, and put together for who asks what is kept of them.

Only where the reader sees the submissions and their personal answers; all other forms do not exist here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from core.people.models import User
from core.people.templatetags.portal_format import jdatetime
from core.questions.definition import Definition
from core.questions.models import Version
from core.questions.pdf import Recorded, records_pdf
from core.questions.showing import Shown, show
from core.search.folding import fold
from publicforms.models import Form, FormVerb, Submission
from publicforms.receipts import as_receipt

# What tells people apart in a list.
TELLING = ("person_name", "email", "phone")
MOST = 50
SHORTEST = 2


def personal_forms(user: User) -> QuerySet[Form]:
    """Those of which the person sees submissions and personal answers. Nobody sees single ones of an anonymous form."""
    seen = Form.objects.granted_to(user, FormVerb.SEE).filter(is_anonymous=False)
    return seen.filter(pk__in=Form.objects.granted_to(user, FormVerb.SEE_PERSONAL).values("pk"))


def submissions_of_people(user: User) -> QuerySet[Submission]:
    """All that the person may read with personal answers."""
    return Submission.objects.visible_to(user).filter(form__in=personal_forms(user).values("pk"))


def erasable_by(user: User, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Of these the ones whose forms the person handles."""
    return submissions.filter(form__in=Form.objects.granted_to(user, FormVerb.HANDLE).values("pk"))


def found_by(words: str, user: User) -> QuerySet[Submission]:
    """Who has this receipt number, or all these words in their answers: a name, an address, the digits of a phone."""
    found = submissions_of_people(user)
    receipt = as_receipt(words)
    texts = Q()
    for word in fold(words).split():
        plain = word.replace("-", "")
        texts &= Q(sheet__folded__contains=word) | Q(sheet__folded__contains=plain if plain.isdigit() else word)
    return found.filter(Q(texts) | Q(receipt=receipt) if receipt else texts)


@dataclass(frozen=True)
class Kept:
    """One submission, put into words by the version that was answered."""

    submission: Submission
    definition: Definition
    comments: Sequence[Any] = field(default=())
    letters: Sequence[Any] = field(default=())
    files: dict[str, str] = field(default_factory=dict)

    @cached_property
    def shown(self) -> list[Shown]:
        sheet = self.submission.sheet
        return show(self.definition, sheet.answers, sheet.reasons, self.files)

    @property
    def telling(self) -> list[str]:
        """Name, address, phone: of each the first that was given."""
        kinds: dict[str, str] = {}
        for one in self.shown:
            if one.question.kind in TELLING and one.special is None:
                kinds.setdefault(one.question.kind, one.text)
        return [kinds[kind] for kind in TELLING if kind in kinds]

    @property
    def facts(self) -> list[tuple[str, str]]:
        one = self.submission
        known = [
            ("団体", str(one.form.owner)),
            ("フォーム", one.form.title),
            ("利用目的", one.form.purpose),
            ("受付番号", one.receipt),
            ("申込日時", jdatetime(one.submitted_at)),
            ("受付方法", str(one.get_channel_display())),
            ("受付の状態", str(one.get_standing_display())),
            ("対応状況", one.status.name),
            ("保存する期限", one.form.erase_on.isoformat() if one.form.erase_on else ""),
        ]
        return [(name, value) for name, value in known if value]

    @property
    def said(self) -> list[tuple[str, str]]:
        letters = [
            (f"{'団体から' if one.by_id else '申込者から'}のメッセージ {jdatetime(one.at)}", _with_subject(one))
            for one in self.letters
        ]
        comments = [(f"職員のコメント {jdatetime(one.at)}", one.text) for one in self.comments]
        beside = [("添えられたファイル", one.file.name) for one in self.submission.files.all()]
        return letters + comments + beside


def read(submissions: QuerySet[Submission], *, in_full: bool = False) -> list[Kept]:
    """For the list, or `in_full` with all that was said. A fixed number of queries, however many forms there are."""
    related = ("form__owner", "status", "sheet")
    found = submissions.select_related(*related)
    if in_full:
        found = found.prefetch_related("letters", "comments", "files__file", "sheet__files__file")
    rows = list(found)
    versions = Version.objects.in_bulk({one.sheet.version_id for one in rows})
    return [_kept(one, versions[one.sheet.version_id].definition, in_full=in_full) for one in rows]


def _kept(submission: Submission, definition: Definition, *, in_full: bool) -> Kept:
    if not in_full:
        return Kept(submission, definition)
    files = {str(one.file_id): one.file.name for one in submission.sheet.files.all()}
    return Kept(submission, definition, list(submission.comments.all()), list(submission.letters.all()), files)


# --- Giving out -------------------------------------------------------------------------------------------------------


def as_pdf(kept: Sequence[Kept], *, by: User, at: datetime.datetime) -> bytes:
    """Raises core.files.pdf.PdfNotMade."""
    records = [
        Recorded(f"{one.submission.form.title}（{one.submission.receipt}）", one.facts, one.shown, one.said)
        for one in kept
    ]
    owners = "、".join(dict.fromkeys(str(one.submission.form.owner) for one in kept))
    return records_pdf(
        records,
        title="保有個人情報の写し",
        shoulder=owners,
        facts=[("申込の数", f"{len(kept):,}件"), ("作成した人", str(by)), ("作成日時", jdatetime(at))],
        author=owners,
        foot=f"{owners}　保有個人情報の写し",
        at=at,
    )


def as_json(kept: Iterable[Kept]) -> list[dict[str, Any]]:
    """For machines: what was answered as stored, beside its words."""
    return [
        {
            "about": dict(one.facts),
            "answers": [
                {"question": each.question.label, "key": each.question.key, "answer": each.text, "stored": each.answer}
                for each in one.shown
                if each.kind.asks
            ],
            "files": list(one.files.values()),
            "messages": [{"what": name, "text": text} for name, text in one.said],
        }
        for one in kept
    ]


def as_rows(kept: Iterable[Kept]) -> list[tuple[str, str, str, str]]:
    """For a spreadsheet: form, receipt number, what, answer."""
    return [
        (one.submission.form.title, one.submission.receipt, name, text)
        for one in kept
        for name, text in [*one.facts, *_answered(one), *one.said]
    ]


def _answered(kept: Kept) -> list[tuple[str, str]]:
    return [
        (one.question.label, "、".join(kept.files.values()) if one.kind.takes_files and not one.special else one.text)
        for one in kept.shown
        if one.kind.asks
    ]


def _with_subject(letter: Any) -> str:
    return f"{letter.subject}\n{letter.text}" if letter.subject else letter.text
