"""A new form: whose it is, what it is called, who answers."""

from __future__ import annotations

from typing import Any

from django import forms

from core.people.access import organizations_for, posts_of
from core.people.clean_text import validate_single_line
from core.people.models import Organization, Section, User, Verb
from core.questions.forms.questionnaire import next_year
from publicforms.making.starts import Start
from publicforms.models import Form

AUDIENCES = (
    (Form.Audience.ANYONE, "どなたでも（住民など）。だれでも開けるページで受け付けます。"),
    (Form.Audience.COLLEAGUES, "職員（アカウントなしで回答）。リンク、合言葉、回答コードなどで回答します。"),
    (Form.Audience.SIGNED_IN, "ポータルの利用者（選んだ団体）。ログインした人が、団体の人として何度でも記録します。"),
)


class NewForm(forms.Form):
    title = forms.CharField(
        label="フォーム名",
        max_length=200,
        validators=[validate_single_line],
        help_text="申し込む人に、題名として表示されます。",
    )
    owner = forms.ModelChoiceField(
        label="団体",
        queryset=Organization.objects.none(),
        empty_label=None,
        help_text="申込を受け付ける団体です。ほかの団体の人からは見えません。",
    )
    section = forms.ModelChoiceField(
        label="担当",
        queryset=Section.objects.none(),
        required=False,
        empty_label="決めない",
        help_text="担当の人は、申込を見て対応できます。権限は後から変えられます。",
    )
    audience = forms.ChoiceField(
        label="回答する人", choices=AUDIENCES, widget=forms.RadioSelect(attrs={"data-dir": "column"})
    )

    def __init__(self, *args: Any, user: User, start: Start, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        owners = Organization.objects.filter(pk__in=organizations_for(user, Verb.COMPOSE))
        self.fields["owner"].queryset = owners
        sections = Section.objects.filter(organization__in=owners).select_related("organization")
        posts = [post for post in posts_of(user) if post.organization_id in {owner.pk for owner in owners}]
        if len(owners) == 1:
            self.fields["owner"].initial = owners[0]
            self.fields["owner"].widget = forms.HiddenInput()
        else:
            self.fields["owner"].initial = posts[0].organization_id if posts else None
            self.fields["section"].label_from_instance = lambda section: f"{section.organization} {section}"
        self.fields["section"].queryset = sections.order_by("organization__code", "position", "name")
        self.fields["section"].initial = next((post.section_id for post in posts if post.section_id), None)
        self.fields["title"].initial = _title(start)
        if start.form is not None:  # all of this comes with what is copied
            del self.fields["audience"], self.fields["section"]
        else:
            self.fields["audience"].initial = start.audience

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        section, owner = cleaned.get("section"), cleaned.get("owner")
        if section and owner and section.organization_id != owner.pk:
            self.add_error("section", f"{owner}の班・課を選んでください。")
        return cleaned


def _title(start: Start) -> str:
    title = next_year(start.title)
    return f"{title}（写し）" if start.form is not None and title == start.title else title
