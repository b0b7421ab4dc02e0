"""Numbers: how people type them, and the bounds within which they are taken."""
