"""The coach: a message and what is known beside it in, one reply out. It decides and does no I/O.

Same text, context, playbook and recogniser: same reply. The order of the questions it asks
itself is the order in which they matter: somebody in distress, a right, then everything else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from coachbot.commands import OWN_COMMANDS, Parsed, parse_command
from coachbot.follow_ups import FollowUp, follow_up
from coachbot.messages import (
    MAX_TEXT,
    Action,
    ARight,
    Cannot,
    CoachingAnswer,
    Coming,
    Context,
    Distress,
    DriverGuess,
    Help,
    HowToPointer,
    IncomingMessage,
    LanguageSet,
    LeadHelp,
    More,
    NeutralAdvice,
    NextMoves,
    Reply,
    SmallTalk,
    Topic,
    Unprepared,
    WhichDriver,
    WhichOfThese,
    WhoReads,
)
from coachbot.plain_text import plain_text
from coachbot.practice import asked_for
from coachbot.preparing import MAX_DESCRIPTION, prepared
from coachbot.who_reads import asks_who_reads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coachbot.follow_ups import FollowUpKind
    from coachbot.playbook import DriverId, Language, Mismatch, ObjectionId, Playbook
    from coachbot.recognition import Recogniser, Recognition, Span
    from coachbot.recognition.calibration import Calibration
    from coachbot.recognition.told import ToldDriver

OFFERED = 3
"""As many objections are offered when the coach isn't sure."""
OFFERED_INSTEAD = 2
"""As many are offered when the one that was answered isn't it."""

_HAS_LETTER = re.compile(r"[^\W\d_]")


