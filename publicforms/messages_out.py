"""What people are told about public forms."""

from publicforms.mails import arrivals, erasing_soon, letters, replies

__all__ = ["arrivals", "erasing_soon", "letters", "replies"]
