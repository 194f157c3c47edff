"""Keep a tenant's own playbook: revisions that are never rewritten, drafts, the version in force, and who follows it.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("tenant", "subject", "number", name=op.f("uq_revisions_tenant_subject_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "in_force",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["latest"], ["revisions.id"], name=op.f("fk_in_force_latest")),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_in_force")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("base_content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "person"], ["people.tenant", "people.id"], name=op.f("fk_drafts_tenant_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("tenant", "person", "subject", name=op.f("uq_drafts_tenant_person_subject")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("drafts", schema=None) as drafts:
        drafts.create_index(drafts.f("ix_drafts_tenant_state"), ["tenant", "state"], unique=False)
    op.create_table(
        "followers",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "person"], ["people.tenant", "people.id"], name=op.f("fk_followers_tenant_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "person", name=op.f("pk_followers")),
    )
    op.add_column("gaps", sa.Column("place", sa.Text(), nullable=True))
    _guard_revisions()


def _guard_revisions() -> None:
    """Published text is never rewritten, and goes only with everything else of a tenant that left."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER revisions_are_append_only BEFORE UPDATE ON revisions "
            "BEGIN SELECT RAISE(ABORT, 'revisions are append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER revisions_are_kept BEFORE DELETE ON revisions "
            "WHEN EXISTS (SELECT 1 FROM in_force WHERE in_force.tenant = OLD.tenant) "
            "BEGIN SELECT RAISE(ABORT, 'revisions are kept as long as a playbook is in force'); END"
        )
    else:
        op.execute(
            "CREATE FUNCTION revisions_are_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'revisions are append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER revisions_are_append_only BEFORE UPDATE ON revisions "
            "FOR EACH ROW EXECUTE FUNCTION revisions_are_append_only()"
        )
        op.execute(
            "CREATE FUNCTION revisions_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF EXISTS (SELECT 1 FROM in_force WHERE in_force.tenant = OLD.tenant) THEN "
            "RAISE EXCEPTION 'revisions are kept as long as a playbook is in force'; END IF; RETURN OLD; END $$"
        )
        op.execute(
            "CREATE TRIGGER revisions_are_kept BEFORE DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION revisions_are_kept()"
        )
