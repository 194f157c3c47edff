"""Where coaching stops, by patterns alone: distress, rights, and for each of them what only looks like it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from coachbot.messages import RIGHT_KINDS
from coachbot.recognition.boundaries import OWN_VOICE, VEILED, Boundaries, shipped_boundaries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.playbook import Language
    from coachbot.recognition import Distressed

THRESHOLD = 0.6

WRITER = {
    "nl": (
        "Ik kan niet meer.",
        "Ik ben zo bang.",
        "Ze maken apengeluiden als ik langsloop.",
        "Ik hou dit niet langer vol.",
        "Ik ben op.",
        "Ik kan er niet meer tegen.",
        "Ik zit al een uur op de parkeerplaats te huilen.",
        "Ik moest vanmiddag op de wc zo huilen dat ik niet terug durfde.",
        "Ik kreeg midden in mijn verhaal een paniekaanval.",
        "Ik zie geen uitweg meer.",
        "Al weken slaap ik amper en eet ik bijna niks.",
        "Mijn vader is vannacht overleden.",
        "We zijn ons kindje verloren.",
        "Ik drink een fles wijn per avond.",
        "Hij legde zijn hand op mijn knie en liet hem daar liggen.",
        "Ik word door mijn team gepest.",
        "k zit hier te huilen in t trappenhuis",
        "Mijn huisarts noemt het een burn-out en ik durf me niet ziek te melden.",
    ),
    "en": (
        "I can't go on.",
        "He shoved me against the lockers.",
        "I can’t do this any more.",
        "I've been crying in the stairwell since lunch.",
        "I burst into tears in front of the whole council.",
        "I had a panic attack on the motorway.",
        "I see no way out.",
        "I haven't slept in weeks.",
        "My father died last night and I'm supposed to be on at nine.",
        "I had a miscarriage on Friday.",
        "I've relapsed.",
        "I need two bottles of wine to get through the week, and I drink vodka at noon.",
        "He keeps touching me when nobody is looking.",
        "I'm being bullied by my own team.",
        "im so lonely in these hotels, cant stop crying",
        "My doctor says it's burnout and I daren't tell anyone.",
        "I don't trust myself tonight.",
    ),
}

DANGER = {
    "nl": (
        "Soms denk ik dat het beter is als ik er niet meer ben.",
        "Ik heb een afscheidsbrief geschreven.",
        "Ik wil dood.",
        "Ze zei dat ze zichzelf weer snijdt.",
        "'Ik maak er een eind aan,' zei hij, 'aan mijn leven.'",
        "Een deelnemer vertelde dat hij niet meer wil leven.",
        "Ze durft niet naar huis, haar man slaat haar.",
        "Hij dreigde de directeur iets aan te doen.",
        "Er ligt hier een deelnemer op de grond en hij ademt raar.",
        "Mijn collega heeft een heel potje pillen geslikt, een heleboel pillen ingenomen.",
        "Ik gooi vanavond het stuur om.",
    ),
    "en": (
        "I think they'd all be better off without me.",
        "I've written a goodbye letter.",
        "I want to die.",
        "She said that she's been hurting herself again.",
        "'I'll kill myself if they close us,' he said.",
        "A participant told me she doesn't want to live any more.",
        "She says her husband hits her when she's late.",
        "He threatened to stab the director.",
        "A trainee has collapsed and she's not breathing.",
        "My colleague took a whole packet of pills.",
        "Tonight I'll drive into a tree.",
    ),
}

PARTICIPANT = {
    "nl": (
        "Ze huilde in de pauze, ze is doodsbang haar baan te verliezen.",
        "Met een brok in zijn keel vroeg hij wie dit bedacht had.",
        "'Ik kan niet meer,' zei ze, 'dit is het vierde systeem in drie jaar.'",
        "Ze zei: ik kan niet meer.",
        "Er zitten er twee tegen een burn-out aan en dan komt dit erbij.",
        "Hij ligt er 's nachts wakker van dat zijn chef straks alles ziet.",
        "Ze was helemaal overstuur omdat ze er alweer niet in kwam.",
        "Haar stem brak toen ze vertelde dat niemand haar iets gevraagd had.",
    ),
    "en": (
        "She cried in the break, she's terrified of losing her job.",
        "With a lump in his throat he asked who'd come up with this.",
        "'I can't do this any more,' she said, 'it's the fourth system in three years.'",
        "Two of them are close to burnout, and now this on top.",
        "He lies awake over his boss seeing everything.",
        "She was distraught because she couldn't get in, yet again.",
        "Her voice broke as she told me nobody had asked her anything.",
        "The older clerk had tears in his eyes at the login screen.",
    ),
}

NO_DISTRESS = {
    "nl": (
        "Ik ben kapot, maar wat een mooie dag.",
        "Ik ben op, maar wat hebben we gelachen.",
        "Ik ging dood van het lachen om die typefout.",
        "Ik kan niet meer van de oliebollen.",
        "Dat trappenhuis wordt mijn dood nog eens.",
        "Ik huilde van het lachen toen de burgemeester vast bleef zitten.",
        "Ik kreeg bijna een hartaanval van het brandalarm, bleek een oefening.",
        "Ik kan niet meer meekomen met al die systemen.",
        "Ik kan niet meer bij mijn oude dossiers.",
        "Ik zie het niet zitten, zo'n nieuw pakket.",
        "Bij suïcidepreventie kun je niet werken met zes vaste vinkjes.",
        "Dat is politieke zelfmoord voor de wethouder.",
        "Hij onderbrak me na de eerste dia en sloeg zijn laptop dicht.",
        "Ik ga nog liever dood dan dat ik daarmee werk.",
        "Ik ben bang dat ik iets verkeerd aanklik.",
        "Hij gaf me een klap op mijn schouder en zei dat het goed komt.",
    ),
    "en": (
        "I'm dead on my feet, but what a day!",
        "I nearly died laughing at that typo.",
        "Those stairs will be the death of me.",
        "We cried laughing, all of us.",
        "That alarm nearly gave me a heart attack, it was only a drill.",
        "I'd kill for a biscuit.",
        "I can't keep up with all these systems any more.",
        "I can't get into my old files any more.",
        "I'm done with new systems.",
        "In suicide prevention you can't work with six tick boxes.",
        "That's political suicide for the mayor.",
        "He shook his head, broke off and slammed the laptop shut.",
        "I'd rather die than work with that.",
        "I'm afraid I'll click the wrong thing.",
        "It hit me that nobody had asked them anything.",
        "The server broke down and then the printer passed out.",
    ),
}

USED = {
    "works_council": {
        "nl": (
            "Wij stappen hiermee naar de ondernemingsraad.",
            "De OR zegt dat er nog geen instemming is gevraagd, terwijl dat wettelijk moet.",
            "'Dat leg ik voor aan onze MR.'",
        ),
        "en": (
            "We're taking this to the works council.",
            "The staff council says it should have been consulted by law.",
            "The works council wants a formal request first.",
        ),
    },
    "union": {
        "nl": (
            "Hij heeft de vakbond gebeld.",
            "Ze wil dat er iemand van de FNV bij het gesprek is.",
            "De bond heeft hun afgeraden mee te werken.",
        ),
        "en": (
            "He's ringing his union tonight.",
            "She wants her shop steward present before she says another word.",
            "The union has advised them not to sign.",
        ),
    },
    "data_request": {
        "nl": (
            "Ze dient een inzageverzoek in.",
            "Hij eist dat we al zijn gegevens wissen.",
            "Ze gaat met een klacht naar de Autoriteit Persoonsgegevens.",
        ),
        "en": (
            "She's putting in a subject access request.",
            "He wants his file erased.",
            "She's going to the Information Commissioner with this.",
        ),
    },
    "accessibility": {
        "nl": (
            "Ze is doof en heeft recht op een tolk, zei ze.",
            "Een blinde collega loopt met zijn schermlezer vast en vraagt om een aanpassing.",
            "Hij meldt zich bij het College voor de Rechten van de Mens.",
        ),
        "en": (
            "She's deaf and says she's entitled to an interpreter.",
            "A blind colleague asks for an adjustment, his screen reader gets nothing out of it.",
            "He's lodging an accessibility complaint.",
        ),
    },
    "safety": {
        "nl": (
            "Hij heeft het gemeld bij de Arbeidsinspectie.",
            "Ze wil eerst een werkplekonderzoek voor haar RSI.",
            "Hij weigert, want op hoogte is dat onveilig.",
        ),
        "en": (
            "He's reported it to health and safety.",
            "She wants a workstation assessment first.",
            "He refuses, it isn't safe while driving.",
        ),
    },
    "harassment": {
        "nl": (
            "Ze gaat naar de vertrouwenspersoon.",
            "Hij heeft een klacht ingediend wegens discriminatie.",
            "Ze wordt gepest en heeft dat gemeld bij HR.",
        ),
        "en": (
            "She's going to the confidential adviser.",
            "He's made a complaint of discrimination.",
            "She's being bullied and has reported it to HR.",
        ),
    },
}

MENTIONED = {
    "works_council": {
        "nl": ("De OR heeft niks gezegd.", "Een lid van de ondernemingsraad vroeg wat het kost."),
        "en": ("The works council hasn't said a thing.", "Somebody from the staff council asked what it costs."),
    },
    "union": {
        "nl": ("Die man van de vakbond mopperde dat het te duur is.", "Bij de bond gebruiken ze iets anders."),
        "en": ("The union man grumbled that it's too expensive.", "Our credit union wants the old package back."),
    },
    "data_request": {
        "nl": ("Mag dat wel van de AVG?", "Wij doen inzageverzoeken en die passen niet in dit proces."),
        "en": ("Is that allowed under GDPR?", "We handle subject access requests and they don't fit."),
    },
    "accessibility": {
        "nl": ("Mijn slechtziende collega kan niet meer vergroten.", "Dat is de blinde vlek in jullie verhaal."),
        "en": ("My partially sighted mum would find it far too complicated.", "That fell on deaf ears."),
    },
    "safety": {
        "nl": ("Bij de arbodienst werken ze nog op papier.", "Onze bedrijfsarts vond het een duur pakket."),
        "en": ("At health and safety they still use paper.", "Our safety officer has no time for a training."),
    },
    "harassment": {
        "nl": ("De vertrouwenspersoon vond het een duur systeem.", "Het voelt als discriminatie dat zij twee schermen hebben."),
        "en": ("The confidential adviser thought it a pricey system.", "It feels like discrimination that they've two screens."),
    },
}

WEARY = {
    "nl": (
        "ik word er moedeloos van",
        "Pff, wat een rotdag. Ik word er zo moe van.",
        "Hoi coach, ik ben doodmoe van al dat gezeur!",
        "ik baal enorm van die groep van vanochtend",
        "Ik trek deze groep echt niet meer.",
        "ik zie op tegen de sessie van morgen",
        "Deze deelnemers slopen me",
        "ik voel me machteloos",
        "de moed zakt me in de schoenen",
        "zware week gehad",
        "Ik twijfel aan mezelf als trainer",
        "ik krijg er hoofdpijn van",
        "ik stop ermee voor vandaag",
    ),
    "en": (
        "it's getting me down",
        "It’s really wearing me out.",
        "Ugh. Rough day. I'm fed up with this group.",
        "im so tired of this project",
        "I'm dreading tomorrow's session",
        "I can't take this group anymore",
        "i feel low after today",
        "I can't get through to this group",
        "My heart sinks.",
        "What a terrible afternoon",
        "I've had it with these people",
        "I doubt myself as a trainer",
        "I'm done for today",
    ),
}
MORE_THAN_WEARY = {
    "nl": (
        "Ik word er moedeloos van, ik zie het leven niet meer zitten.",
        "Ik word er moedeloos van. Alles is leeg.",
        "ik word zo moe van het leven",
        "ik ben moe van alles",
        "Zware week gehad. Ik kan niet meer.",
        "ik wil stoppen",
        "ik wil niet meer",
        "ik word er moedeloos van en 's nachts lig ik te huilen",
    ),
    "en": (
        "It's getting me down, I don't want to be here anymore",
        "I'm so tired of living",
        "I'm tired of everything",
        "Rough day. I'm done.",
        "I feel low",
        "I can't take it anymore",
        "it's getting me down and I cry at night",
        "I want to quit",
    ),
}


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return shipped_boundaries()


def heard(boundaries: Boundaries, text: str, language: Language, learned: float = 0.0) -> Distressed | None:
    return boundaries.distress(text, language, learned=learned, threshold=THRESHOLD)


def table(texts: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, inside in texts.items() for text in inside]


def rights(texts: Mapping[str, Mapping[str, tuple[str, ...]]]) -> list[tuple[str, str, str]]:
    return [(kind, language, text) for kind, inside in texts.items() for language, text in table(inside)]


@pytest.mark.parametrize(("language", "text"), table(WRITER))
def test_distress_of_the_writer_is_heard(boundaries: Boundaries, language: Language, text: str) -> None:
    assert heard(boundaries, text, language) == "writer"


@pytest.mark.parametrize(("language", "text"), table(DANGER))
def test_danger_is_heard_whoever_is_in_it_and_whoever_says_so(boundaries: Boundaries, language: Language, text: str) -> None:
    assert heard(boundaries, text, language) == "writer"


@pytest.mark.parametrize(("language", "text"), table(PARTICIPANT))
def test_distress_inside_an_objection_is_the_participants(boundaries: Boundaries, language: Language, text: str) -> None:
    assert heard(boundaries, text, language) == "participant"


@pytest.mark.parametrize(("language", "text"), table(NO_DISTRESS))
def test_strong_words_and_plain_objections_are_no_distress(boundaries: Boundaries, language: Language, text: str) -> None:
    assert heard(boundaries, text, language) is None


@pytest.mark.parametrize(("kind", "language", "text"), rights(USED))
def test_a_right_is_heard_when_somebody_uses_it(boundaries: Boundaries, kind: str, language: Language, text: str) -> None:
    assert boundaries.right(text, language) == kind


@pytest.mark.parametrize(("kind", "language", "text"), rights(MENTIONED))
def test_a_right_is_not_heard_when_its_word_merely_occurs(
    boundaries: Boundaries, kind: str, language: Language, text: str
) -> None:
    assert boundaries.right(text, language) is None, kind


def test_every_right_has_examples_and_near_misses() -> None:
    assert set(USED) == set(MENTIONED) == set(RIGHT_KINDS)


@pytest.mark.parametrize(("language", "text"), table(WEARY))
def test_a_bad_day_is_no_distress_whatever_was_learned(boundaries: Boundaries, language: Language, text: str) -> None:
    assert heard(boundaries, text, language, learned=1.0) == "weary"


@pytest.mark.parametrize(("language", "text"), table(MORE_THAN_WEARY))
def test_a_sentence_that_may_mean_more_leaves_a_weary_message_to_what_was_learned(
    boundaries: Boundaries, language: Language, text: str
) -> None:
    assert heard(boundaries, text, language, learned=1.0) == "writer"


def test_what_the_recogniser_learned_counts_where_no_pattern_does(boundaries: Boundaries) -> None:
    text = "Ik loop rond en doe de dingen die ik altijd deed."

    assert heard(boundaries, text, "nl") is None
    assert heard(boundaries, text, "nl", learned=THRESHOLD * OWN_VOICE) == "writer"


def test_a_veiled_word_lets_a_suspicion_suffice(boundaries: Boundaries) -> None:
    plain, veiled = "Ik loop nog even een rondje.", "Ik loop nog even naar het viaduct."

    assert heard(boundaries, plain, "nl", learned=THRESHOLD * VEILED) is None
    assert heard(boundaries, veiled, "nl", learned=THRESHOLD * VEILED) == "writer"


def test_work_with_a_system_asks_for_more_certainty(boundaries: Boundaries) -> None:
    text = "I can't keep up with all these systems any more."

    assert heard(boundaries, text, "en", learned=THRESHOLD) is None
    assert heard(boundaries, text, "en", learned=0.99) == "writer"


def test_somebody_who_uses_a_right_is_not_taken_for_distressed_by_the_recogniser(boundaries: Boundaries) -> None:
    text = "A participant told me that she's filing a grievance for the remarks he keeps making about her body."

    assert heard(boundaries, text, "en", learned=0.99) is None
    assert boundaries.right(text, "en") == "harassment"


def test_typographic_quotes_and_chat_spelling_are_understood(boundaries: Boundaries) -> None:
    assert heard(boundaries, "i can’t go on", "en") == heard(boundaries, "i cant go on", "en") == "writer"
    assert heard(boundaries, "k kan t niet meer aan", "nl") == "writer"


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "word", ["ik ", "i ", "ik ben niet meer er ", "i am so ", "' ", '" ', "de or klacht ", "   ", "a", "wil "]
)
def test_a_long_text_is_read_in_linear_time(boundaries: Boundaries, language: Language, word: str) -> None:
    text = (word * 4000)[:4000]
    started = time.perf_counter()

    heard(boundaries, text, language)
    boundaries.right(text, language)

    assert time.perf_counter() - started < 3
