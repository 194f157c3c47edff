"""The composition root: the one place where parts are built and joined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.errors import RecognitionError
from coachbot.loading import load_playbook
from coachbot.playbook import LANGUAGES
from coachbot.recognition.boundaries import shipped_boundaries
from coachbot.recognition.cache import learned
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.encoder import Encoder, shipped_model
from coachbot.recognition.ensemble import EnsembleRecogniser
from coachbot.recognition.told import ToldDriver
from coachbot.texts import load_texts

if TYPE_CHECKING:
    from coachbot.playbook import Playbook
    from coachbot.recognition import Recogniser
    from coachbot.recognition.base import Progress
    from coachbot.recognition.calibration import Calibration
    from coachbot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """A coach that is ready to answer. `notices` tells an operator what works less well, and why."""

    coach: Coach
    cards: Cards
    playbook: Playbook
    recogniser: Recogniser
    calibration: Calibration
    notices: tuple[str, ...]


def _quiet(step: str, done: int, total: int) -> None:
    """Report no progress."""


def build_app(settings: Settings, progress: Progress = _quiet) -> App:
    """Build the coach from its settings: a minute the first time, a second or two after that.

    Raises:
        PlaybookError: the playbook has faults; names them all.
        ConfigurationError: the texts of a language don't fit the code.
    """
    notices: list[str] = []
    playbook = load_playbook(settings.playbooks, settings.model)
    encoder = None
    try:
        encoder = Encoder(shipped_model())
    except RecognitionError as error:
        notices.append(f"recognising by words alone, which is less sure: {error}")
    base = learned(playbook, encoder, settings.cache, progress, notices)
    calibration = shipped_calibration(with_encoder=encoder is not None)
    recogniser = EnsembleRecogniser(playbook, base, encoder, calibration, shipped_boundaries())
    return App(
        coach=Coach(playbook, recogniser, calibration, ToldDriver(playbook.model.drivers)),
        cards=Cards(playbook, {language: load_texts(language) for language in LANGUAGES}),
        playbook=playbook,
        recogniser=recogniser,
        calibration=calibration,
        notices=tuple(notices),
    )
