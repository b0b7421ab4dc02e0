"""Lists whose items have keys: what a key means after renaming, merging and removing, and how the change is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.questions.options import KeyedLines, active, changes, keeping, label_of

BUS = {"key": "o1", "label": "移動支援"}
BOOTH = {"key": "o2", "label": "商業施設"}
SCHOOL = {"key": "o3", "label": "大学"}


def gone(item, **more):
    return {**item, "gone": True, **more}


def test_removed_and_merged_items_keep_a_meaning_but_are_not_offered():
    items = [BUS, gone(BOOTH), gone(SCHOOL, into="o1")]

    assert active(items) == [BUS]
    labels = [label_of(items, key) for key in ("o1", "o2", "o3", "o9")]
    assert labels == ["移動支援", "商業施設", "移動支援", "削除された項目"]
    lines = KeyedLines(items)
    assert [item["key"] for item in lines.kept] == ["o1", "o2"]
    assert lines.merged == {"o3": "o1"}


def test_a_chain_of_mergers_leads_to_its_end_and_a_circle_nowhere():
    chain = KeyedLines([gone(SCHOOL, into="o2"), gone(BOOTH, into="o1"), BUS])
    circle = KeyedLines([gone(SCHOOL, into="o2"), gone(BOOTH, into="o3")])

    assert chain.current("o3") == "o1"
    assert [circle.current(key) for key in ("o2", "o3")] == ["o2", "o3"]
    assert circle.merged == {}


def test_what_was_forgotten_stays_as_removed():
    assert keeping([BUS, BOOTH], [BUS]) == [BUS, gone(BOOTH)]
    assert keeping([BUS], [gone(BUS)]) == [gone(BUS)]


def test_each_change_is_told_by_name_and_for_what_it_does():
    old = [BUS, BOOTH, SCHOOL, gone({"key": "o4", "label": "公民館"})]
    renamed = {"key": "o1", "label": "移動式の投票所"}
    new = [
        {"key": "o4", "label": "公民館"},
        renamed,
        {"key": "o5", "label": "駅"},
        gone(BOOTH),
        gone(SCHOOL, into="o1"),
    ]

    assert changes(old, new) == [
        ("looser", "選択肢「駅」が増えました。"),
        ("looser", "選択肢「公民館」がまた選べるようになりました。"),
        ("changed", "選択肢「大学」が「移動式の投票所」にまとめられました。"),
        ("stricter", "選択肢「商業施設」がなくなりました。"),
        ("relabelled", "選択肢「移動支援」が「移動式の投票所」に変わりました。"),
    ]
    assert changes([BUS, BOOTH], [BOOTH, BUS]) == [("relabelled", "選択肢の順番が変わりました。")]
    assert changes(old, old) == []


def test_a_thousand_changes_are_one_sentence():
    many = [{"key": f"o{number}", "label": f"団体{number}"} for number in range(1000)]

    assert changes([], many) == [("looser", "選択肢「団体0」、「団体1」、「団体2」ほか全部で1,000件が増えました。")]


KEYS = st.sampled_from([f"o{number}" for number in range(6)])
LISTS = st.lists(
    st.fixed_dictionaries({"key": KEYS, "label": st.text(min_size=1, max_size=3)}, optional={"gone": st.just(True)}),
    unique_by=lambda item: item["key"],
)


@given(old=LISTS, new=LISTS)
def test_nothing_is_told_exactly_when_the_same_is_offered(old, new):
    """Whatever is told nothing about, people see the same options in the same order."""
    same = [(item["key"], item["label"]) for item in active(old)] == [
        (item["key"], item["label"]) for item in active(new)
    ]
    assert (changes(old, new) == []) == same
