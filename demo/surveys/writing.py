"""A survey's rows, written in bulk as issuing, answering and accepting would have written them one by one."""

from __future__ import annotations

import datetime
import random

from django.urls import reverse

from archive.models import Delivery, Notice, Reading
from core.files.models import StoredFile
from core.people.models import AuditEntry, OrganizationGroup, User
from core.questions.models import AnswerSheet, PastAnswers, SheetFile, Version
from demo import stored_files
from demo.notices.making import Office
from demo.surveys import history, rows
from demo.surveys.courses import Course, course, outcome_of
from demo.surveys.planning import Planned
from demo.surveys.respondents import Respondent
from demo.surveys.sheets import Sheets, sheets
from surveys.models import Extension, ProxyEvidence, Remark, Reminder, Response, Survey, Transition
from surveys.services.finding import index_questions
from surveys.services.issuing import body_of
from surveys.states import State

HEAD_OFFICER = "staff@pref.example.jp"
FILES = {"inquiry": "documents", "prior-answers": "materials"}
READY = ["outline.docx:参考資料.docx", "list.xlsx:一覧.xlsx", "personnel.pdf:要綱.pdf"]
SHARE_WITH_FILES = 0.06
REMARK = "内容が分かるように、具体的に記入してください。"


class Writer:
    """Writes one survey after the other, oldest first, so that each finds the answers to the one before."""

    def __init__(self, office: Office, respondents: dict[str, Respondent], versions: dict[str, Version]) -> None:
        self.office, self.respondents, self.versions = office, respondents, versions
        self.groups: dict[str, OrganizationGroup] = office.groups
        self.entries: list[AuditEntry] = []
        # (survey, organization) → what was handed in
        self.answered: dict[tuple[int, int], AnswerSheet] = {}

    def officer(self, planned: Planned) -> User:
        section = self.office.sections[planned.section]
        people = self.office.writers[self.office.prefecture.pk, section.pk]
        known = next((user for user in people if user.email == HEAD_OFFICER), None)
        return known or random.Random(planned.title).choice(people[1:] or people)

    def asked(self, planned: Planned) -> list[Respondent]:
        kinds = self.groups[planned.to].kinds
        members = {each.code for each in self.groups[planned.to].members.all()}
        return [r for r in self.respondents.values() if r.organization.kind in kinds or r.code in members]

    def write(self, planned: Planned, now: datetime.datetime, chosen: dict[str, str] | None = None) -> Survey:
        """`chosen` says for some organizations how far they are to be (a key of courses.STEPS)."""
        officer, asked = self.officer(planned), self.asked(planned)
        survey = self._survey(planned, officer, asked)
        dice = random.Random(f"courses {planned.title}")
        courses = []
        for respondent in asked:
            outcome = (chosen or {}).get(respondent.code) or outcome_of(planned, respondent, dice, now)
            courses.append(course(planned, respondent, officer, outcome, dice, now))
        self._responses(planned, survey, courses, officer, now)
        readings = {step.by.pk: step.at for each in courses for step in reversed(each.steps) if step.by != officer}
        Reading.objects.bulk_create(Reading(notice=survey.notice, user_id=user, at=at) for user, at in readings.items())
        self.entries += history.entries(survey, courses)
        return survey

    def _survey(self, planned: Planned, officer: User, asked: list[Respondent]) -> Survey:
        section, group = self.office.sections[planned.section], self.groups[planned.to]
        version = planned.version = self.versions[planned.form]
        at = planned.issued_at
        survey = Survey(
            owner=self.office.prefecture, section=section, title=planned.title, purpose=planned.purpose,
            background=planned.background, instructions="数は、基準日現在の実数を記入してください。",
            questionnaire=version.questionnaire, version=version, due_at=planned.due_at, visibility=planned.visibility,
            internal_review=planned.review, previous=planned.previous.survey if planned.previous else None,
            issued_at=at, closed_at=planned.closed_at, created_by=officer,
            created_at=at - datetime.timedelta(hours=20), updated_at=at - datetime.timedelta(minutes=10),
        )  # fmt: skip
        notice = Notice.objects.create(
            owner=survey.owner, section=section, title=survey.title, body=body_of(survey), state=Notice.State.PUBLISHED,
            issued_on=at.date(), published_at=at, created_by=officer, created_at=at, updated_at=at,
        )  # fmt: skip
        survey.notice, survey.state = notice, Survey.State.CLOSED if planned.closed_at else Survey.State.OPEN
        survey.save(force_insert=True)
        planned.row = survey
        Notice.objects.filter(pk=notice.pk).update(leads_to=reverse("surveys:survey", args=[survey.pk]))
        notice.to_groups.add(group)
        survey.to_groups.add(group)
        Delivery.objects.bulk_create(
            Delivery(notice=notice, organization=each.organization, issued_on=notice.issued_on) for each in asked
        )
        index_questions(survey)
        return survey

    def _responses(
        self, planned: Planned, survey: Survey, courses: list[Course], officer: User, now: datetime.datetime
    ) -> None:
        version = self.versions[planned.form]
        extensions: list[Extension] = []
        reminders: list[Reminder] = []
        given = self._files(planned, courses)
        made: list[tuple[Response, Course, Sheets]] = []
        for each in courses:
            files = {str(file.pk): file.name for file in given.get(each.respondent.code, [])}
            before = self.answered.get((survey.previous_id or 0, each.respondent.organization.pk))
            made.append((rows.response_of(survey, each), each, sheets(planned, version, each, files, before)))
        AnswerSheet.objects.bulk_create(sheet for _, _, found in made for sheet in found.all)
        PastAnswers.objects.bulk_create(past for _, _, found in made for past in found.past)
        for response, each, found in made:
            response.sheet, response.submitted, response.proxy = found.own, found.submitted, found.proxy
            if found.submitted:
                self.answered[survey.pk, each.respondent.organization.pk] = found.submitted
        Response.objects.bulk_create(response for response, _, _ in made)
        steps = [rows.transitions(response, each) for response, each, _ in made]
        Transition.objects.bulk_create(step for found in steps for step in found)
        Remark.objects.bulk_create(
            Remark(
                transition=step,
                response=response,
                question=found.mended,
                text=REMARK,
                done_at=response.submitted_at,
                done_by=each.writer,
            )
            for (response, each, found), own in zip(made, steps, strict=True)
            for step in own
            if step.to == State.RETURNED
        )
        self._share(planned, made, given)
        for response, each, _ in made:
            extensions += rows.extensions(response, each, officer)
            reminders += rows.reminders(survey, response, each, now)
        Extension.objects.bulk_create(extensions)
        Reminder.objects.bulk_create(reminders)
        self._evidence(made, officer)

    def _files(self, planned: Planned, courses: list[Course]) -> dict[str, list[StoredFile]]:
        if planned.form not in FILES:
            return {}
        dice = random.Random(f"files {planned.title}")
        giving = [each for each in courses if each.at(State.SUBMITTED) and dice.random() < SHARE_WITH_FILES]
        wanted = [
            stored_files.Wanted(dice.choice(READY), each.respondent.organization, each.writer, each.steps[0].at)
            for each in giving
        ]
        return {each.respondent.code: [file] for each, file in zip(giving, stored_files.store(wanted), strict=True)}

    @staticmethod
    def _share(
        planned: Planned, made: list[tuple[Response, Course, Sheets]], given: dict[str, list[StoredFile]]
    ) -> None:
        SheetFile.objects.bulk_create(
            SheetFile(sheet=sheet, question=FILES[planned.form], file=file)
            for _, each, found in made
            for file in given.get(each.respondent.code, [])
            for sheet in found.all
        )

    def _evidence(self, made: list[tuple[Response, Course, Sheets]], officer: User) -> None:
        entered = [response for response, _, _ in made if response.is_proxy]
        wanted = [
            stored_files.Wanted("outline.docx:聞き取りの控え.docx", self.office.prefecture, officer, each.submitted_at)
            for each in entered
            if each.submitted_at
        ]
        files = stored_files.store(wanted)
        ProxyEvidence.objects.bulk_create(
            ProxyEvidence(response=response, file=file, round=response.rounds)
            for response, file in zip(entered, files, strict=True)
        )
