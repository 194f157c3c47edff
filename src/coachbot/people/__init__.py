"""The consultant's own side of coaching: profile, history, reminders, feedback, export, forget."""

from coachbot.people.companion import Companion

__all__ = ["Companion"]
