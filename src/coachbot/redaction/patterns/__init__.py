"""What has a shape of its own: links, numbers, dates, addresses. Names are in `coachbot.redaction.names`.

Every finder reads the text as `spans.even` leaves it. They go in order, each over what those before it left, so that a
number inside a link or an address isn't found twice. All patterns are bounded, so time is linear in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.accounts import find_accounts
from coachbot.redaction.patterns.addresses import find_addresses
from coachbot.redaction.patterns.births import find_births
from coachbot.redaction.patterns.cases import find_cases, find_long_numbers
from coachbot.redaction.patterns.citizens import find_citizens
from coachbot.redaction.patterns.links import find_handles, find_links, find_mail
from coachbot.redaction.patterns.machines import find_machines
from coachbot.redaction.patterns.phones import find_phones, find_whole_phones
from coachbot.redaction.patterns.plates import find_plates
from coachbot.redaction.patterns.spoken import find_spoken, find_spoken_links
from coachbot.redaction.spans import apart, masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coachbot.redaction.spans import Span

_ALWAYS: tuple[Callable[[str], Iterator[Span]], ...] = (find_links, find_mail, find_spoken_links)
_WITH_DIGITS: tuple[Callable[[str], Iterator[Span]], ...] = (
    find_machines,
    find_plates,
    find_whole_phones,
    find_citizens,
    find_births,
    find_cases,
    find_phones,
)
"""Most messages hold no digit, and are spared these."""


def find_patterns(text: str) -> list[Span]:
    """All that has a shape, in the order of the text; `text` is even, and what was found before is masked."""
    found: list[Span] = []
    digits = re.search(r"\d|::", text) is not None
    accounts = (find_accounts,) if digits else ()  # before logins: "account DE89 …" is none
    others = _WITH_DIGITS if digits else ()
    for finder in (*_ALWAYS, *accounts, find_handles, *others, find_addresses, find_spoken, find_long_numbers):
        spans = apart(finder(text))
        if spans:
            found += spans
            text = masked(text, spans)
    return apart(found)
