"""From a lead's tap to what is in force on three replicas, and how long the check of an edit takes.

    python benchmarks/curation.py [--times 30] [--sizes 1 5 10 20]

Three stores over one database stand for three replicas; on each, somebody asks for the edition every 20 ms, so what is measured
holds the wait for the next look. The coach is the real one, encoder and all.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from coachbot.app import App, build_app, curation_of, editions_of
from coachbot.curation import Curation, InForce, Kept, content_of, entry_subject
from coachbot.curation.checking import checked
from coachbot.playbook import Both, DriverId, EntryText, ObjectionId, Playbook
from coachbot.settings import Settings
from coachbot.store import StorePlan, opened, tenant_of

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]
from recogniser import enlarged, other_words  # noqa: E402 - found by the line above

from postgres import fresh_database, programs, running_server  # noqa: E402 - likewise

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from coachbot.curation import Edition, Editions
    from coachbot.store import Draft, PersonId, Store

    Tap = Callable[[], Awaitable[Callable[[Edition], bool]]]
    """What a lead does; says how to see that it is in force."""

TENANT = tenant_of("slack", "T1")
NO_TIME = ObjectionId("no-time")
CELL = entry_subject(NO_TIME, DriverId("blue"))
REPLICAS = 3
ASKED_EVERY_S = 0.02


async def leads(store: Store) -> tuple[PersonId, PersonId]:
    """Two leads of the tenant."""
    first, second = [await store.people.seen(TENANT, user) for user in ("U1", "U2")]
    await store.roles.claim(TENANT, first.id, await store.roles.new_admin_code())
    await store.roles.grant(TENANT, first.id, second.id, "lead")
    return first.id, second.id


async def in_force_s(editions: Editions, there: Callable[[Edition], bool], begun: float) -> float:
    """How long after `begun` a replica has it."""
    while not there(await editions.of(TENANT)):  # noqa: ASYNC110 - an edition tells nobody that it changed
        await asyncio.sleep(ASKED_EVERY_S)
    return time.perf_counter() - begun


async def phrase(curation: Curation, lead: PersonId, number: int) -> Callable[[Edition], bool]:
    """Add a phrase; says how to see it."""
    text = f"Dat wordt bij ons pas in kwartaal {number} besproken, misschien"
    assert isinstance(await curation.add_phrase(TENANT, lead, NO_TIME, text, "nl"), InForce)  # noqa: S101 - of the benchmark itself
    return lambda edition: edition.playbook.objections[NO_TIME].phrases.nl[-1].text == text


async def handed_in(curation: Curation, lead: PersonId, number: int) -> Draft:
    """A draft that waits for a second lead."""
    standing = await curation.standing(TENANT, lead, CELL)
    content: Any = standing.content
    wording = f"Je week zit vol tot en met dag {number}, en dit komt er nog eens bovenop."
    content = {**content, "nl": {**content["nl"], "wording": wording}}
    kept = await curation.edit(TENANT, lead, CELL, content, base=standing.base)
    assert isinstance(kept, Kept)  # noqa: S101 - likewise
    kept = await curation.submit(TENANT, lead, kept.draft.id, kept.draft.version)
    assert isinstance(kept, Kept)  # noqa: S101 - likewise
    return kept.draft


async def publication(curation: Curation, second: PersonId, draft: Draft) -> Callable[[Edition], bool]:
    """Approve a draft that waits; says how to see it."""
    assert isinstance(await curation.approve(TENANT, second, draft.id, draft.version), InForce)  # noqa: S101 - likewise
    content: Any = draft.content
    return lambda edition: edition.playbook.entry(NO_TIME, DriverId("blue")).entry.texts.nl.wording == content["nl"]["wording"]


async def measured(times: int, replicas: list[Editions], tap: Callable[[int], Awaitable[Tap]]) -> tuple[list[float], list[float]]:
    """Seconds from the tap to its answer, and to the last replica; taps come at any moment between two looks."""
    answered, everywhere = [], []
    talking = [asyncio.create_task(in_force_s(one, lambda _edition: False, 0)) for one in replicas]
    chance = random.Random(1)  # noqa: S311 - the same moments in every run
    for number in range(times):
        act = await tap(number)
        await asyncio.sleep(chance.uniform(0, 2))
        begun = time.perf_counter()
        there = await act()
        answered.append(time.perf_counter() - begun)
        everywhere.append(max(await asyncio.gather(*(in_force_s(one, there, begun) for one in replicas))))
    for task in talking:
        task.cancel()
    return answered, everywhere


def row(name: str, kind: str, seconds: list[float]) -> None:
    """A row of the table."""
    p50, p99 = np.percentile(seconds, [50, 99])
    print(f"| {name} | {kind} | {p50:.2f} | {p99:.2f} |", flush=True)


async def publishing(app: App, kind: str, url: str | None, times: int) -> None:
    """Phrases and publications over one database."""
    with tempfile.TemporaryDirectory(prefix="coachbot-curation-") as folder:
        plan = StorePlan(data=Path(folder), database_url=url)
        async with AsyncExitStack() as stack:
            stores = [await stack.enter_async_context(opened(plan)) for _ in range(REPLICAS)]
            replicas = [editions_of(app, store) for store in stores]
            lead, second = await leads(stores[0])
            curation = curation_of(Settings(), stores[0], replicas[0])

            async def adding(number: int) -> Tap:
                return partial(phrase, curation, lead, number)

            async def approving(number: int) -> Tap:
                return partial(publication, curation, second, await handed_in(curation, lead, number))

            for name, tap in (("a phrase", adding), ("an approval", approving)):
                answered, everywhere = await measured(times, replicas, tap)
                row(f"{name}: in force where it came in, and said so", kind, answered)
                row(f"{name}: in force on {REPLICAS} replicas", kind, everywhere)


def check_s(playbook: Playbook) -> tuple[float, float]:
    """Seconds of one core that the first check of an edit takes, and the next ones."""
    content: Any = content_of(playbook, CELL)
    taken = []
    for number in range(4):
        changed = {**content, "nl": {**content["nl"], "behind": f"Het klinkt alsof dag {number} al vol zat."}}
        begun = time.process_time()
        checked(playbook, CELL, changed)
        taken.append(time.process_time() - begun)
    return taken[0], min(taken[1:])


def larger(playbook: Playbook, times: int) -> Playbook:
    """So many times the objections, each with entries of other words."""
    whole = enlarged(playbook, times)
    entries = dict(playbook.model.entries)
    for (objection, driver), entry in playbook.model.entries.items():
        for copy in range(1, times):
            name = ObjectionId(f"{objection}-{copy}")
            texts = Both(nl=_in_other_words(entry.texts.nl, copy), en=_in_other_words(entry.texts.en, copy))
            entries[name, driver] = replace(entry, objection=name, texts=texts)
    return replace(whole, model=replace(whole.model, entries=entries))


def _in_other_words(text: EntryText, copy: int) -> EntryText:
    named = {part.name: getattr(text, part.name) for part in fields(text)}
    return replace(text, **{name: other_words(value, copy) for name, value in named.items() if isinstance(value, str)})


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 5, 10, 20], help="playbook sizes, in times the shipped one")
    asked = parser.parse_args()
    app = build_app(Settings())
    print("| what | database | p50 s | p99 s |\n|---|---|---:|---:|")
    asyncio.run(publishing(app, "sqlite", None, asked.times))
    with ExitStack() as stack:
        if programs():
            server = stack.enter_context(running_server(durable=True))
            asyncio.run(publishing(app, "postgresql", stack.enter_context(fresh_database(server.url)), asked.times))
    print("\n| objections | first check, s | next checks, s |\n|---:|---:|---:|")
    for times in asked.sizes:
        playbook = larger(app.playbook, times)
        first, then = check_s(playbook)
        print(f"| {len(playbook.objections)} | {first:.2f} | {then:.2f} |", flush=True)


if __name__ == "__main__":
    main()
