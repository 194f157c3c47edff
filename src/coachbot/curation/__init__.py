"""A tenant's own playbook: what its team leads write, have checked, publish and put back (docs/decisions/0012-curation.md)."""

from coachbot.curation.curation import Curation
from coachbot.curation.editions import LOOK_EVERY_S, Edition, Editions
from coachbot.curation.gaps import GapGroup
from coachbot.curation.outcomes import EditOutcome, InForce, Kept, Moved, PublishOutcome, Refused, Review, Why
from coachbot.curation.overlay import added_phrases, content_of, entry_content, overlaid, overlaid_with, phrases_content
from coachbot.curation.standing import Standing, name_of, standing_of
from coachbot.curation.subjects import Named, entry_subject, is_objection_id, named, objection_subject, phrases_subject

__all__ = [
    "LOOK_EVERY_S",
    "Curation",
    "EditOutcome",
    "Edition",
    "Editions",
    "GapGroup",
    "InForce",
    "Kept",
    "Moved",
    "Named",
    "PublishOutcome",
    "Refused",
    "Review",
    "Standing",
    "Why",
    "added_phrases",
    "content_of",
    "entry_content",
    "entry_subject",
    "is_objection_id",
    "name_of",
    "named",
    "objection_subject",
    "overlaid",
    "overlaid_with",
    "phrases_content",
    "phrases_subject",
    "standing_of",
]
