"""Keep who wants the weekly digest.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "digest_readers",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "person"],
            ["people.tenant", "people.id"],
            name=op.f("fk_digest_readers_tenant_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "person", name=op.f("pk_digest_readers")),
    )


def downgrade() -> None:
    """Undo this revision."""
    op.drop_table("digest_readers")
