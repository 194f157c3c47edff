"""What coachbot keeps: one database, SQLite or PostgreSQL, behind repositories of plain records."""

from coachbot.store.audit import Audit
from coachbot.store.channels import Channels
from coachbot.store.conversations import Conversations
from coachbot.store.counts import ENOUGH_PEOPLE
from coachbot.store.feedback import Feedback
from coachbot.store.gaps import Gaps
from coachbot.store.migrate import upgrade
from coachbot.store.people import People
from coachbot.store.records import (
    ROLES,
    AuditEntry,
    AuditId,
    Conversation,
    ConversationId,
    EntryCount,
    Erased,
    Gap,
    GapId,
    GapStatus,
    GivenFeedback,
    Json,
    KeptProfile,
    NewRound,
    NewTurn,
    ObjectionCount,
    Outcome,
    Person,
    PersonId,
    Reminder,
    ReminderId,
    ReminderState,
    Role,
    RoleHolder,
    Round,
    RoundAnswer,
    RoundId,
    RoundOutcome,
    RoundState,
    Shown,
    TenantId,
    Turn,
    TurnId,
    WorkingHours,
    tenant_of,
)
from coachbot.store.reminders import EARLY, Reminders
from coachbot.store.retention import Retention
from coachbot.store.roles import NamedAdmin, Roles, named_admins
from coachbot.store.rounds import Rounds
from coachbot.store.store import Store, StorePlan, look, opened, prepared_url
from coachbot.store.traces import wipe_traces
from coachbot.store.workspaces import Workspaces

__all__ = [
    "EARLY",
    "ENOUGH_PEOPLE",
    "ROLES",
    "Audit",
    "AuditEntry",
    "AuditId",
    "Channels",
    "Conversation",
    "ConversationId",
    "Conversations",
    "EntryCount",
    "Erased",
    "Feedback",
    "Gap",
    "GapId",
    "GapStatus",
    "Gaps",
    "GivenFeedback",
    "Json",
    "KeptProfile",
    "NamedAdmin",
    "NewRound",
    "NewTurn",
    "ObjectionCount",
    "Outcome",
    "People",
    "Person",
    "PersonId",
    "Reminder",
    "ReminderId",
    "ReminderState",
    "Reminders",
    "Retention",
    "Role",
    "RoleHolder",
    "Roles",
    "Round",
    "RoundAnswer",
    "RoundId",
    "RoundOutcome",
    "RoundState",
    "Rounds",
    "Shown",
    "Store",
    "StorePlan",
    "TenantId",
    "Turn",
    "TurnId",
    "WorkingHours",
    "Workspaces",
    "look",
    "named_admins",
    "opened",
    "prepared_url",
    "tenant_of",
    "upgrade",
    "wipe_traces",
]
