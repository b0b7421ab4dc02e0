"""Answering a survey for one's organization: the form, its confirmation, the approval inside, and what was handed in.

Every page is of one response and starts at `Response.objects.own(user)`: to everybody else, who runs the survey
included, it does not exist.
"""
