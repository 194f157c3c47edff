"""Keep rounds of practice, apart from who leads them and who answered.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("place", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("driver", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("tenant", "event", name=op.f("uq_rounds_tenant_event")),
        sa.UniqueConstraint("tenant", "id", name=op.f("uq_rounds_tenant_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rounds_state_closes_at"), ["state", "closes_at"], unique=False)

    op.create_table(
        "round_answers",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("guess", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "person"], ["people.tenant", "people.id"], name=op.f("fk_round_answers_tenant_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round"], ["rounds.tenant", "rounds.id"], name=op.f("fk_round_answers_tenant_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "round", "person", name=op.f("pk_round_answers")),
    )
    with op.batch_alter_table("round_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_answers_tenant_person"), ["tenant", "person"], unique=False)

    op.create_table(
        "round_leaders",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "person"], ["people.tenant", "people.id"], name=op.f("fk_round_leaders_tenant_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round"], ["rounds.tenant", "rounds.id"], name=op.f("fk_round_leaders_tenant_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "round", name=op.f("pk_round_leaders")),
    )
    with op.batch_alter_table("round_leaders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_leaders_tenant_person"), ["tenant", "person"], unique=False)
