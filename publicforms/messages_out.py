"""What people are told about public forms."""

from publicforms import arrivals_out, erasing_out, letters_out, replies_out

__all__ = ["arrivals_out", "erasing_out", "letters_out", "replies_out"]
