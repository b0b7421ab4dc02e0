"""What is asked around the answers: a reason, who is to approve, which section writes what."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.forms import BoundField

from core.people.access import user_may
from core.people.models import Membership, Section, User, Verb
from surveys.models import Response

QUESTION_PREFIX = "q."


class NotApplicableForm(forms.Form):
    why = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例：対象となる施設がないため。",
        error_messages={"required": "該当なしとする理由を入力してください。"},
    )


class SendBackForm(forms.Form):
    why = forms.CharField(
        label="差し戻す理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="回答を書いた人に伝わります。",
        error_messages={"required": "差し戻す理由を入力してください。"},
    )


class ReviewerForm(forms.Form):
    """Who is to approve: a colleague by name, or nobody in particular, which is all who may."""

    reviewer = forms.ModelChoiceField(
        label="承認する人",
        queryset=User.objects.none(),
        required=False,
        empty_label="団体管理者（だれでも）",
        help_text="自分以外の人を選べます。選ばないと、団体管理者の全員に承認を依頼します。",
        error_messages={"invalid_choice": "この団体の、自分以外の人から選んでください。"},
    )

    def __init__(self, *args: Any, response: Response, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Membership.objects.current().filter(organization=response.organization_id)
        self.organization = response.organization_id
        self.colleagues = User.objects.filter(memberships__in=posts).exclude(pk=by.pk).distinct()
        self.fields["reviewer"].queryset = self.colleagues.order_by("kana", "name", "pk")

    def clean_reviewer(self) -> User | None:
        chosen = self.cleaned_data["reviewer"]
        if chosen is None and not any(user_may(one, Verb.APPROVE, self.organization) for one in self.colleagues):
            raise forms.ValidationError("あなたのほかに団体管理者がいません。承認する人を選んでください。")
        return chosen


class SectionsForm(forms.Form):
    """One choice a question: the section that writes it."""

    def __init__(self, *args: Any, response: Response, sections: list[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = {str(section.pk): section for section in sections}
        self.definition = response.survey.asked_version.definition
        given = {key: str(one.section_id) for one in response.assignments.all() for key in one.questions}
        choices = [("", "（決めない）"), *((pk, section.name) for pk, section in self.sections.items())]
        for question in self.definition.asked:
            self.fields[f"{QUESTION_PREFIX}{question.key}"] = forms.ChoiceField(
                label=self.definition.called(question.key),
                choices=choices,
                required=False,
                initial=given.get(question.key, ""),
                widget=forms.Select(attrs={"data-size": "s"}),
                error_messages={"invalid_choice": "この団体の班・課から選んでください。"},
            )

    def rows(self) -> list[tuple[str, str, BoundField]]:
        """問1, its label, its choice."""
        return [
            (self.definition.number[question.key], question.label, self[f"{QUESTION_PREFIX}{question.key}"])
            for question in self.definition.asked
        ]

    @property
    def wanted(self) -> dict[Section, list[str]]:
        found: dict[Section, list[str]] = defaultdict(list)
        for name, pk in self.cleaned_data.items():
            if pk:
                found[self.sections[pk]].append(name.removeprefix(QUESTION_PREFIX))
        return dict(found)
