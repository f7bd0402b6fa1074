"""What was answered, to the story's questions and on /practice: records, and the text that outlives a session."""

from pages.parts.answers.record import Attempt, Record
from pages.parts.answers.store import Try, answer, call, keep_practice, practice, recall_try, take_back, write_kept

__all__ = [
    "Attempt",
    "Record",
    "Try",
    "answer",
    "call",
    "keep_practice",
    "practice",
    "recall_try",
    "take_back",
    "write_kept",
]
