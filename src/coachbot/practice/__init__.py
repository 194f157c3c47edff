"""Practice: the coach plays a user, and open rules look at what a consultant would say. Pure."""

from coachbot.practice.feedback import ADVISING, feedback
from coachbot.practice.rules import RULES, Finding, ReasonId, RuleId

__all__ = ["ADVISING", "RULES", "Finding", "ReasonId", "RuleId", "feedback"]
