"""Kinds of question, questionnaire versions, the builder, answer sheets: how something is asked, answered and shown."""