class Coach:
    """Answers what a consultant reports."""

    def __init__(self, playbook: Playbook, recogniser: Recogniser, calibration: Calibration, told: ToldDriver) -> None:
        self.playbook = playbook
        self._recogniser = recogniser
        self._certainty = calibration
        self._told = told

    @property
    def recogniser(self) -> Recogniser:
        """By what it hears."""
        return self._recogniser

    def speaking_from(self, playbook: Playbook, recogniser: Recogniser) -> Coach:
        """The same coach with another playbook of the same driver model."""
        return Coach(playbook, recogniser, self._certainty, self._told)

    def decide(self, message: IncomingMessage, context: Context) -> Reply:
        """Decide what to say. Any text whatever gets a reply."""
        asked, usual = context.language or message.language, context.language_for(message)
        if message.action is not None:
            return self._act(message.action, usual, context)
        text = plain_text(message.text[:MAX_TEXT])
        if message.attachment is not None and not text:
            return Cannot(language=usual, kind=message.attachment)
        if not text:
            return Cannot(language=usual, kind="empty")
        command = parse_command(text) or _practice(text, self.playbook)
        if command is not None:
            return self._obey(command, message, context)
        text = text.removeprefix("/coach").strip() or text
        if not _HAS_LETTER.search(text):
            return Cannot(language=usual, kind="no_words")
        recognition = self._recogniser.recognise(text, usual)
        language = asked or recognition.language
        # Words that are of distress by themselves come first of all. What is only heard between the lines doesn't outweigh a
        # plain "I think he's red": so few words are easily mistaken.
        named = self._told.whole(text, language) if context.topic is None else self._told.alone(text, language)
        following = follow_up(text) if named is None else None
        asks_on = not recognition.distress_said and recognition.right is None and context.topic is not None
        asks_on = asks_on and (named is not None or _asks_on(following))
        boundary = None if asks_on else self._boundary(recognition, language, context)
        if boundary is not None:
            return boundary
        if recognition.other_language is not None and not asks_on:
            return Cannot(language=language, kind="other_language")
        followed = self._follow(named, following, language, context)
        if followed is not None:
            return followed
        reply = self._answer(text, recognition, language, context)
        if len(message.text) > MAX_TEXT and isinstance(reply, CoachingAnswer | WhichOfThese | NeutralAdvice):
            return replace(reply, shortened=True)
        return reply

    def _obey(self, command: Parsed, message: IncomingMessage, context: Context) -> Reply:
        """Answer a command; the ones of later versions are named as coming."""
        asked, usual = context.language or message.language, context.language_for(message)
        match command.command:
            case "help":
                return Help(language=usual, keeps=context.keeps)
            case "language":
                return LanguageSet(language=command.language or usual, chosen=command.language)
            case "channel":
                # Where channels are, things are kept, and `coachbot.people` has carried it out before.
                return Cannot(language=usual, kind="no_channel")
            case "prepare":
                return self._prepare(command.rest, asked, usual, context)
            case "quit":
                return SmallTalk(language=usual, kind="thanks")
            case "playbook":
                return LeadHelp(language=usual)
            case own if own in OWN_COMMANDS:
                return Cannot(language=usual, kind="not_kept")
            case coming:
                return Coming(language=usual, command=coming)

    def _prepare(self, description: str, asked: Language | None, usual: Language, context: Context) -> Reply:
        """What can be expected of a group that is described."""
        if not _HAS_LETTER.search(description):
            return Unprepared(language=usual, said=False)
        looked_at = description[:MAX_DESCRIPTION]
        recognition = self._recogniser.recognise(looked_at, usual)
        language = asked or recognition.language
        fears = recognition.distress == "writer" and not recognition.distress_said
        # "They are afraid of losing their jobs": distress between the lines is the group's where an objection is heard.
        of_the_group = fears and recognition.no_objection < self._certainty.no_objection
        boundary = None if of_the_group and recognition.right is None else self._boundary(recognition, language, context)
        if boundary is not None:
            return boundary
        if recognition.other_language is not None:
            return Cannot(language=language, kind="other_language")
        found = prepared(looked_at, language, recognition, self.playbook)
        if found is None:
            return Unprepared(language=language, said=True)
        return replace(
            found,
            mind_yourself=self._mismatch(found.topic.driver, context),
            participant_upset=of_the_group or recognition.distress == "participant",
            shortened=len(description) > MAX_DESCRIPTION,
        )

    def _mismatch(self, driver: DriverId | None, context: Context) -> Mismatch | None:
        """What this consultant's own drivers make likely before this one, where they have told the coach."""
        if context.profile is None or driver is None:
            return None
        return self.playbook.model.mismatches.get((context.profile.preference, driver))

    def listen(self, text: str, language: Language) -> Recognition:
        """What is heard in a text that isn't a remark, such as what somebody would say in practice."""
        return self._recogniser.recognise(text[:MAX_TEXT], language)

    def driver_named(self, text: str, language: Language) -> DriverId | None:
        """The driver, where naming it is all that a text does."""
        return self._told.whole(text, language)

    def _boundary(self, recognition: Recognition, language: Language, context: Context) -> Reply | None:
        """What comes before all coaching: somebody in distress, or somebody's right."""
        if recognition.distress == "writer":
            return Distress(language=language, contacts=context.contacts)
        if recognition.right is not None:
            return ARight(language=language, kind=recognition.right)
        return None

    def _answer(self, text: str, recognition: Recognition, language: Language, context: Context) -> Reply:
        """Answer a remark that isn't a follow-up."""
        if asks_who_reads(text):
            return WhoReads(language=language, keeps=context.keeps)
        if recognition.distress == "weary":
            return SmallTalk(language=language, kind="weary")
        upset = recognition.distress == "participant"
        if recognition.no_objection >= self._certainty.no_objection and not upset:
            if recognition.no_objection_kind == "howto":
                return HowToPointer(language=language)
            return SmallTalk(language=language, kind=recognition.no_objection_kind)
        guess = self._guess(text, recognition)
        topic = Topic(
            language=language,
            objection=None,
            driver=guess.driver if guess else None,
            candidates=recognition.objections,
            drivers=recognition.drivers,
        )
        first = recognition.objections[0] if recognition.objections else None
        if first is None or first.probability < self._certainty.idea:
            return self._no_idea(topic, upset=upset)
        if first.probability < self._certainty.sure:
            offered = self._offer(topic, frozenset(), OFFERED)
            return WhichOfThese(topic=topic, candidates=offered, participant_upset=upset)
        answer = self._coaching(replace(topic, objection=first.objection), first.objection, guess, context)
        return replace(
            answer,
            probability=first.probability,
            evidence=_words(recognition.evidence, text),
            also_heard=tuple(scored.objection for scored in recognition.also_heard)[:OFFERED_INSTEAD],
            participant_upset=upset,
            judged=recognition.judged,
        )

    def _no_idea(self, topic: Topic, *, upset: bool = False) -> NeutralAdvice:
        general = self.playbook.model.general
        return NeutralAdvice(topic=topic, entry=general, text=general.texts[topic.language], participant_upset=upset)

    def _guess(self, text: str, recognition: Recognition) -> DriverGuess | None:
        ranked = [scored.driver for scored in recognition.drivers]
        if recognition.told_driver is not None:
            other = next((driver for driver in ranked if driver != recognition.told_driver), None)
            return DriverGuess(driver=recognition.told_driver, how="told", runner_up=other)
        first = recognition.drivers[0] if recognition.drivers else None
        if first is None or first.probability < self._certainty.driver:
            return None
        return DriverGuess(
            driver=first.driver,
            how="heard",
            probability=first.probability,
            evidence=_words(recognition.driver_evidence, text),
            runner_up=ranked[1] if len(ranked) > 1 else None,
        )

    def _coaching(
        self, topic: Topic, objection: ObjectionId, guess: DriverGuess | None, context: Context, angle: int = 0
    ) -> CoachingAnswer:
        """The answer from the entry of this cell, or from the nearest that there is."""
        driver = guess.driver if guess else None
        found = self.playbook.entry(objection, driver)
        text = found.entry.texts[topic.language]
        angles = text.all_angles
        number = angle % len(angles)
        return CoachingAnswer(
            topic=replace(topic, objection=objection, driver=driver, angle=number),
            objection=objection,
            probability=None,
            evidence=(),
            guess=guess,
            entry=found.entry,
            fallback=found.fallback,
            text=text,
            angle=angles[number],
            angle_number=number,
            mind_yourself=self._mismatch(driver, context),
        )

    def _offer(self, topic: Topic, without: frozenset[ObjectionId | None], most: int) -> tuple[ObjectionId, ...]:
        """The likeliest objections but some, as many as are worth offering."""
        left = [
            scored
            for scored in topic.candidates
            if scored.objection not in without and scored.objection in self.playbook.objections
        ]
        worth = [scored for scored in left if scored.probability >= self._certainty.candidate] or left[:1]
        return tuple(scored.objection for scored in worth[:most])

    # Buttons

    def _act(self, action: Action, usual: Language, context: Context) -> Reply:
        """Do what a button asks. Its ids are looked up, never trusted."""
        topic = context.topic or Topic(language=usual, objection=None, driver=None)
        if action.kind == "none_of_these":
            return self._no_idea(replace(topic, objection=None))
        if action.driver is not None and action.driver not in self.playbook.model.drivers:
            return Cannot(language=usual, kind="unknown_choice")
        if action.kind == "yes_but":
            return self._next_moves(topic, action.driver)
        objection = action.objection
        if objection is None or objection not in self.playbook.objections:
            return Cannot(language=usual, kind="unknown_choice")
        topic = replace(topic, objection=objection, driver=action.driver, angle=action.angle)
        match action.kind:
            case "show":
                return self._coaching(topic, objection, _chosen(action.driver, context.topic), context, action.angle)
            case "more":
                return self._more(topic, objection, action.driver, action.angle)
            case "other_drivers":
                return WhichDriver(topic=topic, objection=objection)
            case "other_objections":
                return self._instead(topic, objection)
            case _:
                # What is about the consultant is acted on by `coachbot.people`, where things are kept.
                return Cannot(language=usual, kind="unknown_choice")

    def _instead(self, topic: Topic, objection: ObjectionId) -> Reply:
        """The next likeliest objections, for when the one that was answered isn't it."""
        offered = self._offer(topic, frozenset((objection,)), OFFERED_INSTEAD)
        if not offered:
            return self._no_idea(replace(topic, objection=None))
        return WhichOfThese(topic=replace(topic, objection=None), candidates=offered, rejected=True)

    def _more(self, topic: Topic, objection: ObjectionId, driver: DriverId | None, angle: int) -> More:
        found = self.playbook.entry(objection, driver)
        text = found.entry.texts[topic.language]
        angles = text.all_angles
        return More(
            topic=topic,
            objection=objection,
            driver=driver,
            entry=found.entry,
            text=text,
            angle=angles[angle % len(angles)],
            next_moves=self.playbook.model.moves(driver, topic.language),
        )

    def _next_moves(self, topic: Topic, driver: DriverId | None) -> NextMoves:
        return NextMoves(topic=topic, driver=driver, moves=self.playbook.model.moves(driver, topic.language))

    # Follow-ups

    def _follow(self, named: DriverId | None, following: FollowUp | None, language: Language, context: Context) -> Reply | None:
        """Go on from what was answered before, by the driver that was named or by what was asked; None at something new."""
        if named is not None:
            return self._as_driver(named, language, context)
        if following is None:
            return None
        if following.kind == "as_driver":
            driver = self._told.whole(_bare(following.rest), language)
            return None if driver is None else self._as_driver(driver, language, context)
        topic = context.topic
        if following.kind == "correction":
            return self._correct(following, language, context)
        if following.kind == "yes_but":
            # Also where the objection isn't settled yet: what to do next hangs on the driver alone.
            unknown = Cannot(language=language, kind="nothing_to_follow")
            return unknown if topic is None else self._next_moves(replace(topic, language=language), topic.driver)
        if topic is None or topic.objection is None or topic.objection not in self.playbook.objections:
            return Cannot(language=language, kind="nothing_to_follow") if following.kind != "more" else None
        objection = topic.objection
        topic = replace(topic, language=language)
        if following.kind == "more":
            return self._more(topic, objection, topic.driver, topic.angle)
        angle = self._angle_for(following.kind, topic, objection)
        return self._coaching(topic, objection, _chosen(topic.driver, topic), context, angle)

    def _angle_for(self, kind: FollowUpKind, topic: Topic, objection: ObjectionId) -> int:
        """The angle to show next: the same, the next, or of the others the one with the least to say."""
        angles = self.playbook.entry(objection, topic.driver).entry.texts[topic.language].all_angles
        shown = topic.angle % len(angles)
        match kind:
            case "again":
                return shown
            case "shorter":
                others = [number for number in range(len(angles)) if number != shown]
                return min(others, key=lambda number: len(angles[number].wording + angles[number].question), default=shown)
            case _:
                return topic.angle + 1

    def _as_driver(self, driver: DriverId, language: Language, context: Context) -> Reply:
        guess = DriverGuess(driver=driver, how="told")
        topic = context.topic
        if topic is None:
            return Cannot(language=language, kind="nothing_to_follow")
        topic = replace(topic, language=language)
        if topic.objection is not None and topic.objection in self.playbook.objections:
            return self._coaching(topic, topic.objection, guess, context)
        offered = self._offer(topic, frozenset(), OFFERED)
        topic = replace(topic, driver=driver)
        return WhichOfThese(topic=topic, candidates=offered) if offered else self._no_idea(topic)

    def _correct(self, following: FollowUp, language: Language, context: Context) -> Reply | None:
        """What "no, it was about …" asks for: the objection that is meant, never the one that was answered."""
        topic = context.topic
        if topic is None:
            return None
        topic = replace(topic, language=language)
        if not following.rest:
            if topic.objection is None:
                return self._no_idea(topic)
            return self._instead(topic, topic.objection)
        told = self._told(following.rest, language)
        if told is not None:
            return self._as_driver(told, language, context)
        recognition = self._recogniser.recognise(following.rest, language)
        first = recognition.objections[0]
        if first.objection == topic.objection and first.probability >= self._certainty.sure:
            # "Nee, daar heb ik geen tijd voor": what the user said next, and no correction.
            return None
        meant = tuple(scored for scored in recognition.objections if scored.objection != topic.objection)
        topic = replace(topic, candidates=meant)
        if not meant or meant[0].probability < self._certainty.idea:
            return self._no_idea(replace(topic, objection=None))
        clear = len(meant) == 1 or meant[0].probability >= 2 * meant[1].probability
        if meant[0].probability >= self._certainty.sure or clear:
            return self._coaching(topic, meant[0].objection, _chosen(topic.driver, context.topic), context)
        return WhichOfThese(
            topic=replace(topic, objection=None), candidates=self._offer(topic, frozenset(), OFFERED), rejected=True
        )


