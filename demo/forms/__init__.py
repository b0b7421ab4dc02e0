"""Forms and what was sent in by them: a recruitment, an event, a questionnaire, a log, and a draft."""
