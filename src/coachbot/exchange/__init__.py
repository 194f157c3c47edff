"""Files and chat are one: a tenant's playbook written into files, reviewed files taken into force, and any two compared."""

from coachbot.exchange.comparing import SIDES, compare
from coachbot.exchange.contents import Contents, Difference, by_words, contents_of, differences
from coachbot.exchange.exporting import ExportPlan, plan_export
from coachbot.exchange.folders import EXPORTED, copy_playbook, write_files
from coachbot.exchange.importing import ImportPlan, plan_import, publish_import
from coachbot.exchange.in_force import InForce, Winners, load_in_force
from coachbot.exchange.sides import Changed

__all__ = [
    "EXPORTED",
    "SIDES",
    "Changed",
    "Contents",
    "Difference",
    "ExportPlan",
    "ImportPlan",
    "InForce",
    "Winners",
    "by_words",
    "compare",
    "contents_of",
    "copy_playbook",
    "differences",
    "load_in_force",
    "plan_export",
    "plan_import",
    "publish_import",
    "write_files",
]
