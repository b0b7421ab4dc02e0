"""At the door of a staff questionnaire: the passcode and the one-time code are asked for before the questions."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from core import clock
from core.people.networks import address_of
from core.questions.filling import printable
from core.questions.typed import typed_from
from core.questions.views.answering.posting import number_in
from core.questions.views.carrying import REFUSED
from publicforms.models import Form
from publicforms.views.public.base import FormView
from publicforms.visiting import doors


class DoorMixin(FormView):
    """For pages that show the questions. What was typed stays, also where a pass has expired in between."""

    passed = ""

    def at_door(self) -> HttpResponse | None:
        refused = super().at_door()
        if refused or not doors.asks_at_door(self.form):
            return refused
        if self.request.method != "POST":
            is_open = self.form.moment(clock.now()) == Form.Moment.OPEN
            return self.ask() if is_open else None
        if doors.ENTER in self.request.POST:
            return self.enter()
        self.passed = self.request.POST.get(doors.PASS, "")
        if doors.is_pass(self.form, self.passed):
            return None
        return self.ask(_("もう一度入力してください。入力した内容は残っています。"), status=REFUSED)

    def enter(self) -> HttpResponse | None:
        """None where what was typed is right: the page of questions goes on."""
        address = address_of(self.request)
        if doors.is_held_up(self.form, address):
            said = _("違う入力が続いたため、しばらく受け付けません。10分ほど待ってから、もう一度入力してください。")
            return self.ask(said, status=429)
        wrong = {}
        if not doors.knows_passcode(self.form, self.request.POST.get(doors.PASSCODE, "")):
            wrong[doors.PASSCODE] = _("合言葉が違います。案内に書かれた合言葉を入力してください。")
        if not doors.has_code(self.form, self.request.POST.get(doors.CODE, "")):
            wrong[doors.CODE] = _("回答コードが違うか、すでに使われています。")
        if wrong:
            doors.note_wrong(self.form, address)
            return self.ask(wrong=wrong, status=REFUSED)
        self.passed = doors.new_pass(self.form)
        return None

    def ask(self, said: str = "", *, wrong: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
        posted = self.request.POST
        typed = printable(typed_from(dict(posted.lists())))
        return self.page(
            "door",
            status,
            said=said,
            wrong=wrong or {},
            address=self.request.path,
            token=posted.get("token", ""),
            version=posted.get("version", ""),
            page_number=number_in(posted.get("page", "")),
            code=posted.get(doors.CODE, ""),
            hidden=[(name, each) for name, values in typed.items() for each in values],
        )
