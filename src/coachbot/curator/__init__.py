"""Team leads keep the playbook from the chat: their commands, buttons and forms, and what they are answered."""

from coachbot.curator.curator import Asker, Curator

__all__ = ["Asker", "Curator"]
