"""A section opens only its own questions: what it does not see stays as it is (S8)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.notifications.models import Message, Notification
from core.people.models import Section
from core.questions.definition import Condition, Need, Question, Test
from core.questions.models import Draft
from core.questions.services.saving import save
from core.questions.views.answering.posting import PostedPage
from surveys.services.dividing import divide
from surveys.services.judging import RemarkAt, return_response
from surveys.states import State
from tests.surveys.answer_pages import Pages, words
from tests.surveys.making import controls, issued, response_of

pytestmark = pytest.mark.django_db

CHOICES = {"options": [{"key": "yes", "label": "ある"}, {"key": "no", "label": "ない"}]}
TICKS = {"options": [{"key": "a", "label": "県道"}, {"key": "b", "label": "市道"}]}
QUESTIONS = (
    Question("s1", "section", "税のこと"),
    Question("tax", "integer", "課税件数", need=Need.REQUIRED),
    Question("roads", "multiple_choice", "道路の種類", settings=TICKS),
    Question("s2", "section", "施設のこと"),
    Question("has", "single_choice", "施設の有無", settings=CHOICES),
    Question("rooms", "integer", "部屋数", show_if=Condition((Test("has", "is", "yes"),))),
    Question("pb", "page_break", ""),
    Question("s3", "section", "そのほか"),
    Question("note", "short_text", "備考"),
)


@pytest.fixture
def survey(cast):
    return issued(cast, *QUESTIONS)


@pytest.fixture
def tax(cast):
    return Section.objects.create(organization=cast.ishinomaki, name="税務課")


@pytest.fixture
def works(cast):
    return Section.objects.create(organization=cast.ishinomaki, name="建設課")


@pytest.fixture
def kaede(cast, survey, signed_in, tax, works):
    """Her pages: 税務課 writes 課税件数 and 施設の有無, 建設課 道路の種類, 部屋数 and 備考."""
    pages = Pages(signed_in(cast.kaede), survey, cast.ishinomaki)
    pages.start()
    divide(pages.response, {tax: ["tax", "has"], works: ["roads", "rooms", "note"]}, by=cast.midori)
    return pages


class Part(Pages):
    """The same pages with ?section=: what a browser posts is what the page showed."""

    def __init__(self, pages: Pages, section: Section) -> None:
        super().__init__(pages.client, pages.survey, pages.organization)
        self.section = section
        self.page = self.show()

    def show(self, **query):
        self.page = self.get(section=self.section.pk, **query)
        return self.page

    @property
    def part(self) -> str:
        return self.page.context["page"].part

    def press(self, button: str, value: str = "1", *, part: str | None = None, page: int = 0, **typed):
        number = page or self.page.context["page"].number
        fields = {"edit": self.edit, "page": str(number), "part": self.part if part is None else part, button: value}
        return self.client.post(f"{self.address()}?section={self.section.pk}", fields | controls(**typed), follow=True)


def stored(pages: Pages) -> dict:
    return pages.response.sheet.answers


def write(cast, pages: Pages, by, **typed) -> None:
    """Somebody of another section has saved this."""
    sheet = response_of(pages.survey, pages.organization).sheet
    save(sheet, {f"a.{key}": value if isinstance(value, list) else [value] for key, value in typed.items()},
         edit=sheet.edit, by=by, complete=False)  # fmt: skip


ALL = {"tax": "12", "roads": ["a", "b"], "has": "yes", "rooms": "3", "note": "済み"}
STORED = {"tax": 12, "roads": ["a", "b"], "has": "yes", "rooms": 3, "note": "済み"}


class TestWhatIsShown:
    def test_only_the_sections_questions_under_their_headings(self, kaede, tax, works):
        page = Part(kaede, tax).page
        assert page.context["page"].part == "tax has"
        assert "税務課の設問だけを表示しています" in words(page)
        assert ("税のこと" in words(page), "施設のこと" in words(page)) == (True, True)
        shown = page.content.decode()
        assert ('name="a.tax"' in shown, 'name="a.roads"' in shown, 'name="a.rooms"' in shown) == (True, False, False)
        assert "問1" in words(page)
        assert "2問のうち0問を入力済み" in words(page)

    def test_its_pages_are_those_that_hold_something_of_it(self, kaede, tax, works):
        assert "ページ" not in Part(kaede, tax).page.context["page"].links[0].title
        assert [link.number for link in Part(kaede, tax).page.context["page"].links] == [1]
        assert [link.number for link in Part(kaede, works).page.context["page"].links] == [1, 2]
        divide(kaede.response, {works: ["note"]}, by=kaede.response.sheet.updated_by)
        assert Part(kaede, works).page.context["page"].number == 2  # nothing of it stands on the first

    def test_the_page_of_sections_and_the_survey_lead_there(self, cast, kaede, tax, signed_in):
        address = f"{kaede.address()}?section={tax.pk}"
        assert address in kaede.get("answer_sections").content.decode()
        cast.ren.memberships.update(section=tax)
        ren = signed_in(cast.ren)
        shown = ren.get(f"/surveys/{kaede.survey.pk}/").content.decode()
        assert (address in shown, "税務課の設問だけ表示（2問）" in shown) == (True, True)
        assert "設問だけ表示" not in kaede.client.get(f"/surveys/{kaede.survey.pk}/").content.decode()

    def test_one_goes_from_part_to_part_by_buttons_that_keep_what_was_typed(self, kaede, tax, works):
        part = Part(kaede, tax)
        assert f'value="section-{works.pk}"' in part.page.content.decode()
        page = part.press("go", f"section-{works.pk}", tax="7")
        assert page.request["QUERY_STRING"] == f"section={works.pk}"
        assert Draft.objects.get().typed["a.tax"] == ["7"]
        assert "すべての設問を表示" in words(page)
        page = part.press("go", "section-", tax="7")
        assert (page.request["QUERY_STRING"], page.context["page"].only) == ("", None)
        assert 'value="7"' in page.content.decode()

    @pytest.mark.parametrize("section", ["0", "999999", "abc", "", "１", "-1"])
    def test_a_section_without_questions_shows_all_of_them_and_says_so(self, kaede, section):
        page = kaede.get(section=section)
        assert page.status_code == 200
        assert page.context["page"].only is None
        assert "この班・課に割り当てられた設問は、ありません。" in words(page)

    def test_without_a_division_nothing_is_offered(self, cast, survey, signed_in):
        pages = Pages(signed_in(cast.kaede), survey, cast.ishinomaki)
        assert "設問だけ表示" not in words(pages.start())

    def test_handing_in_is_not_offered_and_still_needs_all(self, cast, kaede, tax):
        part = Part(kaede, tax)
        assert 'name="confirm"' not in part.page.content.decode()
        write(cast, kaede, cast.ren, note="済み")
        page = part.press("confirm", tax="", has="no")  # whoever sends it all the same
        assert page.context["page"].only is None
        assert "問1課税件数" in words(page)
        assert kaede.response.state == State.IN_PROGRESS

    def test_costs_the_same_whether_one_or_eight_sections_share_the_questions(self, cast, signed_in):
        keys = [f"q{number}" for number in range(8)]
        pages = Pages(
            signed_in(cast.kaede),
            issued(cast, *(Question(key, "short_text", key) for key in keys)),
            cast.ishinomaki,
        )
        pages.start()
        sections = [Section.objects.create(organization=cast.ishinomaki, name=f"課{key}") for key in keys]

        def cost() -> int:
            pages.get(section=sections[0].pk)
            with CaptureQueriesContext(connection) as queries:
                pages.get(section=sections[0].pk)
            return len(queries)

        divide(pages.response, {sections[0]: ["q0"]}, by=cast.midori)
        one = cost()
        divide(pages.response, {each: [key] for each, key in zip(sections, keys, strict=True)}, by=cast.midori)
        assert cost() == one


class TestWhatIsNotShown:
    def test_stays_as_it_is_when_a_part_is_saved(self, cast, kaede, tax):
        write(cast, kaede, cast.ren, **ALL)
        part = Part(kaede, tax)
        page = part.press("save", tax="15", has="yes")
        assert "一時保存しました。" in words(page)
        assert page.request["QUERY_STRING"] == f"section={tax.pk}"
        assert stored(kaede) == STORED | {"tax": 15}

    def test_stays_also_where_it_is_a_box_that_posts_nothing_when_unticked(self, cast, kaede, works):
        write(cast, kaede, cast.ren, **ALL)
        part = Part(kaede, works)
        part.press("save", rooms="3")  # 道路の種類 is in this part: unticked here
        assert stored(kaede) == {"tax": 12, "has": "yes", "rooms": 3, "note": "済み"}

    def test_control_a_page_that_does_not_name_its_part_empties_what_it_does_not_show(self, cast, kaede, tax):
        write(cast, kaede, cast.ren, **ALL)
        Pages.press(Part(kaede, tax), "save", tax="15", has="yes")
        assert "roads" not in stored(kaede)

    def test_stays_when_it_was_saved_while_the_part_was_open(self, cast, kaede, tax):
        part = Part(kaede, tax)
        write(cast, kaede, cast.ren, roads=["b"], note="建設課です")
        page = part.press("save", tax="15", has="no")
        assert "別の回答が先に" not in words(page)
        assert stored(kaede) == {"tax": 15, "has": "no", "roads": ["b"], "note": "建設課です"}

    def test_stays_when_the_part_was_divided_anew_while_it_was_open(self, cast, kaede, tax, works):
        write(cast, kaede, cast.ren, **ALL)
        part = Part(kaede, tax)
        divide(kaede.response, {tax: ["tax", "roads"], works: ["has", "rooms", "note"]}, by=cast.midori)
        part.press("save", tax="15", has="yes")  # the page still showed 施設の有無, and never 道路の種類
        assert stored(kaede) == STORED | {"tax": 15}

    def test_stays_when_the_section_has_lost_its_part_meanwhile(self, cast, kaede, tax, works):
        write(cast, kaede, cast.ren, **ALL)
        part = Part(kaede, tax)
        divide(kaede.response, {works: ["roads"]}, by=cast.midori)
        page = part.press("save", tax="15", has="yes")
        assert stored(kaede) == STORED | {"tax": 15}
        assert page.context["page"].only is None

    def test_control_with_what_the_part_is_now_the_page_would_empty_a_question_it_never_showed(
        self, cast, kaede, tax, works, monkeypatch
    ):
        def of_today(view):
            page = view.definition.pages[view.page_number() - 1]
            return [one for one in page if view.only is None or one.key in view.only]

        monkeypatch.setattr(PostedPage, "posted_questions", of_today)
        write(cast, kaede, cast.ren, **ALL)
        part = Part(kaede, tax)
        divide(kaede.response, {tax: ["tax", "roads"], works: ["has", "rooms", "note"]}, by=cast.midori)
        part.press("save", tax="15", has="yes")
        assert "roads" not in stored(kaede)

    def test_stays_in_the_draft_while_one_types(self, cast, kaede, tax):
        Pages.press(kaede, "go", "2", tax="1", roads=["a", "b"], rooms="3")
        part = Part(kaede, tax)
        fields = {"edit": part.edit, "page": "1", "part": part.part, **controls(tax="15", has="yes")}
        answer = part.client.post(part.address("answer_draft"), fields).json()
        assert "saved_at" in answer
        typed = Draft.objects.get(author=cast.kaede).typed
        assert (typed["a.tax"], typed["a.roads"], typed["a.rooms"]) == (["15"], ["a", "b"], ["3"])

    def test_keeps_its_files(self, cast, signed_in, tax):
        survey = issued(cast, *QUESTIONS[:2], Question("map", "file", "位置図"))
        pages = Pages(signed_in(cast.kaede), survey, cast.ishinomaki)
        pages.start()
        pages.client.post(
            pages.address(),
            {"edit": pages.edit, "page": "1", "save": "1", "f.map": SimpleUploadedFile("図.txt", "図".encode())},
        )
        kept = stored(pages)["map"]
        divide(pages.response, {tax: ["tax"]}, by=cast.midori)
        Part(pages, tax).press("save", tax="15")
        assert stored(pages) == {"tax": 15, "map": kept}

    def test_keeps_the_ticks_of_its_remarks(self, cast, kaede, tax, works):
        kaede.get()
        kaede.press("save", tax="12")
        write(cast, kaede, cast.ren, **ALL)
        kaede.get()
        Pages.press(kaede, "confirm", page=2, note="済み")
        kaede.hand_in()
        remarks = [RemarkAt("件数", "tax"), RemarkAt("部屋", "rooms")]
        return_response(kaede.response.pk, remarks, by=cast.sato)
        tax_remark, rooms_remark = kaede.response.remarks.order_by("pk")
        rooms_remark.done_at, rooms_remark.done_by = kaede.response.returned_at, cast.ren
        rooms_remark.save()
        part = Part(kaede, tax)
        assert "ここに示す1件の指摘のうち、0件を直しました" in words(part.page)
        part.client.post(
            f"{part.address()}?section={tax.pk}",
            {"edit": part.edit, "page": "1", "part": part.part, "save": "1", "remark": [str(tax_remark.pk)],
             **controls(tax="15", has="yes")},
        )  # fmt: skip
        assert [one.is_done for one in kaede.response.remarks.order_by("pk")] == [True, True]


class TestConditionsBetweenSections:
    """建設課 writes 部屋数, which is asked where 税務課 answers that there are facilities."""

    def test_the_answer_that_a_condition_looks_at_is_not_touched_by_the_part_that_depends_on_it(
        self, cast, kaede, works
    ):
        write(cast, kaede, cast.ren, has="yes")
        part = Part(kaede, works)
        assert "data-unmet" not in _question(part.page, "rooms")
        part.press("save", rooms="4")
        assert stored(kaede) == {"has": "yes", "rooms": 4}

    def test_nor_the_answer_that_depends_by_the_part_that_decides(self, cast, kaede, tax):
        write(cast, kaede, cast.ren, **ALL)
        Part(kaede, tax).press("save", tax="12", has="yes")
        assert stored(kaede) == STORED

    def test_not_yet_asked_it_is_said_when_it_will_be_and_what_is_typed_is_kept(self, cast, kaede, works):
        part = Part(kaede, works)
        assert "data-unmet" in _question(part.page, "rooms")
        page = part.press("save", rooms="4")
        assert "問4「部屋数」" in words(page)
        assert stored(kaede) == {}
        write(cast, kaede, cast.ren, has="yes")
        part.show()
        part.press("save", rooms="4")
        assert stored(kaede) == {"has": "yes", "rooms": 4}

    def test_decided_otherwise_meanwhile_the_answer_is_set_aside_and_told(self, cast, kaede, works):
        write(cast, kaede, cast.ren, has="yes")
        part = Part(kaede, works)
        write(cast, kaede, cast.ren, has="no")
        page = part.press("save", rooms="4")
        assert "条件に当てはまらないため" in words(page)
        assert stored(kaede) == {"has": "no"}
        assert Draft.objects.get(author=cast.kaede).typed["a.rooms"] == ["4"]


def _question(page, key: str) -> str:
    html = page.content.decode()
    at = html.index(f'data-question="{key}"')
    return html[at : html.index(">", at)]


class TestWhoIsTold:
    def test_the_people_of_a_section_with_the_way_to_their_part(self, cast, kaede, tax):
        Message.objects.all().delete()
        cast.ren.memberships.update(section=tax)
        divide(kaede.response, {tax: ["tax"]}, by=cast.midori)
        [told] = Notification.objects.filter(message__kind="surveys.part_given")
        assert (told.user, told.message.path) == (cast.ren, f"{kaede.address()}?section={tax.pk}")
        assert told.message.context["lines"][1:] == ["・問1「課税件数」"]
        divide(kaede.response, {tax: ["tax"]}, by=cast.midori)  # a second click
        assert Notification.objects.filter(message__kind="surveys.part_given").count() == 1

    def test_not_who_divides_nor_other_sections(self, cast, kaede, tax, works):
        Message.objects.all().delete()
        cast.ren.memberships.update(section=tax)
        cast.midori.memberships.update(section=tax)
        cast.kaede.memberships.update(section=works)
        divide(kaede.response, {tax: ["tax"], works: ["roads", "rooms", "note"]}, by=cast.midori)
        told = Notification.objects.filter(message__kind="surveys.part_given").values_list("user__name", flat=True)
        assert list(told) == [cast.ren.name]


def test_last_years_answers_are_copied_into_the_part_only(cast, signed_in, tax):
    last = issued(cast, *QUESTIONS)
    before = Pages(signed_in(cast.kaede), last, cast.ishinomaki)
    before.start()
    Pages.press(before, "go", "2", tax="10", has="no")
    before.get(page=2)
    Pages.press(before, "confirm", page=2, note="昨年")
    before.hand_in()
    survey = issued(cast, questionnaire=last.questionnaire, previous=last)
    pages = Pages(signed_in(cast.kaede), survey, cast.ishinomaki)
    pages.start()
    divide(pages.response, {tax: ["tax"]}, by=cast.midori)
    page = Part(pages, tax).press("copy_all")
    assert "1問に写しました" in words(page)
    assert "has" not in str(Draft.objects.get(author=cast.kaede).typed)
