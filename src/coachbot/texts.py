"""Every text a user can see beside the playbook: a field each, the words in `locales/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import TypeAdapter, ValidationError

from coachbot.errors import ConfigurationError, Problem
from coachbot.yaml_files import read_yaml

if TYPE_CHECKING:
    from datetime import date

    from coachbot.playbook import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The words of one language. `{…}` in a text is filled in where it is used."""

    # The answer, part by part.
    heard_sure: str
    heard_likely: str
    heard_chosen: str
    heard_also: str
    because_of: str
    driver_guess: str
    driver_told: str
    driver_chosen: str
    driver_unknown: str
    driver_runner_up: str
    driver_no_entry: str
    objection_no_entry: str
    behind: str
    say_first: str
    then_ask: str
    check_first: str
    next_act: str
    mind_yourself: str
    if_yes: str
    avoid: str
    listen_for: str
    formal: str
    next_moves: str
    next_moves_unknown: str
    another_angle_of: str
    verified: str
    unverified: str
    judged: str
    owner_lead: str
    overdue: str
    care_participant: str
    shortened: str
    # Buttons.
    button_other_driver: str
    button_not_this: str
    button_none_of_these: str
    button_another_angle: str
    button_more: str
    button_yes_but: str
    button_back: str
    button_neutral: str
    # When the coach isn't sure, or has no idea.
    which_of_these: str
    which_of_these_rejected: str
    which_driver: str
    no_idea: str
    # A session that is prepared.
    prepare_how: str
    prepare_nothing_known: str
    prepared_head: str
    prepared_care: str
    prepared_driver: str
    prepared_driver_unknown: str
    prepared_questions: str
    prepared_because: dict[str, str]
    prepared_small_print: str
    prepared_answers: str
    button_remind_session: str
    # A round of practice in a channel.
    round_head: str
    round_says: str
    round_how: str
    round_minutes: dict[str, str]
    button_round_answer: str
    button_round_change: str
    button_round_close: str
    round_form_intro: str
    round_form_guess: str
    round_form_wording: str
    round_form_wording_hint: str
    round_form_wording_not_kept: str
    round_form_may_show: str
    round_form_show_options: dict[str, str]
    round_form_submit: str
    round_without_guess: str
    round_wording_problems: dict[str, str]
    round_answered: dict[str, str]
    round_closing: str
    round_refused: dict[str, str]
    round_late: str
    revealed_head: str
    revealed_spread: dict[str, str]
    revealed_played: str
    revealed_nobody: str
    revealed_wordings: str
    revealed_some_wordings: str
    revealed_talk: str
    # No objection.
    small_talk: dict[str, str]
    how_to: str
    # Where coaching stops.
    distress: str
    distress_contacts: str
    distress_default_contacts: str
    rights: dict[str, str]
    right_offer: str
    right_owners: dict[str, str]
    # Commands.
    help: str
    help_commands: str
    help_coming: str
    command_help: dict[str, str]
    who_reads: str
    who_reads_kept: str
    who_reads_no_words: str
    welcome: str
    # People: own drivers, history, reminders, feedback.
    own_asks_most: str
    own_asks_least: str
    own_number: str
    own_profile: str
    own_rejection: str
    own_kept: str
    own_none: str
    own_dropped: str
    button_own_again: str
    button_own_drop: str
    button_own_start: str
    history_none: str
    history_head: str
    history_item: str
    history_item_unsure: str
    history_preparation: str
    button_older: str
    button_helpful: str
    button_not_helpful: str
    button_remind: str
    feedback_good: str
    feedback_bad: str
    remind_when: str
    remind_choices: dict[str, str]
    reminding: str
    reminders_stopped: str
    button_stop_reminders: str
    how_did_it_go: str
    how_did_it_go_about: str
    how_did_session_go: str
    outcomes: dict[str, str]
    button_snooze: str
    exported: str
    forget_sure: str
    button_forget: str
    forgotten: str
    forgotten_tonight: str
    settings: str
    settings_channel: dict[str, str]
    settings_how: str
    settings_changed: str
    settings_refused: str
    language_names: dict[str, str]
    weekdays: str
    button_send_to_leads: str
    sent_to_leads: str
    not_sent_to_leads: str
    # Practice with a played user.
    practice_head: str
    practice_objection: str
    practice_says: str
    practice_silent: dict[str, str]
    practice_how: dict[str, str]
    practice_rest: str
    practice_guess: str
    practice_guessed: str
    practice_exchange: str
    practice_good: str
    practice_nothing_good: str
    practice_try: str
    practice_nothing_to_try: str
    practice_saw: str
    practice_reasons: dict[str, str]
    practice_go_on: str
    practice_over: dict[str, str]
    practice_outcomes: dict[str, str]
    practice_listen: str
    practice_compare: str
    practice_unheard: dict[str, str]
    practice_form: str
    practice_form_hint: str
    practice_form_submit: str
    practice_progress_head: str
    practice_progress_none: str
    practice_practised: dict[str, str]
    practice_lately: str
    practice_rule: str
    practice_rules: dict[str, str]
    practice_heard: str
    practice_heard_none: str
    practice_heard_times: dict[str, str]
    practice_private: str
    practice_erased: str
    button_practice_write: str
    button_practice_other: str
    button_practice_again: str
    button_practice_stop: str
    button_practice_progress: str
    button_practice_erase: str
    button_practice_entry: str
    # Together, and keeping the playbook.
    button_share: str
    shared_head: str
    home_none_asked: str
    home_reminders: str
    home_reminder: str
    home_reminder_open: str
    home_leads: str
    home_cells: str
    roles_head: str
    roles_none: str
    roles_claim: str
    roles_how: str
    roles_own: str
    role_names: dict[str, str]
    roles_just: dict[str, str]
    not_allowed: dict[str, str]
    lead_help: str
    lead_command_help: dict[str, str]
    lead: dict[str, str]
    lead_gap_sent: dict[str, str]
    lead_gap_places: dict[str, str]
    lead_parts: dict[str, str]
    lead_buttons: dict[str, str]
    lead_forms: dict[str, str]
    lead_submits: dict[str, str]
    lead_intros: dict[str, str]
    lead_fields: dict[str, str]
    lead_hints: dict[str, str]
    lead_problems: dict[str, str]
    lead_refused: dict[str, str]
    lead_done: dict[str, str]
    home_waiting: str
    home_gaps: str
    button_home_review: str
    button_home_gaps: str
    coverage: dict[str, str]
    digest: dict[str, str]
    change_kinds: dict[str, str]
    report: dict[str, str]
    language_set: str
    language_free: str
    language_free_here: str
    language_channel: dict[str, str]
    coming: str
    # What can't be answered.
    cannot: dict[str, str]
    # Forms.
    form_problem: str
    form_advice: str
    form_required: str
    form_choose: str
    # The terminal.
    terminal_welcome: str
    terminal_prompt: str
    terminal_goodbye: str
    terminal_exported: str
    terminal_form_optional: str
    terminal_form_end: str
    terminal_form_number: str
    terminal_form_too_long: str
    terminal_form_left: str
    learning_words: str
    learning_meaning: str


