"""The form of the drill. Run within the portal's environment: `python -m tests.faults.drill.form`."""

from __future__ import annotations

import datetime

import django

SLUG = "drill"


def make() -> None:
    from core import clock
    from core.people.models import Kind, Organization, Role
    from core.questions.definition import Definition, Need, Question
    from core.questions.services.publishing import publish as publish_questionnaire
    from publicforms.models import Place
    from publicforms.services.creating import create_form
    from publicforms.services.publishing import publish
    from tests.cast import organization, person

    city = organization("042021", "石巻市", Kind.CITY)
    midori = person("midori@ishinomaki.example.jp", "緑川 みどり", city, Role.MANAGER)
    assert isinstance(city, Organization)
    questions = (
        Question("name", "person_name", "お名前", need=Need.REQUIRED, personal=True),
        Question("mail", "email", "メールアドレス", need=Need.REQUIRED, personal=True),
        Question("note", "short_text", "備考"),
        Question("paper", "file", "書類"),
    )
    form = create_form(
        owner=city,
        title="演習の申込み",
        by=midori,
        definition=Definition(questions),
        slug=SLUG,
        purpose="演習のため。",
        contact="演習係",
        closes_at=clock.now() + datetime.timedelta(days=30),
        keep_days=30,
    )
    publish_questionnaire(form.questionnaire, by=midori)
    Place.objects.create(form=form, limit=10_000_000)
    publish(form.pk, by=midori)


if __name__ == "__main__":
    django.setup()
    make()
