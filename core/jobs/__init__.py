"""Work that must happen, because a row says so. The row is the truth; Celery carries a nudge."""
