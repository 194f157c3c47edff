"""Keep which states of an installation were used, so that each works once on whichever replica it comes back to.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "used_states",
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_used_states")),
    )


def downgrade() -> None:
    """Undo this revision."""
    op.drop_table("used_states")
