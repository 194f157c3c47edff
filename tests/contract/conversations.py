"""Conversations that go the same on every platform: what is said or pressed, and what is then seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from form_desk import OPENS
from working_desk import DUTCH, ENGLISH, UNSURE


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What somebody sees after what they did: the newest message, in the order in which it is shown."""

    texts: list[str]
    buttons: list[str]
    private: bool
    """Whether they alone see it: in their own conversation with the coach, or shown to them alone among others."""


class Client(Protocol):
    """Somebody on a platform."""

    async def say(self, text: str) -> Seen:
        """Say something to the coach alone."""

    async def mention(self, text: str) -> Seen:
        """Mention the coach among others."""

    async def press(self, label: str) -> Seen:
        """Press a button of what was seen last."""

    async def open(self, label: str) -> Seen:
        """Press a button that opens a form: what stands in it, with the button that hands it in."""

    async def fill_in(self, word: str) -> Seen:
        """Hand in the open form with this word: the form again, or what is answered."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing done, and what must be seen then; `shows` are parts of what is said, each somewhere.

    In `what`, CODE stands for the code that makes somebody an admin.
    """

    how: Literal["say", "mention", "press", "open", "fill_in"]
    what: str
    shows: tuple[str, ...]
    offers: tuple[str, ...] = ()
    private: bool = True


def say(what, *shows, offers=()):
    return Step(how="say", what=what, shows=shows, offers=offers)


def mention(what, *shows, offers=()):
    return Step(how="mention", what=what, shows=shows, offers=offers)


def press(what, *shows, offers=(), private=True):
    return Step(how="press", what=what, shows=shows, offers=offers, private=private)


CONVERSATIONS = {
    "a Dutch objection, followed through": (
        say(DUTCH, "Even voorstellen", "Ik hoor: Geen tijd", "wording no-time/blue/nl", "question no-time/blue/nl"),
        press("Andere drijfveer", offers=("kracht (rood)", "Weet ik niet")),
        press("kracht (rood)", "wording no-time/red/nl", offers=("Andere invalshoek",)),
        press("Andere invalshoek", "second wording no-time/red/nl", "Andere invalshoek (2 van 2)"),
        press("Meer hierover", "listen no-time/red/nl", offers=("Terug naar het antwoord",)),
        press("Terug naar het antwoord", "second wording no-time/red/nl", offers=("Hier heb ik iets aan",)),
        press("Hier heb ik iets aan", "Fijn, dat onthoud ik"),
    ),
    "an English objection": (say(ENGLISH, "I hear", "No time", "wording no-time/blue/en", "question no-time/blue/en"),),
    "the coach asks back": (
        say(UNSURE, "Welke van deze", offers=("Geen tijd", "Al geprobeerd", "Geen van deze")),
        press("Al geprobeerd", "wording tried-before/None/nl"),
    ),
    "commands": (
        say("help", "Commando's", "geschiedenis"),
        say("geschiedenis", "Je hebt me nog niets gevraagd"),
        say(DUTCH, "wording no-time/blue/nl"),
        say("geschiedenis", "Wat je eerder vroeg"),
        say("export", "coachbot-"),
    ),
    "a reminder": (
        say(DUTCH, "wording no-time/blue/nl"),
        press("Vraag me later hoe het ging", "Wanneer zal ik vragen", offers=("Morgen", "Over een week")),
        press("Over een week", "Afgesproken"),
    ),
    "practice alone": (
        say(
            "oefen geen tijd blauw",
            "opening no-time/blue/nl",
            "Schrijf me wat je zou zeggen",
            offers=("zekerheid (blauw)", "Antwoord in een venster", "Stop en laat zien"),
        ),
        press("kracht (rood)", "opening no-time/blue/nl", "je hoort kracht (rood)"),
        say("Je hebt het druk. Wat moet er eerst af?", "Beurt 1 van 3", "Dit ging goed", "softer no-time/blue/nl"),
        say("Je week zit vol. Wat zou je helpen?", "worry no-time/blue/nl", "Je hoorde kracht (rood)", "wording no-time/blue/nl"),
        press("Mijn voortgang", "Je oefende met één gebruiker", offers=("Wis mijn oefeningen",)),
        press("Wis mijn oefeningen", "Gewist"),
    ),
    "being forgotten": (
        say(DUTCH, "wording no-time/blue/nl"),
        say("vergeet", "Weet je het zeker?", offers=("Ja, wis alles",)),
        press("Ja, wis alles", "Gewist"),
    ),
    "a form, with something wrong at first": (
        say(OPENS, "Vul het formulier in.", offers=("Vul in",)),
        Step(how="open", what="Vul in", shows=("Kies met zorg.", "Welk woord?", "Eén woord."), offers=("Bewaar",)),
        Step(how="fill_in", what="nee", shows=("Klopt nog niet: Een ander woord dan ‘nee’.", "Tip: "), offers=("Bewaar",)),
        Step(how="fill_in", what="ja", shows=("Bewaard: ja (blue).",)),
    ),
    "together in a channel": (
        mention(DUTCH, "wording no-time/blue/nl", offers=("Deel in het kanaal",)),
        press("Deel in het kanaal", "wording no-time/blue/nl", "Geen tijd", private=False),
        press("Andere invalshoek", "second wording no-time/blue/nl"),
    ),
    "the language of a channel": (
        mention("taal kanaal engels", "Dat is voor teamleiders"),
        say("taal kanaal engels", "Hier is geen kanaal"),
        say("/playbook claim CODE", "beheerder"),
        mention("taal kanaal frans", "Die taal spreek ik niet"),
        mention("taal kanaal engels", "In the channel where you asked this I'll answer in English from now on"),
        mention(DUTCH, "wording no-time/blue/en", offers=("Share in the channel",)),
        press("Share in the channel", "wording no-time/blue/en", private=False),
        say(DUTCH, "wording no-time/blue/nl"),
        mention("taal nl", "Vanaf nu antwoord ik in het Nederlands"),
        mention(DUTCH, "wording no-time/blue/nl"),
        mention("taal", "Het kanaal waar je dit vroeg staat op Engels", "Wat je zelf koos, gaat voor"),
        mention("taal vrij", "In the channel where you asked this I answer in English, and elsewhere in the language you write"),
        mention("taal kanaal uit", "In het kanaal waar je dit vroeg antwoord ik weer in de taal waarin iemand schrijft"),
        mention(DUTCH, "wording no-time/blue/nl"),
    ),
}
