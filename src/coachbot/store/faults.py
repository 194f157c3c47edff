"""What a database says went wrong, in our words: what, where, and what to do.

Integrity and data errors are raised without their cause: PostgreSQL quotes the failing row in
it ("Failing row contains …"), and a log would then hold what people said.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from sqlalchemy import exc

from coachbot.errors import DatabaseAwayError, DatabaseBusyError, DiskFullError, StoreError, UnknownSubjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.store.records import TenantId

# PostgreSQL: docs/current/errcodes-appendix. SQLite: sqlite.org/rescode.html.
_FULL = {"53100", "SQLITE_FULL"}
_BUSY = {"55P03", "57014", "40P01", "40001", "53300", "SQLITE_BUSY", "SQLITE_LOCKED"}
_NOT_THERE = {"23503", "SQLITE_CONSTRAINT_FOREIGNKEY"}
_AWAY_CLASSES = ("08", "28", "3D", "57P", "58")
_AWAY = {"SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_PERM"}


def refuse_unknown(what: str, which: str | int, tenant: TenantId, undone: str) -> NoReturn:
    """Stop, because a payload named something that this tenant hasn't got.

    Raises:
        UnknownSubjectError: always.
    """
    msg = f"{what} {which}: isn't there for {tenant}, so {undone}; it was erased, or never was theirs"
    raise UnknownSubjectError(msg)


@contextmanager
def told_in_our_words(where: str) -> Iterator[None]:
    """Turn an error of the database into one of ours. `where` names the database, without a password.

    Raises:
        StoreError: the database refused; its subclass says how.
    """
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
        ours = in_our_words(error, where)
        if isinstance(error, exc.IntegrityError | exc.DataError | exc.StatementError) and not isinstance(
            error, exc.OperationalError
        ):
            raise ours from None
        raise ours from error


def in_our_words(error: Exception, where: str) -> StoreError:
    """Our error for one of the database's."""
    cause = getattr(error, "orig", None) or error
    code = str(getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or "")
    # SQLite's extended codes begin with the plain one: SQLITE_IOERR_WRITE.
    plain = "_".join(code.split("_")[:2])
    if plain in _FULL:
        return DiskFullError(
            f"{where}: the disk is full, so nothing was written; what was stored before is whole. "
            "Make room; coachbot goes on by itself"
        )
    if plain in _BUSY or isinstance(error, exc.TimeoutError):
        return DatabaseBusyError(
            f"{where}: locked by somebody else for too long ({code or 'no free connection'}), so nothing was written; try again. "
            "If it stays so, look for another program that has the database open: a backup, a database browser, a second coachbot"
        )
    if code in _NOT_THERE:
        return UnknownSubjectError(
            f"{where}: what this belongs to isn't there for this tenant (erased, or never theirs), so nothing was written"
        )
    away = plain in _AWAY or code.startswith(_AWAY_CLASSES) or bool(getattr(error, "connection_invalidated", False))
    if away or isinstance(cause, OSError) or (isinstance(error, exc.OperationalError) and not code):
        return DatabaseAwayError(
            f"{where}: can't be reached or read ({code or type(cause).__name__}); see that it runs and may be written, "
            "then try again: `coachbot doctor` says what is configured"
        )
    return StoreError(
        f"{where}: refused ({code or type(cause).__name__}), so nothing was written; "
        "if `coachbot db upgrade` has run, report this"
    )
