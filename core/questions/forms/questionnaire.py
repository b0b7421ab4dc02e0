"""A new questionnaire, and what can be changed of one beside its questions."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from core.people.access import organizations_for
from core.people.models import Organization, User, Verb
from core.questions.library import library
from core.questions.models import Questionnaire
from core.questions.services.starting import EMPTY, Start, start_of

# So many questionnaires of one's own are offered to start from; from any other its own page leads here.
OFFERED = 100
_FISCAL_YEAR = re.compile(r"(令和)([元0-9０-９]{1,2})(年度)")


class QuestionnaireForm(forms.Form):
    title = forms.CharField(label="様式名", max_length=200, help_text="回答する人に、題名として表示されます。")
    owner = forms.ModelChoiceField(
        label="団体", queryset=Organization.objects.none(), empty_label=None, help_text="この様式を使う団体です。"
    )
    start = forms.ChoiceField(
        label="何から作りますか",
        help_text="ひな形やほかの様式から作ると、設問が写ります。元の様式は変わりません。",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["start"].choices = _starts(user, self.data.get("start") or self.initial.get("start") or "")
        owners = Organization.objects.filter(pk__in=organizations_for(user, Verb.COMPOSE))
        self.fields["owner"].queryset = owners
        if len(owners[:2]) == 1:
            self.fields["owner"].initial = owners[0]
            self.fields["owner"].widget = forms.HiddenInput()

    def clean_start(self) -> Start:
        """What it starts from; of a questionnaire that the person may not see nothing is taken."""
        start = start_of(self.cleaned_data["start"], self.user)
        if start is None:
            raise forms.ValidationError("作り始めるものを選び直してください。")
        return start


class ChangeForm(forms.Form):
    title = forms.CharField(label="様式名", max_length=200)
    is_template = forms.BooleanField(
        label="ひな形にする",
        required=False,
        help_text="「ひな形」の一覧に並び、新しい様式を作るときに選べます。",
    )
    is_shared = forms.BooleanField(
        label="ほかの団体にも見せる",
        required=False,
        help_text="ひな形のうち公開した版を、すべての団体の職員が見て、写して使えるようにします。"
        "下書きと、回答や試し回答は見えません。",
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("is_shared") and not self.cleaned_data.get("is_template"):
            self.add_error(
                "is_shared", "ほかの団体に見せられるのは、ひな形だけです。「ひな形にする」も選んでください。"
            )
        return self.cleaned_data


def next_year(title: str) -> str:
    """令和7年度… → 令和8年度…: what last year's questionnaire is called this year. Other titles stay."""

    def following(match: re.Match[str]) -> str:
        year = 1 if match[2] == "元" else int(match[2])
        return f"{match[1]}{year + 1}{match[3]}"

    return _FISCAL_YEAR.sub(following, title)


def _starts(user: User, chosen: str) -> list[Any]:
    """Empty, then what one can start from in groups. What was chosen is offered, however old it is."""
    visible = Questionnaire.objects.visible_to(user)
    own = visible.composed_by(user).filter(is_template=False)
    templates = visible.filter(is_template=True)
    wanted = start_of(chosen, user)
    kept = [wanted.questionnaire] if wanted and wanted.questionnaire else []
    groups = [
        ("付属のひな形", [(f"library-{item.slug}", item.title) for item in library().values()]),
        ("団体のひな形", [_choice(one) for one in templates[:OFFERED]]),
        ("これまでの様式", [_choice(one) for one in own[:OFFERED]]),
    ]
    offered = {value for _, choices in groups for value, _ in choices}
    extra = [_choice(one) for one in kept if _choice(one)[0] not in offered]
    groups.insert(0, ("選んだ様式", extra))
    return [(EMPTY, "何もないところから"), *((label, choices) for label, choices in groups if choices)]


def _choice(questionnaire: Questionnaire) -> tuple[str, str]:
    return f"questionnaire-{questionnaire.pk}", questionnaire.title
