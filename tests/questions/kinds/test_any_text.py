"""Whatever is typed into whichever control: kept as it is, or refused in words. Nothing is changed, nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.questions.kinds import kind_of
from core.questions.kinds.base import Surroundings
from core.questions.specials import Special, stored
from tests.questions.kinds.asking_one import DELICATE, a, typing

ANYTHING = st.text(st.characters(exclude_categories=[]), max_size=300)  # NUL and lone surrogates too
NAME = {"family": "髙", "given": "楓", "family_kana": "たか", "given_kana": "かえで"}
HOME = {"region": "宮城県", "city": "石巻市", "street": "穀町14-1"}
# Question, the parts that are there already, the part that is typed into, what it does to what it takes.
CONTROLS = {
    "short_text": (a("short_text"), {}, "", str),
    "long_text": (a("long_text"), {}, "", lambda text: text.replace("\r\n", "\n").replace("\r", "\n")),
    "phone": (a("phone"), {}, "", str),
    "name": (a("person_name"), NAME, "family", str),
    "reading": (a("person_name"), NAME, "given_kana", str),
    "city": (a("address"), HOME, "city", str),
    "building": (a("address"), HOME, "building", str),
    "region": (a("address"), HOME, "region", str),
    "consent": (a("consent"), {}, "", None),
    "email": (a("email"), {}, "", None),
    "postcode": (a("address"), HOME, "postcode", None),
    "file": (a("file"), {}, "", None),
}


@pytest.mark.parametrize("control", CONTROLS)
@given(text=ANYTHING)
@example(text=DELICATE)
@example(text="\x00")
@example(text="\ud842")
@example(text="　")
@example(text="1")
@settings(max_examples=60, deadline=None)
def test_it_is_kept_or_refused(control: str, text: str):
    question, there, part, taken = CONTROLS[control]
    checked = typing(question, {**there, part: text})
    if checked.problems:
        assert all(problem.message for problem in checked.problems)
        return
    answer = checked.answers["q1"]
    if answer == stored(Special.BLANK):
        assert not text.strip()
        return
    again = kind_of(question).parts_of(question, answer)
    if taken and text.strip():
        assert again[part] == [taken(text)]
    assert kind_of(question).parse(question, again, Surroundings(complete=True)) == answer
    assert kind_of(question).display(question, answer)
    str(answer).encode()  # no lone surrogate has come through
    assert "\x00" not in str(answer)
