"""Surveys (調査・照会): who owes an answer to what by when, and the total."""
