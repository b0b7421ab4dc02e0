"""The applicant's page, and what can be done from it."""
