"""What Alembic runs: the connection comes from `coachbot.store.migrate`, which alone calls it."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from coachbot.store.models import Base


def plain_types(kind: str, item: object, _context: Any) -> str | Literal[False]:  # noqa: ANN401 - Alembic's
    """Write our column types as those they stand for: a migration must not change when our code does."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    render_item=plain_types,
)
with context.begin_transaction():
    context.run_migrations()
