"""Practice: the coach plays a user, and open rules look at what a consultant would say. Pure."""

from coachbot.practice.dealing import Wanted, asked_for, deal, named_in
from coachbot.practice.exchanges import EXCHANGES, LONGEST, Exchange, Practice, Reaction, answer
from coachbot.practice.feedback import ADVISING, feedback
from coachbot.practice.progress import Progress, RuleCount, progress
from coachbot.practice.rules import RULES, Finding, ReasonId, RuleId
from coachbot.practice.words import is_abuse

__all__ = [
    "ADVISING",
    "EXCHANGES",
    "LONGEST",
    "RULES",
    "Exchange",
    "Finding",
    "Practice",
    "Progress",
    "Reaction",
    "ReasonId",
    "RuleCount",
    "RuleId",
    "Wanted",
    "answer",
    "asked_for",
    "deal",
    "feedback",
    "is_abuse",
    "named_in",
    "progress",
]
