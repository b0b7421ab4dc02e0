"""What somebody types to say something in a thread."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.forms.models import ModelChoiceIterator

from core.discussion.models import MAX_LENGTH, Thread
from core.files.fields import SeveralFilesField
from core.people.clean_text import validate_storable
from core.people.models import Membership, User

MOST_PEOPLE = 200
MOST_FILES = 20


class BodyField(forms.CharField):
    """Text as it was typed. Browsers send a line break as two characters and count it as one; so do we."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class _FirstPeople(ModelChoiceIterator):
    """The list stays readable; who is further down could not be found by scrolling anyway."""

    def __iter__(self) -> Iterator:
        for person in self.queryset[:MOST_PEOPLE]:
            yield self.choice(person)


class PeopleField(forms.ModelMultipleChoiceField):
    iterator = _FirstPeople

    def label_from_instance(self, person: User) -> str:
        places = dict.fromkeys(str(post.organization) for post in person.posts_today)
        return f"{person.name}（{'・'.join(places)}）" if places else person.name


class PostForm(forms.Form):
    """One a thread; several threads may stand on one page, so the ids of the controls carry the thread's number."""

    body = BodyField(
        label="本文", required=False, strip=False, max_length=MAX_LENGTH, validators=[validate_storable],
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": f"本文は{MAX_LENGTH:,}文字までです。長い内容は、ファイルで付けてください。"},
    )  # fmt: skip
    files = SeveralFilesField(
        label="添付ファイル", required=False, most=MOST_FILES, help_text=f"1つ100MBまで、{MOST_FILES}個まで。"
    )
    mentions = PeopleField(
        label="この投稿を特に知らせる人", queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-dir": "column"}),
        error_messages={
            "invalid_choice": "このやり取りに加わっていない人は選べません。",
            "invalid_pk_value": "このやり取りに加わっていない人は選べません。",
        },
    )  # fmt: skip
    token = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thread: Thread, by: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"token": uuid.uuid4().hex})
        super().__init__(*args, auto_id=f"thread-{thread.pk}-%s", **kwargs)
        posts = Membership.objects.current().select_related("organization")
        people = thread.subject.people(thread).exclude(pk=by.pk)
        self.fields["mentions"].queryset = people.prefetch_related(
            Prefetch("memberships", posts, to_attr="posts_today")
        )
        self.fields["files"].widget.attrs["multiple"] = True
