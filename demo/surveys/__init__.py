"""A year of surveys: what was asked, what the 52 organizations answered, and what is waiting for an answer today."""
