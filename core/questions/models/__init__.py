from core.questions.models.coded import CodeBook, CodedSheet
from core.questions.models.questionnaires import Questionnaire, Step, Version
from core.questions.models.saved_tables import SavedTable
from core.questions.models.sheets import AnswerSheet, Draft, PastAnswers, SheetFile
from core.questions.models.trials import Trial

__all__ = [
    "AnswerSheet",
    "CodeBook",
    "CodedSheet",
    "Draft",
    "PastAnswers",
    "Questionnaire",
    "SavedTable",
    "SheetFile",
    "Step",
    "Trial",
    "Version",
]
