"""What people are told about surveys."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.jobs.models import Job
from core.notifications.kinds import MessageKind, register
from core.notifications.models import Message, Notification
from core.notifications.services.telling import open_message, tell_members, tell_people
from core.people.access import user_may
from core.people.models import Membership, User, Verb
from core.people.templatetags.portal_format import jdatetime
from surveys.models import (
    Announcement,
    Assignment,
    Extension,
    Inquiry,
    Reminder,
    Response,
    Survey,
    SurveyFile,
    Transition,
)
from surveys.states import OWING, State


class SurveyMessage(MessageKind):
    """What mails about surveys have in common: the mark before the title, until when, why."""

    mark = ""

    def mail_subject(self, message: Message) -> str:
        return f"{self.mark}{message.title}"

    def facts(self, message: Message) -> list[tuple[str, str]]:
        context = message.context
        due = context.get("due", "")
        found = [
            ("団体", context.get("organization", "")),
            ("回答期限", jdatetime(datetime.datetime.fromisoformat(due)) if due else ""),
            ("理由", context.get("reason", "")),
        ]
        return [(name, value) for name, value in found if value]

    def still_wanted(self, notification: Notification) -> bool:
        """Not once the survey is withdrawn."""
        return _survey_of(notification).exclude(state=Survey.State.WITHDRAWN).exists()


@register
class SurveyReminder(SurveyMessage):
    code, label, mark = "surveys.reminder", "調査の督促", "【督促】"

    def still_wanted(self, notification: Notification) -> bool:
        """Not once the organization has handed in, nor after the survey is closed or withdrawn."""
        owing = Response.objects.owing().filter(survey__in=_survey_of(notification))
        return owing.filter(organization=notification.organization_id).exists()


@register
class ResponseReceipt(SurveyMessage):
    code, label, mark = "surveys.receipt", "調査の回答を受け付けました", "【受付】"


@register
class ResponseReturned(SurveyMessage):
    code, label, mark = "surveys.returned", "調査の回答が差し戻されました", "【差戻し】"


@register
class ResponseAccepted(SurveyMessage):
    code, label, mark = "surveys.accepted", "調査の回答が受理されました", "【受理】"


@register
class ResponseExempted(SurveyMessage):
    code, label, mark = "surveys.exempted", "調査の回答が不要になりました", "【回答不要】"


@register
class DueExtended(SurveyMessage):
    code, label, mark = "surveys.extended", "調査の回答期限が延びました", "【期限延長】"


@register
class SurveyAnnouncement(SurveyMessage):
    code, label, mark = "surveys.announcement", "調査の変更のお知らせ", "【変更】"


@register
class CheckWanted(SurveyMessage):
    code, label, mark = "surveys.check_wanted", "提出した回答の確認のお願い", "【確認】"


@register
class PartGiven(SurveyMessage):
    code, label, mark = "surveys.part_given", "調査の設問の分担", "【分担】"

    def still_wanted(self, notification: Notification) -> bool:
        """Not once the organization has handed in."""
        owing = Response.objects.owing().filter(survey__in=_survey_of(notification))
        return owing.filter(organization=notification.message.context.get("organization_id")).exists()


@register
class ReviewWanted(SurveyMessage):
    code, label, mark = "surveys.review_wanted", "調査の回答の承認依頼", "【承認依頼】"

    def still_wanted(self, notification: Notification) -> bool:
        waiting = Response.objects.filter(survey__in=_survey_of(notification), state=State.IN_REVIEW)
        return waiting.filter(organization=notification.message.context.get("organization_id")).exists()


@register
class SentBack(SurveyMessage):
    code, label, mark = "surveys.sent_back", "調査の回答が承認されませんでした", "【要修正】"


@register
class InquiryAsked(SurveyMessage):
    code, label, mark = "surveys.inquiry_asked", "調査への問い合わせ", "【問い合わせ】"


@register
class InquiryAnswered(SurveyMessage):
    code, label, mark = "surveys.inquiry_answered", "調査への問い合わせの回答", "【回答】"


def _survey_of(notification: Notification) -> QuerySet[Survey]:
    return Survey.objects.filter(pk=notification.message.subject_id)


# --- One organization -------------------------------------------------------------------------------------------------


def tell_receipt(response: Response, *, by: User) -> None:
    """A receipt for who handed in; of a proxy entry, for everybody of the organization."""
    lines = [f"{response.organization}の回答を受け付けました。", f"受付：{jdatetime(response.submitted_at)}"]
    if response.is_proxy:
        lines = ["県が代理で入力した回答を受け付けました。内容を確かめてください。", f"理由：{response.proxy_because}"]
    message = _about(response, ResponseReceipt, f"{response.pk}-{response.rounds}", by=by, lines=lines)
    if response.is_proxy:
        tell_members(message, _members_of(response))
    else:
        tell_people(message, [by])


def tell_returned(response: Response, step: Transition, words: Sequence[str] = ()) -> None:
    """With the remarks, or with these words instead of them."""
    lines = list(words)
    if not lines:
        remarks = (f"・{remark.text}" for remark in step.remarks.all())
        lines = ["回答を確かめ、次の点を直して、もう一度提出してください。", *remarks]
    tell_members(_about(response, ResponseReturned, f"{step.pk}", by=step.by, lines=lines), _members_of(response))


def tell_accepted(response: Response) -> None:
    key = f"{response.pk}-{response.rounds}"
    lines = ["回答を受理しました。ご協力ありがとうございました。"]
    message = _about(response, ResponseAccepted, key, by=None, lines=lines)
    tell_people(message, [response.submitted_by] if response.submitted_by and not response.is_proxy else [])


def tell_exempted(response: Response, why: str) -> None:
    key = f"{response.pk}-{response.transitions.count()}"
    message = _about(response, ResponseExempted, key, by=None, reason=why)
    tell_members(message, _members_of(response))


def tell_extended(response: Response, extension: Extension) -> None:
    message = _about(response, DueExtended, f"{extension.pk}", by=extension.by, reason=extension.reason)
    tell_members(message, _members_of(response))


def tell_part_given(response: Response, part: Assignment, *, by: User) -> None:
    """The people of the section, with a link to their questions; not the one who gave them."""
    definition = response.survey.asked_version.definition
    lines = [
        f"{by}さんが、次の設問の記入を「{part.section}」に割り当てました。",
        *(f"・{definition.called(key)}" for key in part.questions),
    ]
    message = _about(
        response, PartGiven, None, by=by, lines=lines, page="surveys:answer_form", query=f"?section={part.section_id}"
    )
    posts = Membership.objects.current().filter(section=part.section_id)
    tell_people(message, User.objects.filter(memberships__in=posts).exclude(pk=by.pk).distinct())


def tell_review_wanted(response: Response) -> None:
    """The named reviewer; without one, everybody of the organization who may approve and did not write it."""
    people = [response.reviewer] if response.reviewer else _approvers_of(response)
    key = f"{response.pk}-{response.transitions.count()}"
    by = response.review_asked_by
    lines = [f"{by}さんが、回答の承認を求めています。"]
    message = _about(response, ReviewWanted, key, by=by, lines=lines, page="surveys:review")
    tell_people(message, people)


def tell_sent_back(response: Response, why: str, *, by: User) -> None:
    if response.review_asked_by and response.review_asked_by != by:
        key = f"{response.pk}-{response.transitions.count()}"
        tell_people(_about(response, SentBack, key, by=by, reason=why), [response.review_asked_by])


def tell_inquiry(inquiry: Inquiry) -> None:
    """The section that runs the survey, or who made it where no section is named."""
    survey = inquiry.survey
    title = survey.title
    path = reverse("surveys:inquiry", args=[survey.pk, inquiry.pk])
    message = open_message(
        InquiryAsked.code, key=f"{inquiry.pk}", subject=survey, title=title, path=path, sender=survey.owner,
        by=inquiry.asked_by, organization=str(inquiry.organization), lines=[inquiry.question],
    )  # fmt: skip
    if survey.section_id:
        tell_members(message, Membership.objects.current().filter(section=survey.section_id))
    else:
        tell_people(message, [survey.created_by])


def tell_inquiry_answered(inquiry: Inquiry, job: Job | None = None) -> None:
    """The organization that asked; of a shared answer, all who are asked, without a word of who asked."""
    survey = inquiry.survey
    path = reverse("surveys:inquiries", args=[survey.pk])
    common: dict[str, Any] = {"subject": survey, "title": survey.title, "sender": survey.owner}
    common |= {"by": inquiry.answered_by}
    own = open_message(
        InquiryAnswered.code, key=f"{inquiry.pk}-{inquiry.answered_at}", path=path,
        lines=[f"質問：{inquiry.question}", f"回答：{inquiry.answer}"], **common,
    )  # fmt: skip
    current = Membership.objects.current()
    tell_members(own, current.filter(organization=inquiry.organization_id), job=job)
    if inquiry.is_shared:
        lines = [f"質問：{inquiry.shared_question}", f"回答：{inquiry.answer}"]
        shared = open_message(
            InquiryAnswered.code, key=f"{inquiry.pk}-{inquiry.answered_at}-all", path=path, lines=lines, **common
        )
        others = survey.responses.exclude(organization=inquiry.organization_id).values("organization")
        tell_members(shared, current.filter(organization__in=others), job=job)


# --- All who are asked ------------------------------------------------------------------------------------------------


def tell_announcement(announcement: Announcement, job: Job | None = None, *, without: Sequence[int] = ()) -> int:
    """Everybody who is asked, but the organizations with these ids."""
    survey = announcement.survey
    message = open_message(
        SurveyAnnouncement.code, key=f"{announcement.pk}", subject=survey, title=survey.title,
        path=reverse("surveys:survey", args=[survey.pk]), sender=survey.owner, by=announcement.by,
        due=survey.due_at.isoformat() if survey.due_at else "", lines=announcement.text.splitlines(),
    )  # fmt: skip
    return tell_members(message, _members(survey.responses.exclude(organization__in=without)), job=job)


def tell_check(attached: SurveyFile, organizations: Sequence[int], lines: Sequence[str], job: Job | None = None) -> int:
    """Those who answered on the file that this one took the place of."""
    survey = attached.survey
    message = open_message(
        CheckWanted.code, key=f"{attached.pk}", subject=survey, title=survey.title,
        path=reverse("surveys:answer", args=[survey.pk]), sender=survey.owner, by=attached.added_by, lines=list(lines),
    )  # fmt: skip
    return tell_members(message, _members(survey.responses.filter(organization__in=organizations)), job=job)


def tell_reminders(survey: Survey, reminders: QuerySet[Reminder], job: Job | None = None) -> int:
    """One message per due date: who was given more time reads their own date."""
    told = 0
    responses = Response.objects.with_due().filter(reminders__in=reminders, state__in=OWING).distinct()
    for due in sorted({response.due for response in responses}):
        of_this_day = responses.filter(Q(extended_to=due) | Q(extended_to=None, survey__due_at=due))
        first = reminders.first()
        lines = ["まだ回答をいただいていません。", *((first.words,) if first and first.words else ())]
        message = open_message(
            SurveyReminder.code, key=f"{survey.pk}-{job.pk if job else 0}-{due.isoformat()}", subject=survey,
            title=survey.title, path=reverse("surveys:survey", args=[survey.pk]), sender=survey.owner,
            by=first.by if first else None, due=due.isoformat(), lines=lines,
        )  # fmt: skip
        told += tell_members(message, _members(of_this_day), job=job)
    return told


def _about(
    response: Response,
    kind: type[SurveyMessage],
    key: str | None,
    *,
    by: User | None,
    page: str = "surveys:survey",
    query: str = "",
    **context: Any,
) -> Message:
    survey = response.survey
    return open_message(
        kind.code,
        key=key,
        subject=survey,
        title=survey.title,
        path=reverse(page, args=[survey.pk] if page == "surveys:survey" else [survey.pk, response.organization.code])
        + query,
        sender=survey.owner,
        by=by,
        organization=str(response.organization),
        organization_id=response.organization_id,
        due=response.due_at.isoformat() if response.due_at and response.is_owing else "",
        **context,
    )


def _members_of(response: Response) -> QuerySet[Membership]:
    return Membership.objects.current().filter(organization=response.organization_id)


def _members(responses: QuerySet[Response]) -> QuerySet[Membership]:
    return Membership.objects.current().filter(organization__in=responses.order_by().values("organization"))


def _approvers_of(response: Response) -> list[User]:
    people = User.objects.filter(memberships__in=_members_of(response)).distinct()
    return [
        one
        for one in people
        if user_may(one, Verb.APPROVE, response.organization_id) and one != response.review_asked_by
    ]
