"""The own-driver questionnaire: which question is next, and what the picks say.

The answers so far travel in the buttons, two digits a situation (what fits most, what fits least),
so an interrupted questionnaire leaves nothing behind and a restart loses nothing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coachbot.messages import OwnDriversQuestion, Profile

if TYPE_CHECKING:
    from coachbot.playbook import DriverId, Language, Questionnaire


def next_question(questionnaire: Questionnaire, answers: str, language: Language) -> OwnDriversQuestion | None:
    """The question that comes after these answers; None when they are complete."""
    situation, asked = divmod(len(answers), 2)
    if situation >= len(questionnaire.situations):
        return None
    picks = tuple(range(len(questionnaire.situations[situation].options)))
    if not asked:
        return OwnDriversQuestion(language=language, situation=situation, asks="most", picks=picks, answers=answers)
    left = tuple(pick for pick in picks if pick != int(answers[-1]))
    return OwnDriversQuestion(language=language, situation=situation, asks="least", picks=left, answers=answers)


def are_answers(questionnaire: Questionnaire, answers: str) -> bool:
    """Whether a text that came back from a platform can be answers: digits of options that there are."""
    if len(answers) > 2 * len(questionnaire.situations) or not (answers.isascii() and (answers.isdigit() or not answers)):
        return False
    for index, digit in enumerate(answers):
        options = len(questionnaire.situations[index // 2].options)
        if int(digit) >= options or (index % 2 and digit == answers[index - 1]):
            return False
    return True


def profile_of(questionnaire: Questionnaire, answers: str) -> Profile:
    """The profile that complete answers give: the driver picked most, and the one turned down most.

    A pick as "most" counts 1 and as "least" counts -1. Of equals the one picked more often wins, then
    the one that comes first in the questionnaire, so the same answers always give the same profile.
    """
    most: Counter[DriverId] = Counter()
    least: Counter[DriverId] = Counter()
    order: list[DriverId] = []
    for index, situation in enumerate(questionnaire.situations):
        order += [option.driver for option in situation.options if option.driver not in order]
        most[situation.options[int(answers[2 * index])].driver] += 1
        least[situation.options[int(answers[2 * index + 1])].driver] += 1
    preference = max(order, key=lambda driver: (most[driver] - least[driver], most[driver], -order.index(driver)))
    others = [driver for driver in order if driver != preference]
    rejection = max(others, key=lambda driver: (least[driver] - most[driver], least[driver], -order.index(driver)))
    return Profile(preference=preference, rejection=rejection if least[rejection] > most[rejection] else None)
