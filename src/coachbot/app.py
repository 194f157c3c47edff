"""The composition root: the one place where parts are built and joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.curation import Curation, Edition, Editions
from coachbot.curator import Curator
from coachbot.delivery.database import delivery_file
from coachbot.desk import Desk
from coachbot.errors import RecognitionError
from coachbot.loading import load_playbook
from coachbot.people import AT_ONCE, Companion, utc_now
from coachbot.playbook import LANGUAGES
from coachbot.recognition.boundaries import shipped_boundaries
from coachbot.recognition.cache import learned
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.encoder import Encoder, shipped_model
from coachbot.recognition.ensemble import EnsembleRecogniser
from coachbot.recognition.judge import AT_ONCE as AT_ONCE_JUDGED
from coachbot.recognition.judge import Judge, JudgedRecogniser, judge_address
from coachbot.recognition.language import hear_language
from coachbot.recognition.told import ToldDriver
from coachbot.redaction import named_places, redact
from coachbot.store import Retention, StorePlan, look, named_admins, opened, prepared_url, upgrade
from coachbot.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coachbot.playbook import Language, Playbook
    from coachbot.recognition import Recogniser
    from coachbot.recognition.base import Progress
    from coachbot.recognition.calibration import Calibration
    from coachbot.settings import Settings
    from coachbot.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A coach that is ready to answer. `notices` tells an operator what works less well, and why."""

    coach: Coach
    cards: Cards
    playbook: Playbook
    recogniser: Recogniser
    calibration: Calibration
    notices: tuple[str, ...]

    def edition(self, playbook: Playbook, version: int) -> Edition:
        """What speaks from a playbook that is laid over this one: it shares all that was learned."""
        coach = self.coach.speaking_from(playbook, self.recogniser.extended(playbook))
        return Edition(version=version, playbook=playbook, coach=coach, cards=self.cards.of(playbook))


def _quiet(step: str, done: int, total: int) -> None:
    """Report no progress."""


def _uncounted(_why: str) -> None:
    """Count nothing."""


def build_app(settings: Settings, progress: Progress = _quiet) -> App:
    """Build the coach from its settings: a minute the first time, a second or two after that.

    Raises:
        PlaybookError: the playbook has faults; names them all.
        ConfigurationError: the texts of a language don't fit the code, or the judge's address can't be used.
    """
    notices: list[str] = []
    playbook = load_playbook(settings.playbooks, settings.model)
    encoder = None
    try:
        encoder = Encoder(shipped_model())
    except RecognitionError as error:
        notices.append(f"recognising by words alone, which is less sure: {error}")
    base = learned(playbook, encoder, settings.cache, progress, notices)
    # One message is too small to share out: NumPy's other threads would only wait, at full speed, on cores that others need.
    threadpool_limits(limits=1, user_api="blas")
    calibration = shipped_calibration(with_encoder=encoder is not None)
    recogniser: Recogniser = EnsembleRecogniser(playbook, base, encoder, calibration, shipped_boundaries())
    if settings.judge_url:
        key = settings.judge_key.get_secret_value() if settings.judge_key else None
        address = judge_address(settings.judge_url, settings.judge_model, key)
        recogniser = JudgedRecogniser(recogniser, Judge(address, _redacting(settings)), playbook, calibration)
    return App(
        coach=Coach(playbook, recogniser, calibration, ToldDriver(playbook.model.drivers)),
        cards=Cards(playbook, {language: load_texts(language) for language in LANGUAGES}, settings.retention_days),
        playbook=playbook,
        recogniser=recogniser,
        calibration=calibration,
        notices=tuple(notices),
    )


def editions_of(app: App, store: Store, count: Callable[[str], None] = _uncounted) -> Editions:
    """What is in force for each tenant of a store; `count` hears why a last good playbook had to stay."""
    files = Edition(version=0, playbook=app.playbook, coach=app.coach, cards=app.cards)
    return Editions(store, files, app.edition, count=count)


def companion_of(app: App, settings: Settings, store: Store, editions: Editions | None = None) -> Companion:
    """What handles messages of people whose conversations are kept in a store."""
    editions = editions or editions_of(app, store)
    return Companion(
        app.coach,
        store,
        _redacting(settings),
        contacts=settings.contacts,
        editions=editions,
        curator=Curator(curation=curation_of(settings, store, editions), now=utc_now),
        # Whoever waits for a judge holds up nobody else.
        at_once=AT_ONCE + AT_ONCE_JUDGED if settings.judge_url else AT_ONCE,
    )


def curation_of(settings: Settings, store: Store, editions: Editions) -> Curation:
    """What team leads do with their tenant's playbook."""
    return Curation(store=store, editions=editions, redact=_redacting(settings), alone=settings.leads_publish_alone)


def desk_of(app: App, settings: Settings, store: Store, count: Callable[[str], None] = _uncounted) -> Desk:
    """Where the adapters of `serve` hand in their messages."""
    redacting = _redacting(settings)

    def redacted(text: str) -> tuple[str, Language]:
        language = hear_language(text, settings.language or "nl").language
        return redacting(text, language), language

    editions = editions_of(app, store, count)
    return Desk(
        companion=companion_of(app, settings, store, editions),
        store=store,
        cards=app.cards,
        playbook=app.playbook,
        redact=redacted,
        editions=editions,
    )


def _redacting(settings: Settings) -> Callable[[str, Language], str]:
    """How a text in a language loses what tells who somebody is."""
    places = named_places(settings.redact_places)
    return lambda text, language: redact(text, language, places=places).text


async def new_admin_code(settings: Settings) -> str:
    """A code that makes whoever sends it first an admin.

    Raises:
        ConfigurationError: the database's key or address can't be used.
        StoreError: the database can't be used.
    """
    async with opened(store_plan(settings)) as store:
        return await store.roles.new_admin_code()


def store_plan(settings: Settings) -> StorePlan:
    """Where the store is and what it keeps, from the settings.

    Raises:
        ConfigurationError: the admins can't be read.
    """
    return StorePlan(
        data=settings.data,
        database_url=settings.database_url.get_secret_value() if settings.database_url else None,
        secret=settings.secret.get_secret_value() if settings.secret else None,
        retention=Retention(days=settings.retention_days, audit_days=settings.audit_days),
        admins=named_admins(settings.admins),
    )


async def database_standing(settings: Settings) -> str:
    """How the store stands, without making or changing anything.

    Raises:
        ConfigurationError: the address, key or admins can't be used.
        StoreError: the database can't be reached or read.
    """
    return await look(store_plan(settings))


async def upgrade_database(settings: Settings) -> tuple[str | None, str]:
    """Bring the database up to date; says at which revision it was (None: empty) and is.

    Raises:
        ConfigurationError: the database is newer than this coachbot, or isn't what its revision says.
        StoreError: the database can't be reached, is locked, or has no room.
    """
    return await upgrade(prepared_url(store_plan(settings)))


async def back_up(settings: Settings, target: Path) -> tuple[Path, ...]:
    """Copy the SQLite database, and that of delivery where there is one, into a folder, while coachbot runs or not.

    Raises:
        ConfigurationError: the database is PostgreSQL; names the command that backs it up.
        StoreError: the database can't be read or its copy can't be written.
    """
    delivery = delivery_file(settings.data)
    async with opened(store_plan(settings)) as store:
        return await store.backup(target, [delivery] if delivery.exists() else [])
