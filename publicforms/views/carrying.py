"""A form's pages that end in a submission: they have a token, under which their files wait."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import File
from django.http import HttpResponse

from core.people.models import User
from core.questions.checking import Checked, Problem
from core.questions.filling import key_of, printable, unstorable
from core.questions.views.answering.posting import FILES_PREFIX
from core.questions.views.carrying import REFUSED, Carrying
from publicforms.links.tokens import BadToken, ExpiredToken, PageToken, new_token, read_token
from publicforms.models import Form
from publicforms.services.pending import keep_files
from publicforms.services.submitting import check_entry, pending_files


class TokenPages(Carrying):
    """The subclass says of which form, for whom, and in which words things are refused."""

    form: Form
    token: PageToken
    # A token that is too old, one that is none of ours, letters that no database keeps.
    expired: str
    foreign: str
    letters: str

    @property
    def respondent(self) -> User | None:
        raise NotImplementedError

    def check(self, *, complete: bool) -> Checked:
        return check_entry(self.form, self.typed, token=self.token.digest, complete=complete)

    def files(self) -> dict[str, str]:
        return pending_files(self.form, self.token.digest)

    def take_up(self) -> list[str]:
        """With the page's own token; a new one where it has none of ours."""
        said = super().take_up()
        try:
            self.token = read_token(self.request.POST.get("token", ""), self.form, self.respondent)
        except BadToken as bad:
            self.token = new_token(self.form, self.respondent)
            said.append(self.expired if isinstance(bad, ExpiredToken) else self.foreign)
        return said

    def refuse_letters(self) -> HttpResponse | None:
        """Where something was sent that no database keeps: everything typed is still in the page."""
        refused = unstorable(self.typed)
        if not refused:
            return None
        self.typed = printable(self.typed)
        definition = self.definition
        known = [Problem(key_of(name), message) for name, message in refused.items()]
        problems = [problem for problem in known if problem.key in definition]
        return self.show_form(said=[self.letters], problems=problems, status=REFUSED)

    # --- Files ---

    def uploads(self) -> dict[str, Sequence[File]]:
        """Question → the files that came for it."""
        files = self.request.FILES
        return {name.removeprefix(FILES_PREFIX): files.getlist(name) for name in files if name.startswith(FILES_PREFIX)}

    def take_files(self) -> list[Problem]:
        """They wait under the token. Returns what was refused."""
        self.typed, problems = keep_files(self.form, self.token.digest, self.typed, self.uploads(), self.definition)
        return problems
