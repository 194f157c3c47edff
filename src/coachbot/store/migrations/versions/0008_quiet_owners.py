"""Keep who wants no reminders of the entries in their name.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "quiet_owners",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "person"], ["people.tenant", "people.id"], name=op.f("fk_quiet_owners_tenant_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tenant", "person", name=op.f("pk_quiet_owners")),
    )


def downgrade() -> None:
    """Undo this revision."""
    op.drop_table("quiet_owners")
