"""coachbot: coaches implementation consultants who meet resistance in the training room."""

from coachbot.coach import Coach
from coachbot.messages import Action, Context, IncomingMessage, Reply
from coachbot.playbook import Entry, Objection, Playbook
from coachbot.recognition import Recogniser, Recognition

__all__ = [
    "Action",
    "Coach",
    "Context",
    "Entry",
    "IncomingMessage",
    "Objection",
    "Playbook",
    "Recogniser",
    "Recognition",
    "Reply",
]
