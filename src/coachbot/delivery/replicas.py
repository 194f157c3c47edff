"""Which replicas live, and how often a turn was taken over from a dead one.

Three small tables beside the engine's. Every replica beats; one of them leads, for as long as it
renews its lease. All clocks are the database's, so replicas need not agree on the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "coachbot_delivery"
"""Schema of these tables on PostgreSQL, apart from those of the store and its migrations."""

_tables = sa.MetaData()
_beat = sa.Table(
    "delivery_replica",
    _tables,
    sa.Column("executor_id", sa.String, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
)
_lease = sa.Table(
    "delivery_lease",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("owner", sa.String, nullable=False),
    sa.Column("until", sa.Float, nullable=False),
)
_taken = sa.Table(
    "delivery_take_over",
    _tables,
    sa.Column("workflow_id", sa.String, primary_key=True),
    sa.Column("times", sa.Integer, nullable=False),
)
_LEADER = "leader"


class Replicas:
    """The replicas as one of them sees them. Blocks on the database: call it from a thread."""

    def __init__(self, engine: sa.Engine, me: str, lease_s: float) -> None:
        self._postgres = engine.dialect.name == "postgresql"
        self._engine = engine.execution_options(schema_translate_map={None: SCHEMA}) if self._postgres else engine
        self._me = me
        self._lease_s = lease_s
        clock = "extract(epoch from clock_timestamp())" if self._postgres else "(julianday('now')-2440587.5)*86400.0"
        self._now = sa.literal_column(clock, sa.Float)

    def set_up(self, *, alone: bool) -> None:
        """Make the tables, and beat for the first time. `alone`: nobody else can be living, so forget who was."""
        with self._engine.begin() as connection:
            if self._postgres:
                # Replicas that start together would make the schema twice.
                connection.execute(sa.text("select pg_advisory_xact_lock(726431)"))
                connection.execute(sa.text(f"create schema if not exists {SCHEMA}"))
            _tables.create_all(connection)
            if connection.execute(sa.select(_lease.c.name)).first() is None:
                connection.execute(_lease.insert().values(name=_LEADER, owner="", until=0))
            if alone:
                connection.execute(_beat.delete())
                connection.execute(_lease.update().values(owner="", until=0))
        self.beat()

    def beat(self) -> None:
        """Say that this replica lives."""
        with self._engine.begin() as connection:
            mine = _beat.c.executor_id == self._me
            if not connection.execute(_beat.update().where(mine).values(at=self._now)).rowcount:
                connection.execute(_beat.insert().values(executor_id=self._me, at=self._now))

    def leave(self) -> None:
        """Say that this replica is gone: others take over at once what it left."""
        with self._engine.begin() as connection:
            connection.execute(_beat.delete().where(_beat.c.executor_id == self._me))
            connection.execute(_lease.update().where(_lease.c.owner == self._me).values(until=0))

    def living_if_leader(self) -> frozenset[str] | None:
        """The replicas that live, when this one leads; None when another does."""
        now, lease_s = self._now, self._lease_s
        with self._engine.begin() as connection:
            # A lease that reaches further than one can be given was written before the clock went back.
            free = sa.or_(_lease.c.owner == self._me, _lease.c.until < now, _lease.c.until > now + 2 * lease_s)
            claim = _lease.update().where(_lease.c.name == _LEADER, free).values(owner=self._me, until=now + lease_s)
            if not connection.execute(claim).rowcount:
                return None
            # Likewise a beat from the future; its replica has one lease to beat again.
            connection.execute(_beat.update().where(_beat.c.at > now + lease_s).values(at=now))
            connection.execute(_beat.delete().where(_beat.c.executor_id != self._me, _beat.c.at < now - 100 * lease_s))
            return frozenset(connection.execute(sa.select(_beat.c.executor_id).where(_beat.c.at > now - lease_s)).scalars())

    def count(self, workflow_ids: Iterable[str]) -> dict[str, int]:
        """Count one more take-over of each turn, and tell how many that makes."""
        counted = {}
        with self._engine.begin() as connection:
            for workflow_id in workflow_ids:
                one = _taken.c.workflow_id == workflow_id
                if not connection.execute(_taken.update().where(one).values(times=_taken.c.times + 1)).rowcount:
                    connection.execute(_taken.insert().values(workflow_id=workflow_id, times=1))
                counted[workflow_id] = connection.execute(sa.select(_taken.c.times).where(one)).scalar_one()
        return counted

    def take_overs(self, workflow_ids: Iterable[str]) -> dict[str, int]:
        """How often each turn was taken over; those never taken over are left out."""
        with self._engine.connect() as connection:
            query = sa.select(_taken.c.workflow_id, _taken.c.times).where(_taken.c.workflow_id.in_(list(workflow_ids)))
            return {row.workflow_id: row.times for row in connection.execute(query)}

    def forget(self, workflow_ids: Iterable[str]) -> None:
        """Forget the take-overs of turns that are deleted."""
        with self._engine.begin() as connection:
            connection.execute(_taken.delete().where(_taken.c.workflow_id.in_(list(workflow_ids))))