def _asks_on(following: FollowUp | None) -> bool:
    """Whether a text goes on in one of the ways that leave no room for more."""
    return following is not None and (following.kind != "correction" or not following.rest)


def _practice(text: str, playbook: Playbook) -> Parsed | None:
    """The command to practise with whom a text names; where that is kept, `coachbot.people` has carried it out before."""
    return None if asked_for(text, playbook) is None else Parsed(command="practice")


def _chosen(driver: DriverId | None, topic: Topic | None) -> DriverGuess | None:
    """A driver that was chosen, with how likely it seemed in the remark, if it was heard there."""
    if driver is None:
        return None
    ranked = topic.drivers if topic else ()
    probability = next((scored.probability for scored in ranked if scored.driver == driver), None)
    other = next((scored.driver for scored in ranked if scored.driver != driver), None)
    return DriverGuess(driver=driver, how="chosen", probability=probability, runner_up=other)


def _words(spans: Sequence[Span], text: str) -> tuple[str, ...]:
    return tuple(span.of(text) for span in spans)


_ARTICLE = re.compile(r"^(?:een|a|an|iemand met|iemand die|someone|somebody)\s+|\s+(?:type|persoon|person)$", re.IGNORECASE)


def _bare(name: str) -> str:
    """A driver's name without what stands around it: "een blauw type" is "blauw"."""
    return _ARTICLE.sub("", _ARTICLE.sub("", name))
