from core.questions.models.coded import CodeBook, CodedSheet
from core.questions.models.questionnaires import Questionnaire, Step, Version
from core.questions.models.sheets import AnswerSheet, Draft, PastAnswers, SheetFile
from core.questions.models.trials import Trial

__all__ = [
    "AnswerSheet",
    "CodeBook",
    "CodedSheet",
    "Draft",
    "PastAnswers",
    "Questionnaire",
    "SheetFile",
    "Step",
    "Trial",
    "Version",
]
