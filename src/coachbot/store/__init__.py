"""What coachbot keeps: one database, SQLite or PostgreSQL, behind repositories of plain records."""

from coachbot.store.audit import Audit
from coachbot.store.channels import Channels
from coachbot.store.conversations import Conversations
from coachbot.store.counts import ENOUGH_PEOPLE
from coachbot.store.digest_readers import DigestReaders
from coachbot.store.drafts import Drafts
from coachbot.store.feedback import Feedback
from coachbot.store.followers import Followers
from coachbot.store.gaps import Gaps
from coachbot.store.migrate import upgrade
from coachbot.store.people import People
from coachbot.store.practices import Practices
from coachbot.store.records import (
    ROLES,
    AuditEntry,
    AuditId,
    Conversation,
    ConversationId,
    Draft,
    DraftId,
    DraftState,
    EntryCount,
    Erased,
    Gap,
    GapId,
    GapStatus,
    GivenFeedback,
    Json,
    KeptPractice,
    KeptProfile,
    NewRevision,
    NewTurn,
    ObjectionCount,
    Outcome,
    Person,
    PersonId,
    PracticeId,
    PracticeState,
    Published,
    Reminder,
    ReminderId,
    ReminderState,
    Revision,
    RevisionKind,
    Role,
    RoleHolder,
    Shown,
    ShownCount,
    Subject,
    TenantId,
    Turn,
    TurnId,
    Unanswered,
    WorkingHours,
    tenant_of,
)
from coachbot.store.reminders import EARLY, Reminders
from coachbot.store.retention import Retention
from coachbot.store.revisions import BY_COMMAND, Revisions
from coachbot.store.roles import NamedAdmin, Roles, named_admins
from coachbot.store.store import Store, StorePlan, look, opened, prepared_url
from coachbot.store.surroundings import Surroundings
from coachbot.store.traces import wipe_traces
from coachbot.store.workspaces import Workspaces

__all__ = [
    "BY_COMMAND",
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
    "DigestReaders",
    "Draft",
    "DraftId",
    "DraftState",
    "Drafts",
    "EntryCount",
    "Erased",
    "Feedback",
    "Followers",
    "Gap",
    "GapId",
    "GapStatus",
    "Gaps",
    "GivenFeedback",
    "Json",
    "KeptPractice",
    "KeptProfile",
    "NamedAdmin",
    "NewRevision",
    "NewTurn",
    "ObjectionCount",
    "Outcome",
    "People",
    "Person",
    "PersonId",
    "PracticeId",
    "PracticeState",
    "Practices",
    "Published",
    "Reminder",
    "ReminderId",
    "ReminderState",
    "Reminders",
    "Retention",
    "Revision",
    "RevisionKind",
    "Revisions",
    "Role",
    "RoleHolder",
    "Roles",
    "Shown",
    "ShownCount",
    "Store",
    "StorePlan",
    "Subject",
    "Surroundings",
    "TenantId",
    "Turn",
    "TurnId",
    "Unanswered",
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
