"""A year of notices: what they say (corpus), when they came (planning), their words (wording), their rows (making)."""
