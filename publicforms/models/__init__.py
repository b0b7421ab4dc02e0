from publicforms.models.doors import Mailed, MailRefusal, OneTimeCode
from publicforms.models.entries import PendingFile, SavedEntry
from publicforms.models.forms import Form
from publicforms.models.grants import FormGroupPermission, FormUserPermission, FormVerb
from publicforms.models.handling import Comment, Event, Letter, LetterTemplate, SubmissionFile
from publicforms.models.places import Place
from publicforms.models.statuses import Colour, Status, Tally
from publicforms.models.submissions import Submission
from publicforms.models.tables import Coding, FormTable

__all__ = [
    "Coding",
    "Colour",
    "Comment",
    "Event",
    "Form",
    "FormGroupPermission",
    "FormTable",
    "FormUserPermission",
    "FormVerb",
    "Letter",
    "LetterTemplate",
    "MailRefusal",
    "Mailed",
    "OneTimeCode",
    "PendingFile",
    "Place",
    "SavedEntry",
    "Status",
    "Submission",
    "SubmissionFile",
    "Tally",
]
