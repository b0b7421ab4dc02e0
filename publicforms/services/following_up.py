"""After a submission is committed: the reply to the applicant, and a word to the office."""

from __future__ import annotations


def follow_up(submission_id: int) -> None:
    """Safe to repeat."""
