"""What people are told about public forms."""

from publicforms import letters_out

__all__ = ["letters_out"]
