"""Issuing a survey: a notice goes out to the organizations asked, and each of them owes an answer from then on."""

from __future__ import annotations

from django.db import connection, transaction
from django.urls import reverse

from archive.models import Notice
from archive.services import publishing
from archive.services.composing import create_draft
from core import clock
from core.people import audit
from core.people.models import User
from core.people.templatetags.portal_format import jdatetime
from surveys.addressing import asked_by
from surveys.models import Response, Survey
from surveys.services.finding import index_questions


class NotIssuable(Exception):
    """The survey cannot go out; `troubles` say why, in words for the person who tried."""

    def __init__(self, troubles: list[str]) -> None:
        super().__init__(" ".join(troubles))
        self.troubles = troubles


def troubles_of(survey: Survey) -> list[str]:
    """What keeps a draft from being issued; empty where it can go out."""
    found = []
    if not survey.purpose.strip():
        found.append("調査の目的を入力してください。")
    if survey.questionnaire is None:
        found.append("様式を選んでください。")
    elif survey.questionnaire.published is None:
        found.append("様式が公開されていません。様式のページで公開してください。")
    if survey.due_at is None:
        found.append("回答期限を入力してください。")
    elif survey.due_at <= clock.now():
        found.append("回答期限が過ぎています。これから先の日時にしてください。")
    if not asked_by(survey).exists():
        found.append("対象団体がありません。宛先を選んでください。")
    return found


@transaction.atomic
def issue(survey_id: int, *, by: User) -> Survey:
    """Send a draft out as a notice. Safe to call again after a crash, a double click, or by two people.

    Raises NotIssuable. Organizations are taken as they are addressed at this moment.
    """
    survey = Survey.objects.select_for_update(of=("self",)).select_related("questionnaire", "owner").get(pk=survey_id)
    if not survey.is_draft:
        return survey
    found = troubles_of(survey)
    if found:
        raise NotIssuable(found)
    notice = _publish_as_notice(survey, by=by)
    survey.state = Survey.State.OPEN
    survey.notice = notice
    survey.version = survey.questionnaire.published if survey.questionnaire else None
    survey.issued_at = notice.published_at
    survey.save(update_fields=["state", "notice", "version", "issued_at"])
    asked = _ask(survey)
    index_questions(survey)
    audit.record("survey.issued", survey, by=by, organization=survey.owner_id, organizations=asked)
    return survey


def _publish_as_notice(survey: Survey, *, by: User) -> Notice:
    """A survey is sent as a notice: delivery, receipts, mail and search exist once."""
    written = {"section": survey.section, "title": survey.title, "body": body_of(survey)}
    to = {"to_organizations": list(survey.to_organizations.all()), "to_groups": list(survey.to_groups.all())}
    notice = create_draft(owner=survey.owner, by=by, **written, **to)
    Notice.objects.filter(pk=notice.pk).update(
        leads_to=reverse("surveys:survey", args=[survey.pk]), is_restricted=survey.is_restricted
    )
    return publishing.publish(notice.pk, by=by)


def body_of(survey: Survey) -> str:
    """What the notice says by which the survey is sent."""
    parts = [f"調査への回答をお願いします。\n回答期限：{jdatetime(survey.due_at)}", f"目的\n{survey.purpose}"]
    if survey.background:
        parts.append(f"根拠・背景\n{survey.background}")
    return "\n\n".join(parts)


def _ask(survey: Survey) -> int:
    """One Response per organization that has the notice, in one INSERT … SELECT."""
    table = connection.ops.quote_name(Response._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (survey_id, organization_id, state, is_proxy, proxy_because, rounds) "  # noqa: S608
            "SELECT %s, organization_id, 'not_received', false, '', 0 FROM archive_delivery WHERE notice_id = %s "
            "ON CONFLICT DO NOTHING",
            [survey.pk, survey.notice_id],
        )
        return cursor.rowcount
