"""Surveys (調査・照会), the responses of the organizations asked, and all that happened to each."""

from surveys.models.attachments import ProxyEvidence, SurveyFile
from surveys.models.inquiries import Inquiry
from surveys.models.not_held import NotHeld
from surveys.models.records import Announcement, Extension, Remark, Reminder, Transition
from surveys.models.responses import Assignment, Response
from surveys.models.surveys import Survey
from surveys.models.tables import SurveyTable

__all__ = [
    "Announcement",
    "Assignment",
    "Extension",
    "Inquiry",
    "NotHeld",
    "ProxyEvidence",
    "Remark",
    "Reminder",
    "Response",
    "Survey",
    "SurveyFile",
    "SurveyTable",
    "Transition",
]
