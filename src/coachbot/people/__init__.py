"""The consultant's own side of coaching: profile, history, reminders, feedback, export, forget."""

from coachbot.people.companion import AT_ONCE, Companion, utc_now

__all__ = ["AT_ONCE", "Companion", "utc_now"]
