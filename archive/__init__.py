"""Notices, their delivery to organizations, reading and acknowledging."""
