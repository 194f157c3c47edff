"""What the tests of curation share: the shipped files, editions that hear phrases word for word, and a lead who curates."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.curation import Curation, Edition, Editions, content_of
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.testing import FakeRecogniser
from coachbot.texts import load_texts

TODAY = date(2026, 11, 25)


@cache
def files():
    return load_playbook(shipped_playbook())


@cache
def files_edition():
    playbook = files()
    coach = Coach(playbook, FakeRecogniser({}), shipped_calibration(with_encoder=True), ToldDriver(playbook.model.drivers))
    cards = Cards(playbook, {language: load_texts(language) for language in ("nl", "en")})
    return Edition(version=0, playbook=playbook, coach=coach, cards=cards)


def make(playbook, version):
    base = files_edition()
    coach = base.coach.speaking_from(playbook, FakeRecogniser({}).extended(playbook))
    return Edition(version=version, playbook=playbook, coach=coach, cards=base.cards.of(playbook))


@dataclass
class Ticks:
    """Seconds that pass when a test says so."""

    at: float = 0.0
    troubles: list = field(default_factory=list)

    def __call__(self):
        return self.at


def editions_over(store, ticks=None):
    ticks = ticks or Ticks()
    return Editions(store, files_edition(), make, count=ticks.troubles.append, tick=ticks)


def curation_over(store, *, alone=False, editions=None):
    return Curation(
        store=store,
        editions=editions or editions_over(store),
        redact=lambda text, _language: text.replace("Henk", "[naam 1]"),
        alone=alone,
        today=lambda: TODAY,
    )


def changed(subject, **parts):
    """What the files hold for an entry, with other Dutch parts."""
    content = copy.deepcopy(content_of(files(), subject))
    content["nl"] |= parts
    return content