def shown_day(day: date, language: Language) -> str:
    """A day as people of a language write it.

    >>> from datetime import date
    >>> shown_day(date(2026, 11, 25), "nl"), shown_day(date(2026, 11, 25), "en")
    ('25-11-2026', '25/11/2026')
    """
    return f"{day.day}-{day.month}-{day.year}" if language == "nl" else f"{day.day}/{day.month}/{day.year}"


_T = TypeVar("_T")
_TEXTS = TypeAdapter(Texts)


@lru_cache(maxsize=2)
def load_texts(language: Language) -> Texts:
    """The texts of a language.

    Raises:
        ConfigurationError: a text is missing, surplus or not a text.
    """
    return read_texts("coachbot", language, _TEXTS)


def read_texts(package: str, language: Language, shape: TypeAdapter[_T]) -> _T:
    """The texts that a package keeps in `locales/`, a field each.

    Raises:
        ConfigurationError: a text is missing, surplus or not a text.
    """
    name = f"locales/{language}.yaml"
    read = read_yaml(Path(str(files(package) / name)), f"{package}/{name}")
    if isinstance(read, Problem):
        raise ConfigurationError(str(read))
    try:
        return shape.validate_python(read.data, extra="forbid")
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        message = f"{package}/{name}: {faults}; keep the keys of both languages alike, and of the class that names them"
        raise ConfigurationError(message) from error
