"""A tenant's own playbook: what its team leads write, have checked, publish and put back (docs/decisions/0012-curation.md)."""

from coachbot.curation.editions import Edition, Editions
from coachbot.curation.overlay import added_phrases, content_of, entry_content, overlaid, overlaid_with, phrases_content
from coachbot.curation.subjects import Named, entry_subject, is_objection_id, named, objection_subject, phrases_subject

__all__ = [
    "Edition",
    "Editions",
    "Named",
    "added_phrases",
    "content_of",
    "entry_content",
    "entry_subject",
    "is_objection_id",
    "named",
    "objection_subject",
    "overlaid",
    "overlaid_with",
    "phrases_content",
    "phrases_subject",
]
