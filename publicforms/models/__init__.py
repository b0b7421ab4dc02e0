from publicforms.models.doors import MailRefusal, OneTimeCode
from publicforms.models.entries import PendingFile, SavedEntry
from publicforms.models.forms import Form
from publicforms.models.grants import FormGroupPermission, FormUserPermission, FormVerb
from publicforms.models.handling import Comment, Event, Letter, SubmissionFile
from publicforms.models.places import Place
from publicforms.models.statuses import Colour, Status, Tally
from publicforms.models.submissions import Submission

__all__ = [
    "Colour",
    "Comment",
    "Event",
    "Form",
    "FormGroupPermission",
    "FormUserPermission",
    "FormVerb",
    "Letter",
    "MailRefusal",
    "OneTimeCode",
    "PendingFile",
    "Place",
    "SavedEntry",
    "Status",
    "Submission",
    "SubmissionFile",
    "Tally",
]
