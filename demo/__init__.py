"""Exists only in the demonstration: its data, the mails it would have sent, its components page."""
