"""The rules of wording: for each at least one text that breaks it, and one that only looks as if it did."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from itertools import product
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest

from coachbot.errors import PlaybookError
from coachbot.lint import Finding, asks_leave, likeness, lint_entry, lint_playbook, lint_text
from coachbot.lint.reading import fold, plain_words, sentences, words
from coachbot.lint.wordlists import lint_words, read_lint_words
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import (
    LANGUAGES,
    Angle,
    Both,
    Driver,
    DriverId,
    DriverModel,
    Entry,
    EntryText,
    Language,
    Mismatch,
    Objection,
    ObjectionId,
    Option,
    Phrase,
    Playbook,
    PlayedUser,
    Questionnaire,
    Situation,
    Truth,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

NO_TIME = ObjectionId("no-time")
RED = DriverId("red")
BLUE = DriverId("blue")

GOOD: Both[EntryText] = Both(
    nl=EntryText(
        behind="Klinkt als iemand die al weken achterloopt en dat zelf wil oplossen.",
        wording="Je week zit vol, en nu kom ik er nog bij. Jij weet het best waar de ruimte zit.",
        question="Welk kwartier van morgen zou jij hiervoor willen inruilen?",
        avoid="Een rooster opleggen: dan gaat het over wie de baas is.",
        listen_for="Een kort antwoord met een tijdstip erin. Hoor je zorgen over de ploeg, dan gaat het over mensen.",
        angles=(
            Angle(
                wording="Vier mensen weg en het werk van zes, dat heb ik genoteerd.",
                question="Wat moet er eerst van jouw bord af?",
            ),
        ),
    ),
    en=EntryText(
        behind="Sounds like somebody who has been behind for weeks and wants to sort it out alone.",
        wording="Your week is full, and now here I am on top of it. Nobody knows better than you where the slack is.",
        question="Which quarter of an hour tomorrow would you trade for this?",
        avoid="Handing over a schedule: then it is about who is boss.",
        listen_for="A short answer with a time in it. Worry about the team means that it is about people.",
        angles=(
            Angle(
                wording="Four people gone and the work of six, I've written that down.",
                question="What has to come off your desk first?",
            ),
        ),
    ),
)


def objection(truth: Truth = "view", objection_id: ObjectionId = NO_TIME, phrases: Iterable[str] | None = None) -> Objection:
    said = [f"{objection_id} {index}" for index in range(12)] if phrases is None else list(phrases)
    return Objection(
        id=objection_id,
        truth=truth,
        title=Both(nl="Geen tijd", en="No time"),
        about=Both(nl="Het werk zit vol.", en="The work is full."),
        phrases=Both(nl=tuple(Phrase(text=f"{text} nl") for text in said), en=tuple(Phrase(text=f"{text} en") for text in said)),
    )


def found_in(language: Language, truth: Truth = "view", /, **changes: Any) -> list[tuple[str, str, str]]:
    """Rule, place and words of what is found in a good entry with something changed."""
    text = replace(GOOD[language], **changes)
    return brief(lint_text(text, language, objection=objection(truth), driver=RED))


def brief(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.rule, finding.place, finding.words) for finding in findings]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_entry_has_no_findings(language: Language) -> None:
    assert found_in(language) == []


def test_a_finding_tells_all_that_is_needed_to_mend_it() -> None:
    text = replace(GOOD.nl, question="Waarom morgen niet?")

    (closed, why) = sorted(lint_text(text, "nl", objection=objection(), driver=RED), key=lambda finding: finding.rule)

    assert closed.rule == "Q2"
    assert why == Finding(
        severity="error",
        rule="Q3",
        objection=NO_TIME,
        driver=RED,
        language="nl",
        place="question",
        words="Waarom",
        message=Both(
            nl='Een waarom-vraag zet iemand in de verdediging: vraag "wat maakt dat …" of wat iemand wil zien.',
            en='A why-question puts somebody on the defensive: ask "what makes …" or what they would like to see.',
        ),
    )
    assert why.file("graves") == "models/graves/entries/no-time.yaml"


def test_the_general_entry_is_in_a_file_of_its_own() -> None:
    (finding,) = lint_text(replace(GOOD.nl, angles=()), "nl", objection=None, driver=None)

    assert (finding.rule, finding.file("graves")) == ("T4", "models/graves/general.yaml")


LONG_NL = (
    "Welke van alle afspraken die wij met elkaar voor deze week hebben gemaakt kan er volgens jou af "
    "als er morgen iets op tafel komt te liggen?"
)
LONG_EN = (
    "Which of all the things that we agreed on for this week could go if something that matters more "
    "turned up on your desk in the morning, and fast?"
)
MANY_CHARACTERS_NL = (
    "Welke vergunningsaanvraagbehandelingsafspraken en informatiebeveiligingsverantwoordelijkheden zou "
    "jouw afdelingsleidinggevendenoverleg vandaag kunnen schrappen?"
)
MANY_CHARACTERS_EN = (
    "Which interdepartmental responsibilities, misunderstandings notwithstanding, could uncharacteristically "
    "straightforward counter-arrangements take off your desk?"
)

BROKEN_QUESTIONS: list[tuple[str, Language, str, str]] = [
    ("Q1", "nl", LONG_NL, LONG_NL),
    ("Q1", "en", LONG_EN, LONG_EN),
    ("Q1", "nl", MANY_CHARACTERS_NL, MANY_CHARACTERS_NL),
    ("Q1", "en", MANY_CHARACTERS_EN, MANY_CHARACTERS_EN),
    ("Q1", "nl", "Wat kan er morgen van jouw bord af.", "Wat kan er morgen van jouw bord af."),
    ("Q1", "en", "What could come off your desk??", "What could come off your desk??"),
    ("Q1", "nl", "Wat kan eraf? Denk aan morgen.", "Wat kan eraf? Denk aan morgen."),
    ("Q2", "nl", "Kun je morgen een kwartier missen?", "Kun je morgen"),
    ("Q2", "nl", "En wat kan er dan af?", "En wat kan"),
    ("Q2", "nl", "Als je morgen een kwartier had, zou je dan zien wat het doet?", "Als je morgen"),
    ("Q2", "nl", "Als ik dat regel, ben je dan om, hoe dan ook?", "Als ik dat"),
    ("Q2", "en", "Could you spare a quarter of an hour?", "Could you spare"),
    ("Q2", "en", "If you had an hour, would you see what it does?", "If you had"),
    ("Q2", "en", "In one line, what would you drop?", "In one line,"),
    ("Q3", "nl", "Wat maakt duidelijk waarom dit nu speelt?", "waarom"),
    ("Q3", "nl", "Wat is er, en hoezo nu?", "hoezo"),
    ("Q3", "nl", "Hoe komt het dat die lijst nu pas ligt?", "Hoe komt het"),
    ("Q3", "nl", "Wat zegt het wáárom jou?", "wáárom"),
    ("Q3", "en", "What would tell you why it matters?", "why"),
    ("Q3", "en", "How come the list is that long?", "How come"),
    ("Q4", "nl", "Wat kan er toch af van jouw bord?", "toch"),
    ("Q4", "nl", "Hoe helder is dat, vind je niet?", "vind je niet"),
    ("Q4", "nl", "Wat is er waar aan die lijst, niet waar?", "niet waar"),
    ("Q4", "nl", "Wat kan er eigenlijk niet af?", "eigenlijk niet"),
    ("Q4", "nl", "Welk kwartier past je, hè?", "hè?"),
    ("Q4", "en", "What a full week that is, isn’t it?", "isn’t it"),
    ("Q4", "en", "What would you gain, don't you think?", "don't you"),
    ("Q4", "en", "What could surely come off your desk?", "surely"),
    ("Q4", "en", "Which day suits you, right?", "right?"),
    ("Q6", "nl", "Wat houdt je tegen om te oefenen?", "Wat houdt je tegen"),
    ("Q6", "nl", "Wat is er mis met een kwartier?", "Wat is er mis"),
    ("Q6", "nl", "Wat houdt jullie ploeg tegen?", "Wat houdt jullie ploeg tegen"),
    ("Q6", "en", "What’s stopping you tomorrow?", "What’s stopping"),
    ("Q6", "en", "What is wrong with ten minutes?", "What is wrong"),
    ("Q6", "en", "What would hold you back tomorrow?", "hold you back"),
    ("Q7", "nl", "Wat zegt je blauwe kant over dit plan?", "blauwe kant"),
    ("Q7", "nl", "Hoe gaat een rood type daarmee om?", "rood type"),
    ("Q7", "nl", "Wat vraagt jouw behoefte aan zekerheid?", "jouw behoefte aan zekerheid"),
    ("Q7", "nl", "Wat is hier jouw drijfveer?", "drijfveer"),
    ("Q7", "en", "What does your need for power ask here?", "your need for power"),
    ("Q7", "en", "What would a green person change?", "green person"),
    ("Q7", "en", "How orange are you today, if you're very orange?", "you're very orange"),
    ("Q9", "nl", "Hoe snel ga je dit oppakken?", "Hoe snel ga je"),
    ("Q9", "nl", "Wanneer begin jij met oefenen?", "Wanneer begin jij"),
    ("Q9", "nl", "Op welke dag start je?", "welke dag start je"),
    ("Q9", "en", "When will you start?", "When will you start"),
    ("Q9", "en", "How soon are you on it?", "How soon are you"),
    ("Q9", "en", "Which day will you pick?", "Which day will you"),
]


@pytest.mark.parametrize(("rule", "language", "question", "quoted"), BROKEN_QUESTIONS)
def test_a_question_breaks_its_rule_and_no_other(rule: str, language: Language, question: str, quoted: str) -> None:
    assert set(found_in(language, question=question)) == {(rule, "question", quoted)}


@pytest.mark.parametrize(
    ("language", "question", "quoted"),
    [
        ("nl", "Wat heb je nodig en wie kan dat regelen?", "en wie"),
        ("nl", "Wat heb je nodig en kun je dat zelf regelen?", "en kun je"),
        ("en", "What do you need and who could arrange it?", "and who"),
        ("en", "What do you need, or would you rather wait?", "or would you"),
    ],
)
def test_two_questions_in_one_are_advice(language: Language, question: str, quoted: str) -> None:
    (finding,) = lint_text(replace(GOOD[language], question=question), language, objection=objection(), driver=RED)

    assert (finding.severity, finding.rule, finding.words) == ("advice", "Q5", quoted)


GOOD_QUESTIONS: list[tuple[Language, str]] = [
    # Q1: as long as it may be; a number with a full stop is no sentence end.
    ("nl", "Welk van de drie uren tussen 9.30 en 12.30 uur kun jij het best missen?"),
    ("en", "What would you do with it, e.g. At the counter, tomorrow?"),
    # Q2: after a preposition, a scale, a condition; compounds of waar.
    ("nl", "Bij welke zaak zou je dat het eerst merken?"),
    ("nl", "Aan wie zou jij dat morgen vragen?"),
    ("nl", "Tot hoe ver mag het kwartier uitlopen?"),
    ("nl", "Vóór welke vergadering past het?"),
    ("nl", "Waarmee zou morgen een kwartier vrijkomen?"),
    ("nl", "Hoelang mag het duren?"),
    ("nl", "Op een schaal van 0 tot 10, hoe vol is je week?"),
    ("nl", "Op een schaal van nul tot tien: hoe vol is je week?"),
    ("nl", "Stel, je mag morgen kiezen, wat gaat er dan af?"),
    ("nl", "Stel dat het lukt – wat levert dat kwartier op?"),
    ("nl", "Als je morgen, met Ria erbij, één zaak zou doen, welke wordt het?"),
    ("nl", "“Wat” zou je als eerste willen horen?"),
    ("en", "In which week would it hurt least?"),
    ("en", "To whom would you hand the Monday list?"),
    ("en", "On a scale of 0 to 10, how full is tomorrow?"),
    ("en", "If one thing could go, which would it be?"),
    ("en", "Suppose an hour came free – where would it go?"),
    ("en", "When the queue is short, what do you get round to?"),
    ("en", "What's the first thing you'd drop?"),
    # Q3: words that only begin alike.
    ("nl", "Waaromheen plan jij je dag?"),
    ("en", "What would you use that hour for?"),
    # Q4: no tails.
    ("nl", "Welke aanname is volgens jou niet waar?"),
    ("nl", "Welke cijfers vind je niet kloppen?"),
    ("en", "What don't you want to lose?"),
    ("en", "What would it take to get this right?"),
    # Q5: one question.
    ("nl", "Wie of wat zou een uur schelen?"),
    ("nl", "Hoe kun jij zien of wat je invoert ook aankomt?"),
    ("en", "Who and what would you need at the counter?"),
    # Q6: asking for a solution.
    ("nl", "Wat zou jou helpen om het bij te houden?"),
    ("nl", "Waar zou jij een fout het eerst zien?"),
    ("en", "What would stop you typing it twice?"),
    ("en", "What would you hold back for yourself?"),
    # Q7: things have colours, and plain words are fine.
    ("nl", "Bij welk rood vlakje in de lijst wil je beginnen met kijken?"),
    ("nl", "Welk resultaat zou die tijd waard zijn?"),
    ("nl", "Welke zekerheid heb je nodig voordat je het loslaat?"),
    ("nl", "Wat zou jou groen licht geven voor een kwartier?"),
    ("en", "Which of the red boxes would you clear first?"),
    ("en", "What would you need in order to free ten minutes?"),
    ("en", "Which community centre would you ask?"),
    # Q9: about today, and conditional.
    ("nl", "Hoe snel kun je nu een oude zaak terugvinden?"),
    ("nl", "Wanneer zou het jou het minst kosten?"),
    ("en", "How quickly can you find an old case today?"),
    ("en", "When would it cost you least?"),
]


@pytest.mark.parametrize(("language", "question"), GOOD_QUESTIONS)
def test_an_honest_question_passes(language: Language, question: str) -> None:
    assert found_in(language, question=question) == []


BROKEN_WORDINGS: list[tuple[str, Language, str, str]] = [
    ("W1", "nl", "Is je week vol? Dat hoor ik.", "Is je week vol?"),
    ("W1", "en", "Is your week full? I hear it is.", "Is your week full?"),
    ("W2", "nl", "Je week zit vol. Maar er is ruimte.", "Maar"),
    ("W2", "nl", "Je week zit vol. Het kost maar een kwartier.", "maar"),
    ("W2", "nl", "Je week zit vol, maar er is ruimte.", "maar"),
    ("W2", "nl", "Je week zit vol maar er is ruimte.", "maar er"),
    ("W2", "nl", "Je week zit vol. Er is echter ruimte.", "echter"),
    ("W2", "nl", "Je week zit vol. Er is toch ruimte.", "toch"),
    ("W2", "en", "Your week is full. But there is some slack.", "But"),
    ("W2", "en", "Your week is full, but there is some slack.", "but"),
    ("W2", "en", "Your week is full. There is, however, some slack.", "however"),
    ("W2", "en", "Your week is full, yet there is slack.", "yet"),
    ("W2", "en", "Your week is full. Yet there is slack.", "Yet there"),
    (
        "W3",
        "nl",
        "Je week is vol. Dat hoor ik. Het is veel. Ik schrijf het op.",
        "Je week is vol. Dat hoor ik. Het is veel. Ik schrijf het op.",
    ),
    ("W3", "en", "It is full. I hear that. It is a lot. I note it.", "It is full. I hear that. It is a lot. I note it."),
    ("W3", "nl", f"Je week zit {'vol ' * 43}vandaag.", f"Je week zit {'vol ' * 43}vandaag."),
    ("W3", "en", f"Your week is {'full ' * 43}today.", f"Your week is {'full ' * 43}today."),
    ("W5", "nl", "Je week zit vol. Wat vind je ervan?", "Wat vind je ervan?"),
    ("W5", "nl", "Je week zit vol. Mag ik iets laten zien? Het is kort.", "Mag ik iets laten zien?"),
    ("W5", "en", "Your week is full. What do you say?", "What do you say?"),
    ("W5", "en", "Your week is full. May I ask? What then?", "May I ask? What then?"),
    ("W7", "nl", "Je week zit vol. Het komt allemaal goed.", "komt allemaal goed"),
    ("W7", "nl", "Je bent trots op je vak. Jouw functie blijft bestaan.", "functie blijft bestaan"),
    ("W7", "nl", "Je wilt weten wie meekijkt. Niemand kijkt mee.", "Niemand kijkt mee"),
    ("W7", "nl", "Je mist die knop. Dat zit in de volgende versie.", "in de volgende versie"),
    ("W7", "nl", "Je vraagt naar de wet. Het is AVG-proof.", "AVG-proof"),
    ("W7", "en", "Your week is full. It’ll be fine.", "It’ll be fine"),
    ("W7", "en", "You care for the job. Your job is safe.", "job is safe"),
    ("W7", "en", "You wonder who looks. Nobody is watching.", "Nobody is watching"),
    ("W7", "en", "You miss that button. It comes in the next release.", "in the next release"),
    ("W7", "en", "You ask about the law. It is fully legal.", "It is fully legal"),
    ("W9", "nl", "Dat is een goede vraag.", "goede vraag"),
    ("W9", "en", "That is a great question.", "great question"),
    ("W10", "nl", "Je bent gewoon bang.", "Je bent gewoon bang"),
    ("W10", "nl", "Je verzet je en ik zie het.", "Je verzet je"),
    ("W10", "en", "You're just afraid.", "You're just afraid"),
    ("W10", "en", "You resist and I can see it.", "You resist"),
    ("W11", "nl", "Uw week zit vol.", "Uw"),
    ("W12", "nl", "Je week zit vol. Dan hoeft het niet.", "dan hoeft het niet".capitalize()),
    ("W12", "nl", "Je hebt gelijk, dit is niks.", "gelijk, dit is niks"),
    ("W12", "nl", "Je mag zelf weten of je het gebruikt.", "zelf weten of je het gebruikt"),
    ("W12", "en", "Your week is full. You don't have to use it.", "You don't have to use it"),
    ("W12", "en", "You're right, this is no good.", "You're right, this is no good"),
    ("W12", "en", "It's up to you whether you use it.", "up to you whether you use"),
    ("N", "nl", "Je moet al zoveel.", "Je moet"),
    ("N", "nl", "Even gewoon een kwartier.", "Even gewoon"),
    ("N", "nl", "Ik snap precies hoe je je voelt.", "snap precies hoe je"),
    ("N", "nl", "Iedereen is al over.", "Iedereen is al over"),
    ("N", "nl", "Geen zorgen over die week.", "Geen zorgen"),
    ("N", "nl", "Ik hoor weerstand.", "weerstand"),
    ("N", "nl", "Jij bent tegen verandering.", "Jij bent tegen verandering"),
    ("N", "nl", "Eerlijk gezegd is het veel.", "Eerlijk gezegd"),
    ("N", "nl", "Vroeger was ook niet alles.", "Vroeger was ook niet alles"),
    ("N", "nl", "Het besluit is nu eenmaal genomen.", "besluit is nu eenmaal genomen"),
    ("N", "en", "You have to plan it in.", "You have to"),
    ("N", "en", "Just do ten minutes.", "Just do"),
    ("N", "en", "I know exactly how you feel.", "know exactly how you feel"),
    ("N", "en", "Everyone else has switched.", "Everyone else has switched"),
    ("N", "en", "Don’t worry about the week.", "Don’t worry"),
    ("N", "en", "I hear resistance.", "resistance"),
    ("N", "en", "You're against change.", "You're against change"),
    ("N", "en", "Honestly, it is a lot.", "Honestly"),
    ("N", "en", "The decision has been made.", "decision has been made"),
    ("Q7", "nl", "Je groene hart doet hier pijn.", "Je groene hart"),
    ("Q7", "en", "That is your blue side speaking.", "blue side"),
]


@pytest.mark.parametrize(("rule", "language", "wording", "quoted"), BROKEN_WORDINGS)
def test_a_wording_breaks_its_rule_and_no_other(rule: str, language: Language, wording: str, quoted: str) -> None:
    assert set(found_in(language, wording=wording)) == {(rule, "wording", quoted)}


GOOD_WORDINGS: list[tuple[Language, str]] = [
    # W2: in the first sentence these aren't contrasts.
    ("nl", "Het houdt maar niet op bij jullie. Ik schrijf het op."),
    ("nl", "Het was toch al een volle week. Ik schrijf het op."),
    ("en", "It isn't finished yet. I'll write it down."),
    ("en", "Yet another login on top. I'll write it down."),
    # W3: abbreviations and trailing off end no sentence.
    ("nl", "Om 9.30 uur, bijv. bij de balie, is het vol. Dat is veel… en het komt elke dag terug. Ik noteer het."),
    ("en", "At 9.30, e.g. at the counter, it is full. It is a lot… and it comes back daily. I'll note it."),
    # W5: the reflection may say "vraag"; no question mark, no question.
    ("nl", "Wat er ook bij komt, het past er niet meer in."),
    ("en", "Whatever comes on top, it no longer fits."),
    # W7: no promise, or one about looking it up.
    ("nl", "Zo’n ochtend komt jullie niet goed uit. Ik vraag na of dat in de volgende versie zit."),
    ("nl", "Elke nieuwe versie was weer wennen."),
    ("nl", "Niemand wil zijn baan kwijt. Ik kan niet beloven dat je baan blijft bestaan."),
    ("nl", "Je wilt niet gevolgd worden bij je werk."),
    ("nl", "Voor jou is veilig werken geen bijzaak."),
    ("en", "Every new version took getting used to. I'll ask whether it is in the next release."),
    ("en", "You'd rather not be watched at work."),
    ("en", "I can't promise that your job is safe."),
    ("en", "You want to see its legal basis first."),
    ("en", "The job is done when the file is closed."),
    # W9: a question or point that isn't praised.
    ("nl", "Die vraag heb ik vaker gehoord. Het is een goed punt om te beginnen."),
    ("en", "You've asked that before. This is a good point to start from."),
    # W10: a guess, and what somebody does or wants.
    ("nl", "Het klinkt alsof je bang bent dat het blijft liggen."),
    ("nl", "Misschien, en zeg het als het anders is: je bent boos over vorige keer."),
    ("nl", "Je wilt niet dat de balie dichtgaat."),
    ("nl", "Je bent met een lastig dossier bezig."),
    ("en", "It sounds as if you're afraid it will pile up."),
    ("en", "You don't want the counter to close."),
    ("en", "You're in a difficult file."),
    # W11: u only as a letter or part of a word.
    ("nl", "Een uur per dag, en dat in de U-bocht bij de balie."),
    # W12: freedom about how.
    ("nl", "Je hoeft het niet in één keer te leren."),
    ("nl", "Dit is niks voor jou, zeg je, met al die schermen."),
    ("nl", "Je mag zelf bepalen of je met Ria of alleen kijkt."),
    ("en", "You don't have to learn it all at once."),
    ("en", "You're right that the counter comes first."),
    ("en", "It's up to you whether you start with permits or with post."),
    # N: words of the list in another sense.
    ("nl", "Ja, en dan is er nog de balie."),
    ("nl", "Je bent niet tegen verandering, je wilt een week zonder gaten."),
    ("nl", "Er zijn zorgen over de ploeg, en eerlijk is dat niet."),
    ("nl", "Het besluit is genomen zonder jullie."),
    ("en", "The decision has been made without you."),
    ("en", "You worry about the team, and this is a lot."),
    # Q7: things.
    ("nl", "Die rode vlakjes in je lijst springen in het oog."),
    ("nl", "Je oranje vinkje blijft staan, zeg je."),
    ("en", "The green ticks never seem to come."),
    ("en", "The order of things matters to you."),
]


@pytest.mark.parametrize(("language", "wording"), GOOD_WORDINGS)
def test_a_plain_wording_passes(language: Language, wording: str) -> None:
    assert found_in(language, wording=wording) == []


@pytest.mark.parametrize(
    ("language", "leave"),
    [
        ("nl", "Mag ik vertellen wat we toen hebben gezien?"),
        ("nl", "Zal ik laten zien hoe dat bij de balie ging?"),
        ("nl", "Vind je het goed als ik daar iets over zeg?"),
        ("nl", "Is het oké als ik er één ding naast leg?"),
        ("nl", "Wil je horen wat anderen hebben gedaan?"),
        ("nl", "Heb je er iets aan als ik dat laat zien?"),
        ("en", "May I tell you what we saw then?"),
        ("en", "Can I show you how it went at the counter?"),
        ("en", "Would it help if I told you what we saw?"),
        ("en", "Would you like to hear what others did?"),
        ("en", "Do you mind if I add one thing?"),
        ("en", "Is it all right if I show you?"),
    ],
)
def test_a_wording_may_end_by_asking_leave_when_there_is_something_to_tell(language: Language, leave: str) -> None:
    wording = f"{sentences(GOOD[language].wording)[0]} {leave}"

    with_answer = found_in(
        language, wording=wording, if_yes=GOOD[language].behind.replace("weken", "dagen").replace("weeks", "days")
    )
    without_answer = found_in(language, wording=wording)

    assert with_answer == []
    assert without_answer == [("W5", "if_yes", leave)]


@pytest.mark.parametrize("sentence", ["Is het goed zo?", "Zullen we het proberen?", "Kun je dat volgen?"])
def test_not_every_closed_question_asks_leave(sentence: str) -> None:
    assert not asks_leave(sentence, "nl")


def test_asking_leave_takes_a_question_mark() -> None:
    assert not asks_leave("Mag ik het zo zeggen.", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_angle_that_asks_leave_has_its_own_answer(language: Language) -> None:
    leave = {"nl": "Mag ik laten zien wat er kan?", "en": "May I show you what can be done?"}[language]
    angle = Angle(wording=f"{GOOD[language].angles[0].wording} {leave}", question=GOOD[language].angles[0].question)

    assert found_in(language, angles=(angle,)) == [("W5", "angles.0.if_yes", leave)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_looks_at_angles_too(language: Language) -> None:
    question = {"nl": "Kun je dat?", "en": "Can you do that?"}[language]
    angle = replace(GOOD[language].angles[0], question=question)

    assert found_in(language, angles=(*GOOD[language].angles, angle))[0] == (
        "Q2",
        "angles.1.question",
        " ".join(question.split()[:3]),
    )


@pytest.mark.parametrize(
    ("language", "part", "reflex", "quoted"),
    [
        ("nl", "listen_for", "Ja, maar zo kan het ook.", "Ja, maar"),
        ("nl", "behind", "Mogelijk is het weerstand.", "weerstand"),
        ("en", "listen_for", "Yes, but it could be done like this.", "Yes, but"),
        ("en", "behind", "Perhaps it is resistance.", "resistance"),
    ],
)
def test_only_avoid_may_quote_what_is_never_said(language: Language, part: str, reflex: str, quoted: str) -> None:
    assert found_in(language, **{part: reflex}) == [("N", part, quoted)]
    assert found_in(language, avoid=f'Zeg niet: "{reflex}"') == []


def test_avoid_may_quote_a_reflex_with_u() -> None:
    assert found_in("nl", avoid="Zeggen dat u al wist hoe het zat.") == []


def test_next_acts_promise_only_what_one_controls() -> None:
    act = "Vandaag vraag ik na of dat erin komt. Dat wordt voor vrijdag opgelost."

    assert found_in("nl", next_act=act) == [("W7", "next_act", "Dat wordt voor vrijdag opgelost")]


@pytest.mark.parametrize(
    ("truth", "part", "filled"),
    [
        ("fact", "next_act", "Vandaag bel ik het beheer, en morgen bel ik jou."),
        ("partly", "check_first", "Vraag hoeveel uur er in het rooster staat."),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_objection_that_may_be_true_is_looked_into(truth: Truth, part: str, filled: str, language: Language) -> None:
    assert found_in(language, truth) == [("W8", part, "")]
    assert found_in(language, truth, **{part: filled}) == []


FORMAL = Angle(
    wording="Uw week zit vol, en nu kom ik er nog bij. U weet het best waar de ruimte zit.",
    question="Welk kwartier van morgen zou u hiervoor willen inruilen?",
)


def test_a_formal_version_says_u_and_may_repeat_the_other() -> None:
    assert found_in("nl", formal=FORMAL) == []


def test_a_formal_version_keeps_to_u() -> None:
    formal = replace(FORMAL, question="Welk kwartier van jouw morgen zou u hiervoor willen inruilen?")

    assert found_in("nl", formal=formal) == [("W11", "formal.question", "jouw")]


def test_a_formal_version_addresses_somebody() -> None:
    formal = Angle(wording="De week zit vol, en nu kom ik er nog bij.", question="Welk kwartier van morgen kan hiervoor weg?")

    assert found_in("nl", formal=formal) == [("W11", "formal", "De week zit vol, en nu kom ik er nog bij.")]


def test_english_has_no_formal_version() -> None:
    formal = Angle(wording="Your week is full, and I come on top.", question="Which quarter of an hour could go?")

    assert found_in("en", formal=formal) == [("W11", "formal", "Your week is full, and I come on top.")]


def test_a_formal_version_keeps_every_other_rule() -> None:
    formal = replace(FORMAL, question="Kunt u een kwartier missen?")

    assert found_in("nl", formal=formal) == [("Q2", "formal.question", "Kunt u een")]


@pytest.mark.parametrize(
    ("language", "stated", "guessed"),
    [
        ("nl", "Deze man loopt achter.", "Deze man loopt misschien achter."),
        ("en", "This man is behind.", "This man may be behind."),
    ],
)
def test_behind_is_a_guess(language: Language, stated: str, guessed: str) -> None:
    (finding,) = lint_text(replace(GOOD[language], behind=stated), language, objection=None, driver=None)

    assert (finding.severity, finding.rule, finding.place, finding.words) == ("advice", "B1", "behind", stated)
    assert found_in(language, behind=guessed) == []


@pytest.mark.parametrize(
    ("part", "limit"),
    [("behind", 320), ("if_yes", 400), ("avoid", 320), ("listen_for", 320), ("check_first", 320), ("next_act", 320)],
)
def test_each_part_fits_its_card(part: str, limit: int) -> None:
    fits = "Misschien " + "a" * (limit - 10)

    assert found_in("nl", **{part: fits}) == []
    assert found_in("nl", **{part: fits + "a"}) == [("T1", part, fits + "a")]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Een *vet* woord.", "*"),
        ("Een _schuin_ woord.", "_"),
        ("Kijk <hier>.", "< >"),
        ("Met `code`.", "`"),
        ("Een [koppeling](x).", "[ ]"),
        ("Zeg het @hier.", "@"),
        ("# Kop", "#"),
        ("Een ~streep~.", "~"),
        ("Eerste regel.\nTweede regel.", "\\n"),
        ("Met\u200bonzichtbaar teken.", "\\u200b"),
        ("Met een 🙂.", "🙂"),
        ("Met een :smile: erin.", ":smile:"),
        ("- een streepje voorop", "- "),
        ("1. een nummer voorop", "1. "),
        ("Zie https://example.org.", "https:"),
        ("Een сyrillische letter.", "с"),
    ],
)
def test_a_text_is_plain(text: str, quoted: str) -> None:
    assert found_in("nl", avoid=text) == [("T2", "avoid", quoted)]


@pytest.mark.parametrize(
    "text",
    ["Om 9:30 of 9.30 uur, \u20ac 3 & 10% – ‘zo’n’ café… (één).", "3 dagen, 1.5 uur per dag: dat is veel."],
)
def test_typography_is_plain(text: str) -> None:
    assert found_in("nl", avoid=text) == []


@pytest.mark.parametrize("text", [" Voorop.", "Achteraan. ", "In het  midden."])
def test_no_loose_spaces(text: str) -> None:
    assert found_in("nl", avoid=text) == [("T2", "avoid", text)]


def test_a_part_is_not_empty() -> None:
    assert found_in("nl", "fact", avoid="", next_act=" ") == [("T3", "avoid", ""), ("T3", "next_act", "")]


def test_an_entry_has_a_second_angle() -> None:
    assert found_in("nl", angles=()) == [("T4", "angles", "")]


def test_an_entry_does_not_say_a_sentence_twice() -> None:
    repeated = "Jij weet het best waar de ruimte zit."

    assert found_in("nl", if_yes=f"{repeated} Dat zag ik gisteren.") == [("D1", "if_yes", repeated)]
    assert found_in("nl", if_yes="Jij weet het best waar de printer staat.") == []


def test_words_are_found_whatever_their_typography() -> None:
    assert found_in("nl", wording="Géén\u00a0zorgen.") == [("T2", "wording", "\\xa0"), ("N", "wording", "Géén\u00a0zorgen")]


def test_a_text_far_too_long_is_still_read_quickly() -> None:
    evil = "je bent gewoon " * 300 + "als , , , - - - " * 300
    started = time.perf_counter()

    found_in("nl", wording=evil, question=evil, if_yes=evil, listen_for=evil)
    found_in("en", wording=evil, question=evil, if_yes=evil, listen_for=evil)

    assert time.perf_counter() - started < 5


# Across entries.


def entry(objection_id: ObjectionId | None, driver: DriverId | None, nl: EntryText, en: EntryText = GOOD.en) -> Entry:
    return Entry(objection=objection_id, driver=driver, texts=Both(nl=nl, en=en))


def different(index: int, **changes: Any) -> EntryText:
    """A Dutch text that shares no sentence of five words with that of another index."""
    word = "abcdefghijklmnopqrstuvwxyz"[index]
    made = EntryText(
        behind=f"Mogelijk {word * 2}.",
        wording=" ".join(f"{word}{letter}" for letter in "abcdef") + ".",
        question=f"Wat {' '.join(f'{word}{letter}' for letter in 'abcdef')}?",
        avoid=f"{word * 3}.",
        listen_for=f"{word * 4}.",
        angles=(Angle(wording=f"{word * 5}.", question=f"Hoe {word * 6}?"),),
    )
    return replace(made, **changes)


def driver(driver_id: DriverId, moves: int = 3) -> Driver:
    nothing = Both(nl="", en="")
    none: Both[tuple[str, ...]] = Both(nl=(), en=())
    three: Both[tuple[str, ...]] = Both(nl=("zet",) * moves, en=("move",) * moves)
    return Driver(
        id=driver_id,
        name=nothing,
        protects=nothing,
        sounds_like=nothing,
        works=nothing,
        cold_button=nothing,
        words=none,
        cues=none,
        next_moves=three,
    )


THREE_MOVES: Both[tuple[str, ...]] = Both(nl=("een", "twee", "drie"), en=("one", "two", "three"))


def playbook(
    *entries: Entry,
    objections: Iterable[Objection] = (),
    drivers: Iterable[Driver] = (),
    no_objection: dict[str, Both[tuple[str, ...]]] | None = None,
    **model: Any,
) -> Playbook:
    known = {each.id: each for each in (*objections,)}
    for each in entries:
        if each.objection is not None:
            known.setdefault(each.objection, objection(objection_id=each.objection))
    general = entry(None, None, different(25), different(25, behind="Perhaps."))
    settings: dict[str, Any] = {"next_moves": THREE_MOVES, **model}
    return Playbook(
        objections=known,
        no_objection=no_objection or {},
        model=DriverModel(
            id="graves",
            drivers={each.id: each for each in drivers},
            general=general,
            entries={(each.objection, each.driver): each for each in entries if each.objection is not None},
            **settings,
        ),
        digest="",
    )


def found_across(book: Playbook) -> list[tuple[str, str | None, str | None, str, str]]:
    """What rules across entries find, not what is wrong with the made-up texts themselves."""
    return [
        (finding.rule, finding.objection, finding.driver, finding.place, finding.words)
        for finding in lint_playbook(book)
        if finding.rule in {"D2", "D3", "Q10", "M1", "M2", "M3", "M4", "M5"} and finding.language != "en"
    ]


def test_a_sentence_may_stand_in_two_entries_and_not_in_three() -> None:
    sentence = "Dat heb ik vandaag al drie keer gehoord."
    said = [different(index, behind=f"Mogelijk {index}. {sentence}") for index in range(3)]
    entries = [entry(ObjectionId(f"o{index}"), None, text) for index, text in enumerate(said)]

    assert found_across(playbook(*entries[:2])) == []
    assert found_across(playbook(*entries)) == [("D2", f"o{index}", None, "behind", sentence) for index in range(3)]


def test_case_and_punctuation_do_not_make_a_sentence_new() -> None:
    said = ["Dat heb ik vandaag gehoord.", "dat heb ik, vandaag, gehoord!", "Dat héb ik vandaag gehoord."]
    entries = [entry(ObjectionId(f"o{index}"), None, different(index, avoid=each)) for index, each in enumerate(said)]

    assert [found[4] for found in found_across(playbook(*entries))] == said


def test_one_entry_is_told_of_the_sentences_that_the_whole_playbook_has_too_often() -> None:
    said = [
        f"Mogelijk {index}. {each}" for index, each in enumerate(["Dat héb ik… vandaag gehoord.", "dat heb ik vandaag gehoord!"])
    ]
    said += ["Kort. DAT HEB IK VANDAAG, GEHOORD.", "Iets anders staat hier vandaag."]
    entries = [entry(ObjectionId(f"o{index}"), None, different(index, behind=each)) for index, each in enumerate(said)]
    book = playbook(*entries)
    found = [one for each in entries for one in lint_entry(book, each) if one.rule == "D2" and one.language == "nl"]
    by_itself = [(one.objection, one.words) for one in found]

    assert by_itself == [(one[1], one[4]) for one in found_across(book)]
    assert [name for name, _ in by_itself] == ["o0", "o1", "o2"]


@pytest.mark.parametrize(
    "text", ["Wáárom zou ú… nu", "½ ﬁets\u00adbel", "zo\u200bn İ ding", "𝐀lles ‘zo’n’ e\u2011mail\u2028hier", ""]
)
def test_words_are_the_same_with_and_without_where_their_letters_stood(text: str) -> None:
    assert list(plain_words(text)) == words(fold(text).text)


def test_a_short_sentence_may_recur() -> None:
    entries = [entry(ObjectionId(f"o{index}"), None, different(index, avoid="Dat is veel werk.")) for index in range(5)]

    assert found_across(playbook(*entries)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"wording": "Vol. Mag ik vertellen wat we toen zagen?", "if_yes": "Ja."},
        {"next_act": "Vandaag nog bel ik het beheer."},
    ],
)
def test_asking_leave_and_next_acts_may_recur_eight_times(change: dict[str, str]) -> None:
    entries = [entry(ObjectionId(f"o{index}"), None, different(index, **change)) for index in range(9)]

    assert found_across(playbook(*entries[:8])) == []
    assert {found[0] for found in found_across(playbook(*entries))} == {"D2"}


@pytest.mark.parametrize("part", ["question", "wording"])
def test_a_question_or_wording_that_differs_in_a_word_is_nearly_the_same(part: str) -> None:
    one, other = "Wat zou jij morgen als eerste van je bord halen?", "Wat zou jij morgen als eerste van je lijst halen?"
    entries = (entry(NO_TIME, RED, different(0, **{part: one})), entry(NO_TIME, BLUE, different(1, **{part: other})))

    assert found_across(playbook(*entries)) == [("D3", "no-time", "blue", part, other)]


def test_near_sameness_names_the_other_text() -> None:
    angle = Angle(wording="x.", question="Wat aa ab ac ad ae ag?")
    book = playbook(
        entry(NO_TIME, None, different(0), different(0)), entry(NO_TIME, BLUE, different(1, angles=(angle,)), different(1))
    )

    (message,) = {finding.message.en for finding in lint_playbook(book) if finding.rule == "D3"}

    assert message == "This is 86% the same as neutral.question: ask or say something else here."


def test_main_questions_of_two_drivers_that_are_much_alike_are_advice() -> None:
    one, other = "Wat zou jij morgen als eerste van je bord halen?", "Wat zou jij morgen als eerste van de ploeg vragen?"
    alike = (entry(NO_TIME, RED, different(0, question=one)), entry(NO_TIME, BLUE, different(1, question=other)))
    neutral = (entry(NO_TIME, None, different(0, question=one)), alike[1])

    (finding,) = (finding for finding in lint_playbook(playbook(*alike)) if finding.rule == "Q10")

    assert (finding.severity, finding.driver, finding.words) == ("advice", "blue", other)
    assert found_across(playbook(*neutral)) == []


def test_questions_of_two_objections_may_be_alike() -> None:
    question = "Wat zou jij doen?"
    entries = [entry(ObjectionId(f"o{index}"), RED, different(index, question=question)) for index in range(2)]

    assert found_across(playbook(*entries)) == []


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", 0.0),
        ("Wat dan?", "wat, DAN", 1.0),
        ("een twee", "twee een", 1.0),
        ("een", "twee", 0.0),
        ("een twee", "een drie", 0.5),
    ],
)
def test_likeness_is_the_share_of_words_in_common(left: str, right: str, expected: float) -> None:
    assert likeness(left, right) == expected


# The model and the phrases.


def test_a_driver_has_three_next_moves() -> None:
    book = playbook(drivers=[driver(RED), driver(BLUE, moves=2)])

    assert found_across(book) == [("M1", None, "blue", "blue.next_moves.nl", "")]
    (finding,) = (finding for finding in lint_playbook(book) if finding.rule == "M1" and finding.language == "en")
    assert (finding.message.en, finding.file("graves")) == (
        "There are 3 next moves here; now there are 2.",
        "models/graves/drivers.yaml",
    )


def test_the_model_has_three_next_moves_for_an_unknown_driver() -> None:
    book = playbook(next_moves=Both(nl=(), en=("one", "two", "three")))

    assert found_across(book) == [("M1", None, None, "next_moves.nl", "")]
    assert next(iter(f for f in lint_playbook(book) if f.rule == "M1")).file("graves") == "models/graves/next_moves.yaml"


def mismatch(own: DriverId, heard: DriverId) -> Mismatch:
    return Mismatch(own=own, heard=heard, looks_like=Both(nl="a", en="a"), instead=Both(nl="b", en="b"))


def test_mismatches_come_all_or_not_at_all() -> None:
    drivers = [driver(RED), driver(BLUE)]
    pairs = {(own, heard): mismatch(own, heard) for own, heard in product([RED, BLUE], repeat=2)}
    some = {key: pair for key, pair in pairs.items() if key != (RED, BLUE)}

    missing = [finding for finding in lint_playbook(playbook(drivers=drivers, mismatches=some)) if finding.rule == "M2"]

    assert [finding.message.en for finding in missing] == [
        "The pair red → blue is missing: where there are pairs, all 4 are needed."
    ]
    assert found_across(playbook(drivers=drivers, mismatches=pairs)) == []
    assert found_across(playbook(drivers=drivers)) == []


def questionnaire(options: Iterable[tuple[DriverId, ...]]) -> Questionnaire:
    text = Both(nl="x", en="x")
    return Questionnaire(
        intro=text,
        disclaimer=text,
        situations=tuple(
            Situation(id=str(index), scene=text, options=tuple(Option(driver=each, text=text) for each in offered))
            for index, offered in enumerate(options)
        ),
    )


def test_the_questionnaire_has_twelve_situations() -> None:
    drivers = [driver(RED), driver(BLUE)]
    short = [(RED, BLUE)] * 11

    assert found_across(playbook(drivers=drivers, questionnaire=questionnaire([*short, (BLUE, RED)]))) == []
    assert found_across(playbook(drivers=drivers, questionnaire=questionnaire(short))) == [("M3", None, None, "situations", "")]


def test_the_questionnaire_offers_each_driver_equally_often() -> None:
    book = playbook(drivers=[driver(RED), driver(BLUE)], questionnaire=questionnaire([(RED, BLUE)] * 11 + [(RED, RED)]))

    (finding,) = (finding for finding in lint_playbook(book) if finding.rule == "M3")

    assert finding.message.en == "Each driver is offered equally often; now it is red 13, blue 11."


def test_an_objection_has_a_title_and_enough_phrases() -> None:
    bare = replace(objection(phrases=["een", "twee"]), title=Both(nl=" ", en="No time"))

    assert found_across(playbook(objections=[bare])) == [
        ("M4", "no-time", None, "title.nl", ""),
        ("M4", "no-time", None, "phrases.nl", ""),
    ]


def test_a_phrase_stands_once() -> None:
    numbered = [f"zin {index}" for index in range(12)]
    one = objection(objection_id=NO_TIME, phrases=[*numbered, "Zin, 3!"])
    other = objection(objection_id=ObjectionId("bad-timing"), phrases=[f"ander {index}" for index in range(12)] + ["ZIN 4"])

    twice = [finding for finding in lint_playbook(playbook(objections=[one, other])) if finding.rule == "M5"]

    assert [(f.objection, f.language, f.place, f.words, f.message.en.split(":")[0]) for f in twice] == [
        (
            name,
            language,
            f"phrases.{language}.12",
            f"{said} {language}",
            f"This phrase also stands under no-time.phrases.{language}.{index}",
        )
        for language in LANGUAGES
        for name, said, index in (("no-time", "Zin, 3!", 3), ("bad-timing", "ZIN 4", 4))
    ]
    assert twice[0].file("graves") == "objections/no-time.yaml"


def test_a_phrase_is_not_a_message_without_an_objection() -> None:
    small_talk = {"greeting": Both(nl=("no-time 3 nl.",), en=())}

    assert found_across(playbook(objections=[objection()], no_objection=small_talk)) == [
        ("M5", "no-time", None, "phrases.nl.3", "no-time 3 nl")
    ]


# The users that the coach plays.


def line(name: str) -> str:
    return " ".join(f"{name}{number}" for number in range(12)) + "."


PLAYED = PlayedUser(
    opening=Both(nl=line("begin"), en=line("opening")),
    harder=Both(nl=line("harder"), en=line("firmer")),
    softer=Both(nl=line("zachter"), en=line("softer")),
    worry=Both(nl=line("zorg"), en=line("worry")),
)


def found_in_practice(played: dict[tuple[ObjectionId, DriverId], PlayedUser], *objections: Objection) -> list[tuple[str, ...]]:
    book = playbook(objections=objections or (objection(),), drivers=(driver(RED),), played=played)
    return [
        (finding.rule, finding.severity, finding.file("graves"), finding.place, finding.words)
        for finding in lint_playbook(book)
        if finding.rule.startswith("P")
    ]


def test_a_played_user_with_four_lines_of_their_own_is_fine() -> None:
    assert found_in_practice({(NO_TIME, RED): PLAYED}) == []


def test_a_model_that_has_not_come_to_practice_is_fine() -> None:
    assert found_in_practice({}) == []


def test_an_objection_is_played_from_every_driver_or_not_yet_at_all() -> None:
    other = objection(objection_id=ObjectionId("other"))

    assert found_in_practice({(NO_TIME, BLUE): PLAYED}, objection(), other) == [
        ("P5", "advice", "models/graves/practice/no-time.yaml", "drivers", ""),
        ("P5", "advice", "models/graves/practice/other.yaml", "drivers", ""),
    ]

    book = playbook(objections=(objection(),), drivers=(driver(RED), driver(BLUE)), played={(NO_TIME, BLUE): PLAYED})
    missing = [(finding.rule, finding.driver, finding.place) for finding in lint_playbook(book) if finding.rule == "P1"]

    assert missing == [("P1", RED, "drivers.red")]


def test_a_played_line_has_a_length_and_is_plain() -> None:
    short, marked = "Kort.", line("worry") + " :smile:"
    lines = replace(PLAYED, harder=Both(nl=short, en=line("firmer")), worry=Both(nl=line("zorg"), en=marked))

    assert found_in_practice({(NO_TIME, RED): lines}) == [
        ("P2", "error", "models/graves/practice/no-time.yaml", "drivers.red.harder.nl", short),
        ("P2", "error", "models/graves/practice/no-time.yaml", "drivers.red.worry.en", marked),
    ]


def test_a_played_line_stands_once() -> None:
    lines = replace(PLAYED, worry=PLAYED.softer)

    assert [(rule, place) for rule, _, _, place, _ in found_in_practice({(NO_TIME, RED): lines})] == [
        ("P3", "drivers.red.worry.nl"),
        ("P3", "drivers.red.worry.en"),
    ]


def test_a_played_line_is_no_training_phrase() -> None:
    words = "zachter0 zachter1 zachter2 zachter3 zachter4 zachter5"
    known = objection(phrases=[*(f"nummer {index}" for index in range(11)), f"Zeg ik: {words}"])

    assert [(rule, place, quoted) for rule, _, _, place, quoted in found_in_practice({(NO_TIME, RED): PLAYED}, known)] == [
        ("P4", "drivers.red.softer.nl", words)
    ]


# The word lists.


def test_every_message_is_there_in_both_languages_and_takes_the_same_values() -> None:
    for fault in lint_words().faults.values():
        names = [{name for _, name, _, _ in Formatter().parse(fault.message[language]) if name} for language in LANGUAGES]
        assert names[0] == names[1] <= {"count", "limit", "part"}
        assert fault.message.nl != fault.message.en


def spelt_out(line: str) -> Iterator[str]:
    """The texts that a line of a word list stands for: every word of a choice once, what may be left out left out."""
    choices = [token.split("/") for token in re.sub(r"\([^)]*\)|\.\.\.|\^|\*", "", line).split()]
    for index in range(max(len(choice) for choice in choices)):
        yield " ".join(choice[min(index, len(choice) - 1)] for choice in choices)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_word_list_finds_what_it_stands_for(language: Language) -> None:
    """A line with a slip of the notation would never match anything."""
    lines = [(line, each.words[language]) for each in lint_words().deny_lists for line in each.source.words[language]] + [
        (line, lint_words().patterns[name][language]) for name, each in lint_words().sets.items() for line in each[language]
    ]

    for line, pattern in lines:
        for text in spelt_out(line):
            assert pattern.search(fold(text).text), (line, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_word_list_ends_in_what_may_be_left_out(language: Language) -> None:
    """It would match without its last word: "the job is (safe)" also finds "the job is done"."""
    lines = [line for each in lint_words().deny_lists for line in each.source.words[language]]

    assert [line for line in lines if line.endswith((")", "..."))] == []


def test_a_damaged_word_list_says_what_to_mend(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("lists: []\nsets: {}\nfaults: {}\nmore: 1\n", encoding="utf-8")

    with pytest.raises(
        PlaybookError, match=re.escape("words.yaml (more, line 4): unexpected keyword argument; mend the word list")
    ):
        read_lint_words(path)


def test_a_word_list_that_is_not_yaml_says_so(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("lists: [", encoding="utf-8")

    with pytest.raises(PlaybookError, match="is not valid YAML"):
        read_lint_words(path)


def test_words_are_counted_as_one_counts_them() -> None:
    assert words("Zo’n e-mail, om 9.30 uur?") == ["Zo’n", "e-mail", "om", "9", "30", "uur"]


def test_the_shipped_playbook_has_no_errors() -> None:
    errors = [finding for finding in lint_playbook(load_playbook(shipped_playbook())) if finding.severity == "error"]

    assert errors == []
