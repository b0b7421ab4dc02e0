"""What is written down of a table for ever holds no words that somebody searched for."""

from core.questions.crosstab.audited import without_typed_filters, without_typed_words

QUERY = "rows=q2&columns=q5&has.q3=%E4%BD%90%E8%97%A4&f.q3=o1&f.q3=%21blank&hide="


def test_typed_words_are_replaced_and_all_else_stays_in_its_order():
    assert without_typed_words(QUERY) == "rows=q2&columns=q5&has.q3=%EF%BC%8A&f.q3=o1&f.q3=%21blank&hide="


def test_a_filter_by_typed_words_is_taken_out_where_the_answers_are_erased():
    assert without_typed_filters(QUERY) == "rows=q2&columns=q5&f.q3=o1&f.q3=%21blank&hide="


def test_what_searches_for_nothing_stays_as_it_was_written():
    assert without_typed_words("rows=a b&f.x=%21") == "rows=a b&f.x=%21"


def test_bounds_of_an_answer_are_typed_too_and_those_of_what_is_known_beside_it_are_not():
    """From a birthday to the same birthday is one person."""
    query = "rows=q2&from.q4=1987-03-14&to.q4=1987-03-14&from.%40day=2026-11-01"
    assert without_typed_words(query) == "rows=q2&from.q4=%EF%BC%8A&to.q4=%EF%BC%8A&from.%40day=2026-11-01"
    assert without_typed_filters(query) == "rows=q2&from.%40day=2026-11-01"
