"""Makes the form of 10 questions, and pages of it with their proofs of work; prints JSON.

The pages' tokens are made a minute old and their challenges solved here, beforehand: what is measured is the server,
which verifies each of them as it verifies every visitor's.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from unittest import mock

import altcha

from core import clock
from core.people.models import Organization, User
from core.questions.definition import Definition, Need, Question
from publicforms.abuse import proof_of_work
from publicforms.links.tokens import new_token
from publicforms.models import Form
from publicforms.services.creating import create_form
from publicforms.services.publishing import publish

SLUG = "bench"
JOBS = [
    {"key": "witness", "label": "投票立会人"},
    {"key": "clerk", "label": "選挙事務従事者"},
    {"key": "count", "label": "開票事務"},
]
# Question and what is typed; the same ten as bench.minimal_form.
QUESTIONS = (
    (Question("name", "short_text", "お名前", need=Need.REQUIRED, personal=True), {"": "佐藤 花子"}),
    (Question("kana", "short_text", "ふりがな", need=Need.REQUIRED, personal=True), {"": "さとう はなこ"}),
    (Question("mail", "email", "メールアドレス", need=Need.REQUIRED, personal=True), {"": "hanako@example.jp"}),
    (Question("phone", "phone", "電話番号", need=Need.REQUIRED, personal=True), {"": "0225-95-1111"}),
    (Question("address", "short_text", "住所", need=Need.REQUIRED, personal=True), {"": "宮城県石巻市穀町14番1号"}),
    (Question("birth", "date", "生年月日", need=Need.REQUIRED, personal=True), {"": "1990-04-01"}),
    (Question("job", "single_choice", "希望する仕事", need=Need.REQUIRED, settings={"options": JOBS}), {"": "witness"}),
    (Question("times", "integer", "これまでの回数", need=Need.REQUIRED), {"": "2"}),
    (Question("car", "yes_no", "車で来る", need=Need.REQUIRED), {"": "yes"}),
    (Question("note", "long_text", "配慮が必要なこと"), {"": "特になし"}),
)


def main(number: int) -> None:
    form = Form.objects.filter(slug=SLUG).first() or _form()
    typed = {f"a.{question.key}{part}": text for question, parts in QUESTIONS for part, text in parts.items()}
    pages = [_page(form) for _ in range(number)]
    print(json.dumps({"version": form.version_id, "typed": typed, "pages": pages}))


def _form() -> Form:
    owner = Organization.objects.get(kind="prefecture")
    maker = User.objects.get(email="staff@bench.example.jp")
    form = create_form(
        owner=owner,
        title="投票立会人・選挙事務従事者の申込み",
        by=maker,
        definition=Definition(tuple(question for question, _ in QUESTIONS)),
        slug=SLUG,
        purpose="選挙事務の連絡と選任のためだけに使います。",
        contact="石巻市選挙管理委員会事務局 0225-95-1111",
        closes_at=clock.now() + datetime.timedelta(days=365),
        keep_days=365,
    )
    return publish(form.pk, by=maker)


def _page(form: Form) -> dict[str, str]:
    with mock.patch("time.time", return_value=time.time() - 60):
        token = new_token(form)
    with mock.patch.object(proof_of_work, "PREFIX", ""):  # any try solves it; verifying costs what it always does
        challenge = altcha.Challenge.from_dict(json.loads(json.dumps(proof_of_work.new_challenge(token))))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return {"token": token.text, "proof": altcha.Payload(challenge, solution).to_base64()}


if __name__ == "__main__":
    main(int(sys.argv[1]))
