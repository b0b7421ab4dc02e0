"""What is written down of a table for ever holds no words that somebody searched for."""

from core.questions.crosstab.audited import without_typed_filters, without_typed_words

QUERY = "rows=q2&columns=q5&has.q3=%E4%BD%90%E8%97%A4&f.q3=o1&f.q3=%21blank&hide="


def test_typed_words_are_replaced_and_all_else_stays_in_its_order():
    assert without_typed_words(QUERY) == "rows=q2&columns=q5&has.q3=%EF%BC%8A&f.q3=o1&f.q3=%21blank&hide="


def test_a_filter_by_typed_words_is_taken_out_where_the_answers_are_erased():
    assert without_typed_filters(QUERY) == "rows=q2&columns=q5&f.q3=o1&f.q3=%21blank&hide="


def test_what_searches_for_nothing_stays_as_it_was_written():
    assert without_typed_words("rows=a b&f.x=%21") == "rows=a b&f.x=%21"
