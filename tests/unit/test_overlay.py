"""The files overlaid by what a tenant published: same schema, same checks, nothing lost."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from coachbot.curation import added_phrases, content_of, entry_subject, overlaid, phrases_content
from coachbot.errors import PlaybookError
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import Both, DriverId, ObjectionId, Phrase
from coachbot.store import Revision, Subject, TenantId

NO_TIME, BLUE = ObjectionId("no-time"), DriverId("blue")
CELL = entry_subject(NO_TIME, BLUE)
NEW = {
    "truth": "view",
    "title": {"nl": "De server staat in Amerika", "en": "The server is in America"},
    "about": {"nl": "Waar de gegevens staan.", "en": "Where the data are kept."},
}


@pytest.fixture(scope="module")
def files():
    return load_playbook(shipped_playbook())


def revision(subject, content, number=1):
    return Revision(
        tenant=TenantId("slack:T1"),
        subject=Subject(subject),
        number=number,
        content=content,
        base="files:0",
        author="a",
        person=None,
        reviewer=None,
        why="",
        kind="edit",
        at=datetime(2026, 11, 25, tzinfo=UTC),
    )


def changed(files, subject=CELL, **parts):
    content = copy.deepcopy(content_of(files, subject))
    content["nl"] |= parts
    return content


def phrase(text, **others):
    return {"nl": [{"text": text, **others}], "en": []}


def problems(files, *revisions):
    with pytest.raises(PlaybookError) as refused:
        overlaid(files, revisions)
    return [(problem.file, problem.what) for problem in refused.value.problems]


def test_without_revisions_the_files_are_in_force(files):
    assert overlaid(files, []) is files


@pytest.mark.parametrize("subject", ["entry:no-time:blue", "entry:no-time:neutral", "objection:no-time", "phrases:no-time"])
def test_what_the_files_hold_laid_over_them_changes_nothing_but_the_digest(files, subject):
    playbook = overlaid(files, [revision(subject, content_of(files, subject))])

    assert replace(playbook, digest=files.digest) == files
    assert playbook.digest != files.digest


def test_every_shipped_entry_comes_back_as_it_was(files):
    revisions = [revision(entry_subject(*cell), content_of(files, entry_subject(*cell))) for cell in files.model.entries]

    assert overlaid(files, revisions).model.entries == files.model.entries


def test_an_entry_takes_the_place_of_the_files_and_leaves_the_others(files):
    content = changed(files, wording="Je week zit vol.") | {"verified_on": "2026-11-20", "owner": "Team Sociaal"}

    playbook = overlaid(files, [revision(CELL, content)])

    entry = playbook.entry(NO_TIME, BLUE).entry
    assert (entry.texts.nl.wording, entry.verified_on, entry.owner) == ("Je week zit vol.", date(2026, 11, 20), "Team Sociaal")
    assert {cell for cell, one in playbook.model.entries.items() if one != files.model.entries[cell]} == {(NO_TIME, BLUE)}


def test_the_newest_revision_counts_in_whatever_order_they_come(files):
    revisions = [revision(CELL, changed(files, wording=f"Versie {number}."), number) for number in (2, 3, 1)]

    assert overlaid(files, revisions).entry(NO_TIME, BLUE).entry.texts.nl.wording == "Versie 3."


def test_the_files_own_text_can_be_put_back(files):
    assert overlaid(files, [revision(CELL, changed(files, wording="Anders.")), revision(CELL, None, 2)]) is files


def test_phrases_are_added_and_take_none_away(files):
    before = files.objections[NO_TIME].phrases
    twice = {"nl": [{"text": before.nl[0].text}, {"text": "Mijn to-dolijst heeft een to-dolijst", "driver": "blue"}], "en": []}

    playbook = overlaid(files, [revision("phrases:no-time", twice)])

    new = Phrase(text="Mijn to-dolijst heeft een to-dolijst", driver=BLUE)
    assert playbook.objections[NO_TIME].phrases == Both(nl=(*before.nl, new), en=before.en)
    assert added_phrases(files, playbook) == {NO_TIME: Both(nl=(new,), en=())}
    assert phrases_content(Both(nl=(new,), en=())) == {"nl": twice["nl"][1:], "en": []}


def test_a_new_objection_comes_with_its_phrases_and_entries_in_whatever_order(files):
    said = phrase("Onze gegevens staan bij de Amerikanen")
    entry = content_of(files, CELL)

    playbook = overlaid(
        files,
        [
            revision("entry:far-away:blue", entry),
            revision("phrases:far-away", phrase("Straks leest Washington mee")),
            revision("objection:far-away", NEW | {"phrases": said}),
        ],
    )

    objection = playbook.objections[ObjectionId("far-away")]
    assert objection.title.en == "The server is in America"
    assert [one.text for one in objection.phrases.nl] == ["Onze gegevens staan bij de Amerikanen", "Straks leest Washington mee"]
    assert playbook.entry(ObjectionId("far-away"), BLUE).fallback == "exact"
    assert playbook.entry(ObjectionId("far-away"), None).fallback == "general"


def test_all_that_does_not_fit_is_named_with_its_subject(files):
    untranslated = changed(files)
    del untranslated["en"]
    assert problems(
        files,
        revision("entry:no-time:mauve", content_of(files, CELL)),
        revision("entry:nowhere:blue", content_of(files, CELL)),
        revision("phrases:no-time", phrase("Ja", driver="mauve")),
        revision("objection:far-away", {"truth": "view", "title": NEW["title"]}),
        revision("entry:no-time:blue", untranslated),
        revision("entry:no-time:red", changed(files, woording="Hoi")),
        revision("entry:tried-before:blue", ["nonsense"]),
        revision("../etc/passwd", {}),
    ) == [
        ("../etc/passwd", "names nothing that can be changed"),
        ("objection:far-away", "about is missing"),
        ("phrases:no-time", "mauve is not a driver of the model graves"),
        ("entry:no-time:blue", "has no English text"),
        ("entry:no-time:mauve", "mauve is not a driver of the model graves"),
        ("entry:no-time:red", "woording is not a known part"),
        ("entry:nowhere:blue", "there is no objection nowhere"),
        ("entry:tried-before:blue", "is not an entry"),
    ]
