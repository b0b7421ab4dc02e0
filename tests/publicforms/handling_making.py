"""What the tests of handling share: a form of 石巻市 with submissions, and a colleague who sees masks."""

from __future__ import annotations

from django.test import Client

from core.people.access import forget_rights
from core.people.models import User
from publicforms.grants import grant_to_person
from publicforms.models import Form, FormVerb, Status, Submission
from tests.cast import Cast
from tests.publicforms.making import opened, submitted, typed

CANARY = "金糸雀"
MAIL = "kanaria@example.jp"


def recruiting(cast: Cast, **written: object) -> Form:
    """Midori's form. Ren handles it without the right to read personal answers; Kaede has no right at all."""
    form = opened(cast, **{"slug": "witnesses"} | written)
    grant_to_person(form, cast.ren, [FormVerb.SEE, FormVerb.HANDLE])
    return form


def applied(form: Form, number: int = 1, **known: object) -> list[Submission]:
    """So many people, each with an address of their own."""
    jobs = ("witness", "clerk", "count")
    return [
        submitted(form, typed(name=f"{CANARY} 第{n}", mail=f"{n}.{MAIL}", job=jobs[n % 3], note=f"備考{n}"), **known)
        for n in range(number)
    ]


def status_of(form: Form, name: str) -> Status:
    return form.statuses.get(name=name)


def fresh(user: User) -> User:
    forget_rights(user)
    return user


def page(client: Client, address: str, expected: int = 200, **data: object) -> str:
    """The text of a page that answers as expected; asked for with data it is posted."""
    response = client.post(address, data) if data else client.get(address)
    assert response.status_code == expected, (address, response.status_code)
    return response.content.decode()
