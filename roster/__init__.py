"""Contacts by organization and duty."""
