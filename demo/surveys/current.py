"""What is going on today: open surveys with something to do for whoever signs in, drafts, and one withdrawn."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

from core import clock
from demo.notices.calendar import Calendar
from demo.notices.wording import placeholders
from demo.surveys import events, tables
from demo.surveys.courses import EVERYBODY_ANSWERS
from demo.surveys.planning import Planned, at_due
from demo.surveys.writing import Writer
from surveys.fiscal_years import fiscal_year_of
from surveys.models import Survey
from surveys.services.cloning import clone
from surveys.services.closing import withdraw
from surveys.services.composing import create_survey
from surveys.services.issuing import issue
from surveys.services.yearly import say_not_held

ISHINOMAKI, SENDAI, SHIROISHI, SHICHIKASHUKU = "042021", "041009", "042064", "043028"
NOT_HELD = ("隔年で実施するため。", "国の調査と重なるため、統合します。")
TAXES, ALL = "市町村課 税政班", "全団体"


@dataclass
class Open:
    """`due` is in so many days from now; `chosen` says how far some organizations are."""

    name: str
    title: str
    form: str
    section: str
    to: str
    purpose: str
    issued: int
    due: int
    review: bool = False
    visibility: str = Survey.Visibility.OWN
    chosen: dict[str, str] = field(default_factory=dict)


OPEN = [
    Open("staffing", "{fy}給与・定員管理等の公表に関する調査", "staffing", "市町村課 行政第一班", "全市町村",
         "給与と定員管理の状況を、統一した様式で公表するため。", 21, 2, visibility=Survey.Visibility.STATUS,
         chosen={ISHINOMAKI: "received", SENDAI: "in_progress", SHIROISHI: "submitted", SHICHIKASHUKU: "not_received"}),
    Open("polls", "選挙の執行体制（投票所・期日前投票所）に関する追加調査", "polls", "市町村課 行政第二班", "全市町村",
         "次の選挙に向けて、投票所の見直しの状況を把握するため。", 20, -3,
         chosen={ISHINOMAKI: "in_progress", SENDAI: "accepted", SHIROISHI: "received", SHICHIKASHUKU: "received"}),
    Open("tax", "市町村税の徴収率と窓口体制に関する調査（中間）", "tax", TAXES, "全市町村",
         "年度の途中の徴収の状況を把握し、年末の徴収強化に用いるため。", 12, 6, review=True,
         chosen={ISHINOMAKI: "received", SENDAI: "in_review", SHIROISHI: "in_review", SHICHIKASHUKU: "received"}),
    Open("digital", "情報システムの標準化の経費に関する調査", "digital", "デジタルみやぎ推進課 市町村支援班",
         "全市町村", "移行と運用の経費の見込みを把握し、国に要望するため。", 16, 5,
         visibility=Survey.Visibility.AFTER_DUE,
         chosen={ISHINOMAKI: "submitted", SENDAI: "submitted", SHIROISHI: "resubmitted", SHICHIKASHUKU: "submitted"}),
    Open("disaster", "冬期の災害対応体制に関する調査", "disaster", "復興・危機管理総務課 防災推進班", "全市町村",
         "大雪に備え、参集と備蓄、連絡先を把握するため。", 5, 13,
         chosen={ISHINOMAKI: "not_received", SHIROISHI: "not_received", SHICHIKASHUKU: "received"}),
    Open("attendance", "市町村行政担当者会議（臨時）の出欠", "attendance", "市町村課 行政第一班", ALL,
         "会議の席次と資料の部数を決めるため。", 8, 7, visibility=Survey.Visibility.ANSWERS,
         chosen={ISHINOMAKI: "accepted"}),
    Open("associations", "一部事務組合等の運営状況に関する調査（補足）", "statistics", "地域振興課 広域連携班",
         "一部事務組合等", "決算の見込みの変更を把握するため。", 10, 11),
]  # fmt: skip


def make(writer: Writer, past: list[Planned], calendar: Calendar) -> None:
    found: dict[str, Survey] = {}
    for each in OPEN:
        found[each.name] = writer.write(_planned(each, past, calendar), calendar.now, each.chosen)
    events.happen(found, writer)
    tables.make(found, events.head_officer())
    _issue_today(writer, calendar)
    _withdraw_one(writer, calendar)
    _draft(writer, past, calendar)
    _not_held(past, calendar)


def _planned(each: Open, past: list[Planned], calendar: Calendar) -> Planned:
    today = calendar.now.date()
    issued = calendar.on_or_before(today - datetime.timedelta(days=each.issued))
    due = today + datetime.timedelta(days=each.due)
    alike = (planned for planned in reversed(past) if (planned.form, planned.to) == (each.form, each.to))
    return Planned(
        topic=each.title,
        title=each.title.format(**placeholders(issued, due=14, number=1)),
        form=each.form,
        section=each.section,
        to=each.to,
        purpose=each.purpose,
        issued_at=calendar.moment(issued, random.Random(each.name)),
        due_at=at_due(calendar.on_or_before(due) if each.due < 0 else due),
        background="総務省からの依頼に基づくものです。",
        previous=next(alike, None),
        review=each.review,
        visibility=each.visibility,
    )


def _issue_today(writer: Writer, calendar: Calendar) -> None:
    """Just now: nobody has opened it yet, and a worker tells everybody."""
    office, by = writer.office, events.head_officer()
    survey = create_survey(
        owner=office.prefecture, by=by, section=office.sections["市町村課 財政班"],
        title="市町村行財政ヒアリング（追加）の日程調整", purpose="ヒアリングの日程を決めるため。",
        questionnaire=writer.versions["scheduling"].questionnaire, visibility=Survey.Visibility.ANSWERS,
        due_at=at_due(calendar.next_working_day(9)), to_groups=[office.groups[ALL]],
    )  # fmt: skip
    issue(survey.pk, by=by)


def _withdraw_one(writer: Writer, calendar: Calendar) -> None:
    office, by = writer.office, events.head_officer()
    survey = create_survey(
        owner=office.prefecture, by=by, section=office.sections["市町村課 行政第二班"],
        title="主権者教育の取組に関する照会", purpose="学校と連携した取組を把握するため。",
        questionnaire=writer.versions["inquiry"].questionnaire, due_at=at_due(calendar.next_working_day(12)),
        to_groups=[office.groups["全市町村"]],
    )  # fmt: skip
    issue(survey.pk, by=by)
    withdraw(survey.pk, because="同じ内容を先の調査で把握していたため。", by=by)


def _draft(writer: Writer, past: list[Planned], calendar: Calendar) -> None:
    """One that is being written, and two for the coming year from this year's."""
    office, by = writer.office, events.head_officer()
    create_survey(
        owner=office.prefecture, by=by, section=office.sections["市町村課 行政第二班"],
        title="投票所のバリアフリー化に関する調査", purpose="段差の解消などの状況を把握するため。",
        questionnaire=writer.versions["polls"].questionnaire, to_groups=[office.groups["全市町村"]],
    )  # fmt: skip
    for form in ("polls", "tax"):
        before = next(planned for planned in past if planned.form == form)
        copied = clone(before.survey, by=by)
        if copied.due_at and copied.due_at < clock.now():
            Survey.objects.filter(pk=copied.pk).update(due_at=at_due(calendar.next_working_day(30)))


def _not_held(past: list[Planned], calendar: Calendar) -> None:
    """Of last fiscal year's that nobody has prepared again, two that do not come back."""
    this_year = fiscal_year_of(calendar.now)
    last = [planned for planned in past if fiscal_year_of(planned.due_at) == this_year - 1]
    awaited = [
        planned for planned in last if planned.form not in EVERYBODY_ANSWERS and not planned.survey.following.exists()
    ]
    for planned, reason in zip(awaited[-2:], NOT_HELD, strict=False):
        say_not_held(planned.survey, reason=reason, by=events.head_officer())
