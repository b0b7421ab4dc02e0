"""Letters to applicants (メッセージ): what stands in a template's placeholders for one submission."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from publicforms.mails.refusals import digest_of
from publicforms.models import Form, MailRefusal, Submission

PLACEHOLDERS = ("受付番号", "フォーム名", "対応状況")
_ANY = re.compile(r"\{([^{}\n]*)\}")


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and means nothing to us, as it stands there."""
    return [f"{{{name}}}" for name in dict.fromkeys(_ANY.findall(text)) if name not in PLACEHOLDERS]


def filled(text: str, form: Form, submission: Submission) -> str:
    """The text as this applicant reads it."""
    values = {"受付番号": submission.receipt, "フォーム名": form.title, "対応状況": submission.status.name}
    return _ANY.sub(lambda found: values.get(found[1], found[0]), text)


def tells_status(*texts: str) -> bool:
    return any("{対応状況}" in text for text in texts)


def untold_statuses(submissions: Iterable[Submission]) -> list[str]:
    """Statuses among these that the applicant does not read on their page: a letter that names one tells it."""
    return sorted({one.status.name for one in submissions if not one.status.is_told})


def refusing(submissions: Sequence[Submission]) -> list[Submission]:
    """Those whose mailbox wants no mail of ours. One query."""
    digests = {one.pk: digest_of(one.address) for one in submissions if one.address}
    refused = set(MailRefusal.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
    return [one for one in submissions if digests.get(one.pk) in refused]
