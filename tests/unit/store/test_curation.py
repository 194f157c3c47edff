"""A tenant's own playbook, from a draft to what is said to consultants, and back."""

from __future__ import annotations

import asyncio
from datetime import date
from types import SimpleNamespace

import pytest
from curating import TODAY, changed, curation_over, editions_over, files
from store_samples import ACME, ENTRY, OTHER

from coachbot.curation import InForce, Kept, Moved, Refused, content_of, named
from coachbot.errors import NotAllowedError
from coachbot.playbook import Both, ObjectionId
from coachbot.store import Subject

WORDING = "Je week zit al vol, en dit komt er nog eens bovenop."
NEUTRAL = Subject("entry:no-time:neutral")
FAR_AWAY = ObjectionId("far-away")
PHRASES = Subject("phrases:no-time")
NEW = {
    "truth": "view",
    "title": Both(nl="De server staat in Amerika", en="The server is in America"),
    "about": Both(nl="Waar de gegevens staan.", en="Where the data are kept."),
}


NEW_ENTRY = {
    "nl": {
        "behind": "Het klinkt alsof niet vaststaat wie er bij de gegevens kan.",
        "wording": "Je wilt zwart op wit zien waar de gegevens staan voordat je ermee werkt.",
        "question": "Welke afspraak over de plek van de gegevens moet er voor jou liggen?",
        "avoid": "Zeggen dat iedereen in de cloud zit.",
        "listen_for": "Vragen naar een contract of een artikel.",
        "angles": [
            {
                "wording": "Een server ver weg voelt alsof niemand hier er nog over gaat.",
                "question": "Wie hier mag jou vertellen hoe dat geregeld is?",
            }
        ],
    },
    "en": {
        "behind": "It sounds as though nobody has settled who can get at the data.",
        "wording": "You want it in writing where the data are kept before you work with them.",
        "question": "Which agreement about where the data are kept do you need to see?",
        "avoid": "Saying that everybody is in the cloud.",
        "listen_for": "Requests for a contract or a clause.",
        "angles": [
            {
                "wording": "A server far away feels as if nobody here is in charge of it any more.",
                "question": "Who here could tell you how that has been arranged?",
            }
        ],
    },
}


@pytest.fixture
async def team(store):
    """Two leads and a consultant of the first tenant, and what the leads do with their playbook."""
    lead, second, consultant = [await store.people.seen(ACME, user) for user in ("U-lead", "U-second", "U-consultant")]
    await store.roles.claim(ACME, lead.id, await store.roles.new_admin_code())
    await store.roles.grant(ACME, lead.id, second.id, "lead")
    return SimpleNamespace(lead=lead.id, second=second.id, consultant=consultant.id, curation=curation_over(store), store=store)


async def written(team, person=None, subject=ENTRY, **parts):
    """A draft upon what is in force."""
    person = person or team.lead
    standing = await team.curation.standing(ACME, person, subject)
    content = changed(subject, **(parts or {"wording": WORDING}))
    return await team.curation.edit(ACME, person, subject, content, base=standing.base, why="korter")


async def handed_in(team, person=None, **parts):
    draft = (await written(team, person, **parts)).draft
    return (await team.curation.submit(ACME, person or team.lead, draft.id, draft.version)).draft


async def published(team, **parts):
    draft = await handed_in(team, **parts)
    return await team.curation.approve(ACME, team.second, draft.id, draft.version)


async def owners(team):
    """Who owns the entries in force."""
    return {entry.owner for entry in (await team.curation.editions.of(ACME)).playbook.model.entries.values()}


async def in_force(team, subject=ENTRY):
    place = named(subject)
    return (await team.curation.editions.of(ACME)).playbook.entry(place.objection, place.driver).entry


async def test_a_draft_that_a_second_lead_approves_is_in_force_and_verified(team):
    before = await in_force(team)

    done = await published(team)

    entry = await in_force(team)
    assert isinstance(done, InForce)
    assert before.texts.nl.wording != entry.texts.nl.wording == WORDING
    assert (entry.verified_on, entry.review_by, before.verified_on) == (TODAY, date(2027, 11, 25), None)
    assert [(one.number, one.why, one.kind, one.person) for one in done.published.revisions] == [(1, "korter", "edit", team.lead)]
    assert await team.curation.drafts(ACME, team.lead) == ()


async def test_nothing_of_a_draft_is_in_force_before_it_is_approved_and_nothing_for_another_tenant(team):
    draft = await handed_in(team)
    assert await in_force(team) == files().entry("no-time", "blue").entry

    await team.curation.approve(ACME, team.second, draft.id, draft.version)

    assert (await team.curation.editions.of(OTHER)).playbook is files()


async def test_nobody_approves_their_own_draft(team):
    draft = await handed_in(team)

    assert await team.curation.approve(ACME, team.lead, draft.id, draft.version) == Refused(why="own_draft")
    assert await team.curation.publish(ACME, team.lead, draft.id, draft.version) == Refused(why="own_draft")
    assert await team.curation.waiting(ACME, team.second) == (draft,)


async def test_a_sole_lead_publishes_alone_where_that_is_set_and_the_trail_says_so(team, store):
    alone = curation_over(store, alone=True)
    draft = (await written(team)).draft

    done = await alone.publish(ACME, team.lead, draft.id, draft.version)

    (line,) = [entry for entry in await store.audit.trail(ACME) if entry.action == "publish"]
    assert isinstance(done, InForce)
    assert (line.person, line.subject, line.after["alone"]) == (team.lead, ENTRY, True)
    assert (await alone.editions.of(ACME)).playbook.entry("no-time", "blue").entry.verified_on is None


async def test_a_draft_that_is_sent_back_keeps_its_words_and_has_the_remark(team):
    draft = await handed_in(team)

    back = await team.curation.send_back(ACME, team.second, draft.id, draft.version, "Te lang voor op de gang.")

    (mine,) = await team.curation.drafts(ACME, team.lead)
    assert (mine.state, mine.remark, mine.content) == ("sent_back", "Te lang voor op de gang.", draft.content)
    assert isinstance(back, Kept)
    assert await team.curation.approve(ACME, team.second, draft.id, back.draft.version) == Refused(why="not_there")


async def test_a_draft_that_its_author_changed_after_the_reviewer_looked_is_not_published(team):
    draft = await handed_in(team)
    again = changed(ENTRY, wording="Dat is veel tegelijk, in een week die al vol zat.")
    await team.curation.edit(ACME, team.lead, ENTRY, again, base=draft.base, version=draft.version)

    assert await team.curation.approve(ACME, team.second, draft.id, draft.version) == Refused(why="not_there")
    assert await team.store.revisions.version(ACME) == 0


async def test_a_reviewer_sees_what_a_draft_changes_part_by_part(team):
    draft = await handed_in(team)

    review = await team.curation.review(ACME, team.second, draft.id)

    before = files().entry("no-time", "blue").entry.texts.nl.wording
    assert [(one.place, one.before, one.after) for one in review.changes] == [("nl.wording", before, WORDING)]
    assert (review.moved, [one.severity for one in review.findings if one.severity == "error"]) == (None, [])
    unseen = (await written(team, subject=NEUTRAL)).draft
    assert await team.curation.review(ACME, team.second, unseen.id) == Refused(why="not_there")


async def test_only_leads_of_the_tenant_do_anything(team, store):
    stranger = await store.people.seen(OTHER, "U-lead")
    await store.roles.claim(OTHER, stranger.id, await store.roles.new_admin_code())
    draft = await handed_in(team)
    curation, base = team.curation, draft.base
    for who in (team.consultant, stranger.id):
        for asked in (
            curation.standing(ACME, who, ENTRY),
            curation.history(ACME, who, ENTRY),
            curation.drafts(ACME, who),
            curation.waiting(ACME, who),
            curation.review(ACME, who, draft.id),
            curation.edit(ACME, who, ENTRY, changed(ENTRY), base=base),
            curation.drop(ACME, who, draft.id),
            curation.submit(ACME, who, draft.id, draft.version),
            curation.send_back(ACME, who, draft.id, draft.version, "x"),
            curation.approve(ACME, who, draft.id, draft.version),
            curation.publish(ACME, who, draft.id, draft.version),
            curation.rollback(ACME, who, ENTRY, 0),
            curation.verify(ACME, who, ENTRY, base=base),
            curation.add_phrase(ACME, who, ObjectionId("no-time"), "geen tijd over", "nl"),
            curation.new_objection(ACME, who, FAR_AWAY, **NEW),
            curation.hand_over(ACME, who, "coachbot", "Team Sociaal"),
            curation.gaps(ACME, who),
            curation.dismiss_gaps(ACME, who, [1]),
            curation.follow(ACME, who, follows=True),
        ):
            with pytest.raises(NotAllowedError):
                await asked

    assert await store.revisions.version(ACME) == 0
    assert await curation.waiting(ACME, team.second) == (draft,)


# Two at once


async def test_two_people_who_edit_one_entry_are_told_and_the_second_sees_both_versions(team):
    theirs = await handed_in(team, wording=WORDING)
    mine = await written(team, team.second, question="Wat kan deze week blijven liggen als dit ervoor in de plaats komt?")
    assert mine.others == (team.lead,)
    await team.curation.approve(ACME, team.second, theirs.id, theirs.version)

    moved = await team.curation.submit(ACME, team.second, mine.draft.id, mine.draft.version)

    parts = {one.place: one for one in moved.parts}
    assert isinstance(moved, Moved)
    assert (parts["nl.wording"].theirs, parts["nl.wording"].mine == parts["nl.wording"].base) == (WORDING, True)
    assert parts["nl.question"].mine.startswith("Wat kan deze week")
    assert [one.place for one in moved.parts if one.clashes] == []
    assert (moved.merged["nl"]["wording"], moved.merged["nl"]["question"]) == (WORDING, parts["nl.question"].mine)
    again = await team.curation.edit(ACME, team.second, ENTRY, moved.merged, base=moved.base, version=mine.draft.version)
    assert (again.moved, again.draft.state) == (None, "draft")
    assert isinstance(await team.curation.submit(ACME, team.second, again.draft.id, again.draft.version), Kept)


async def test_a_part_that_both_changed_is_shown_and_never_merged(team):
    mine = await written(team, team.second, wording="Er past deze week niets meer bij, zeg je.")
    await published(team)

    moved = await team.curation.submit(ACME, team.second, mine.draft.id, mine.draft.version)

    assert [one.place for one in moved.parts if one.clashes] == ["nl.wording"]
    assert moved.merged is None
    assert await team.curation.drafts(ACME, team.second) == (mine.draft,)


async def test_two_who_approve_at_once_publish_once(team, store):
    third = await store.people.seen(ACME, "U-third")
    await store.roles.grant(ACME, team.lead, third.id, "admin")
    draft = await handed_in(team)

    done = await asyncio.gather(*(team.curation.approve(ACME, who, draft.id, draft.version) for who in (team.second, third.id)))

    assert sorted(type(one).__name__ for one in done) == ["InForce", "Refused"]
    assert await store.revisions.version(ACME) == 1


async def test_an_edit_in_a_second_window_does_not_overwrite_the_first(team):
    kept = await written(team)

    other = await team.curation.edit(ACME, team.lead, ENTRY, changed(ENTRY, behind="Het klinkt vol."), base=kept.draft.base)

    assert isinstance(other, Moved)
    assert other.theirs == kept.draft.content
    assert await team.curation.drafts(ACME, team.lead) == (kept.draft,)


async def test_an_edit_upon_a_text_long_gone_is_kept_and_shown_beside_what_is_in_force(team):
    await published(team)

    kept = await team.curation.edit(ACME, team.lead, ENTRY, changed(ENTRY, behind="Het klinkt vol."), base="files:000000000000")

    assert (kept.draft.base_content, kept.moved.theirs["nl"]["wording"], kept.moved.mine["nl"]["behind"]) == (
        None,
        WORDING,
        "Het klinkt vol.",
    )
    refused = await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)
    assert isinstance(refused, Moved)
    nonsense = await team.curation.edit(
        ACME, team.lead, ENTRY, changed(ENTRY), base="revision:99999999999999999999", version=kept.draft.version
    )
    assert nonsense.draft.base_content is None


# What doesn't fit, or breaks a rule


async def test_an_answer_of_three_thousand_characters_is_kept_as_a_draft_and_not_handed_in(team):
    kept = await written(team, wording="Je zegt dat het vol zit. " * 120)

    refused = await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)

    assert len(kept.draft.content["nl"]["wording"]) == 3_000
    assert refused.why == "findings"
    assert "T1" in {finding.rule for finding in refused.findings}
    assert await team.curation.waiting(ACME, team.second) == ()
    assert await team.curation.edit(ACME, team.lead, ENTRY, changed(ENTRY, wording="x" * 50_000), base="") == Refused(
        why="too_long"
    )


@pytest.mark.parametrize(
    "markup", ["<@U123>", "@iedereen", "*vet*", "<b>vet</b>", "[hier](https://x.nl)", "&lt;!channel&gt;\u202e"]
)
async def test_markup_and_mentions_are_refused_with_the_words_that_are_meant(team, markup):
    kept = await written(team, wording=f"Dat zit vol, {markup} zeg je.")

    refused = await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)

    assert [(finding.rule, finding.place) for finding in refused.findings] == [("T2", "wording")]
    assert "Alleen gewone tekst" in refused.findings[0].message.nl


async def test_a_driver_that_is_not_in_the_model_is_refused_and_says_which_are(team):
    refused = await team.curation.edit(ACME, team.lead, Subject("entry:no-time:mauve"), changed(ENTRY), base="")

    assert refused.why == "unfit"
    assert refused.problems[0].what == "mauve is not a driver of the model graves"
    assert "purple, red, blue" in refused.problems[0].mend
    unknown = await team.curation.add_phrase(ACME, team.lead, ObjectionId("no-time"), "geen tijd over", "nl", driver="mauve")
    assert unknown.why == "unfit"


async def test_a_draft_that_changes_nothing_is_not_handed_in(team):
    kept = await written(team, behind=files().entry("no-time", "blue").entry.texts.nl.behind)

    assert await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version) == Refused(why="nothing_changed")


# History, verifying, handing over


async def test_every_revision_is_kept_and_one_call_puts_any_of_them_back(team):
    await published(team)
    await published(team, wording="Er zit niets meer tussen, deze week.")

    back = await team.curation.rollback(ACME, team.second, ENTRY, 1, "de eerste was beter")
    first = (await in_force(team)).texts.nl.wording
    files_again = await team.curation.rollback(ACME, team.second, ENTRY, 0)

    assert isinstance(back, InForce)
    assert isinstance(files_again, InForce)
    assert first == WORDING
    assert (await team.curation.editions.of(ACME)).playbook is files()
    history = await team.curation.history(ACME, team.lead, ENTRY)
    assert [(one.number, one.kind, one.person, one.why) for one in history] == [
        (4, "rollback", team.second, ""),
        (3, "rollback", team.second, "de eerste was beter"),
        (2, "edit", team.lead, "korter"),
        (1, "edit", team.lead, "korter"),
    ]
    assert await team.curation.rollback(ACME, team.lead, ENTRY, 0) == Refused(why="nothing_changed")
    assert await team.curation.rollback(ACME, team.lead, ENTRY, 9) == Refused(why="not_there")
    assert await team.curation.rollback(ACME, team.lead, NEUTRAL, 0) == Refused(why="not_there")


async def test_looking_at_an_entry_and_finding_it_right_sets_when(team):
    standing = await team.curation.standing(ACME, team.lead, ENTRY)

    await team.curation.verify(ACME, team.lead, ENTRY, base=standing.base, review_by=date(2027, 3, 1))

    entry = await in_force(team)
    assert (entry.verified_on, entry.review_by) == (TODAY, date(2027, 3, 1))
    assert entry.texts == files().entry("no-time", "blue").entry.texts


async def test_a_text_that_changed_while_somebody_looked_is_not_verified(team):
    seen = await team.curation.standing(ACME, team.second, ENTRY)
    await published(team)

    moved = await team.curation.verify(ACME, team.second, ENTRY, base=seen.base)

    assert [(one.place, one.theirs) for one in moved.parts if one.place == "nl.wording"] == [("nl.wording", WORDING)]
    assert await team.store.revisions.version(ACME) == 1
    assert await team.curation.verify(ACME, team.second, Subject("entry:nowhere:blue"), base="") == Refused(why="not_there")


async def test_a_verified_text_that_is_edited_has_not_been_looked_at_until_somebody_does(team, store):
    await published(team)
    alone = curation_over(store, alone=True)
    draft = (await written(team, wording="Er zit niets meer tussen, deze week.")).draft

    await alone.publish(ACME, team.lead, draft.id, draft.version)

    assert (await alone.editions.of(ACME)).playbook.entry("no-time", "blue").entry.verified_on is None


async def test_what_somebody_owned_is_handed_over_at_once(team):
    mine = await team.curation.owner_name(ACME, team.lead)
    standing = await team.curation.standing(ACME, team.lead, ENTRY)
    content = changed(ENTRY, wording=WORDING) | {"owner": mine}
    draft = (await team.curation.edit(ACME, team.lead, ENTRY, content, base=standing.base)).draft
    draft = (await team.curation.submit(ACME, team.lead, draft.id, draft.version)).draft
    await team.curation.approve(ACME, team.second, draft.id, draft.version)
    assert await owners(team) == {"coachbot", mine}

    done = await team.curation.hand_over(ACME, team.second, mine, "Team Sociaal")

    assert [one.subject for one in done.published.revisions] == [ENTRY]
    assert await owners(team) == {"coachbot", "Team Sociaal"}
    assert await team.curation.hand_over(ACME, team.second, mine, "Team Sociaal") == Refused(why="nothing_changed")
    everything = await team.curation.hand_over(ACME, team.second, "coachbot", "Team Sociaal")
    assert len(everything.published.revisions) == len(files().model.entries) - 1
    assert await team.store.revisions.version(ACME) == 3


@pytest.mark.parametrize(("owner", "why"), [("<!channel>", "findings"), ("x" * 81, "findings"), (" ", "no_words")])
async def test_nothing_is_handed_over_to_markup_or_nobody(team, owner, why):
    assert (await team.curation.hand_over(ACME, team.lead, "coachbot", owner)).why == why


async def test_the_day_to_look_again_that_a_writer_sets_is_kept_when_it_is_approved(team):
    standing = await team.curation.standing(ACME, team.lead, ENTRY)
    content = changed(ENTRY, wording=WORDING) | {"review_by": "2027-03-01", "verified_on": "2020-01-01"}
    draft = (await team.curation.edit(ACME, team.lead, ENTRY, content, base=standing.base)).draft
    draft = (await team.curation.submit(ACME, team.lead, draft.id, draft.version)).draft
    assert draft.content["verified_on"] is None

    await team.curation.approve(ACME, team.second, draft.id, draft.version)

    entry = await in_force(team)
    assert (entry.verified_on, entry.review_by) == (TODAY, date(2027, 3, 1))


async def test_the_name_of_an_owner_who_was_forgotten_leads_to_nobody(team, store):
    mine = await team.curation.owner_name(ACME, team.second)
    await team.curation.hand_over(ACME, team.lead, "coachbot", mine)

    await store.forget_person(ACME, team.second)
    again = await store.people.seen(ACME, "U-second")

    assert await owners(team) == {mine}
    assert await team.curation.owner_name(ACME, team.second) is None
    assert await team.curation.owner_name(ACME, again.id) != mine


async def test_whoever_follows_is_named_except_who_published(team):
    await team.curation.follow(ACME, team.lead, follows=True)
    await team.curation.follow(ACME, team.second, follows=True)

    done = await published(team)

    assert done.followers == (team.lead,)


# Phrases and objections


async def heard(team, text):
    coach = (await team.curation.editions.of(ACME)).coach
    return coach._recogniser.recognise(text).objections[0].objection


async def test_a_phrase_in_ones_own_words_counts_at_once_redacted_and_ends_the_gap_it_came_from(team, store, ann):
    gap = await store.gaps.send(ACME, ann.id, "Mijn to-dolijst heeft een to-dolijst", "nl")

    text = " Henk zei:  mijn to-dolijst\nheeft een to-dolijst "
    done = await team.curation.add_phrase(ACME, team.lead, ObjectionId("no-time"), text, "nl", gaps=[gap.id])

    assert isinstance(done, InForce)
    assert await heard(team, "[naam 1] zei: mijn to-dolijst heeft een to-dolijst") == "no-time"
    assert (await store.gaps.get(ACME, gap.id)).status == "taken"
    assert await team.curation.add_phrase(ACME, team.lead, ObjectionId("no-time"), "  ", "nl") == Refused(why="no_words")
    assert await team.curation.add_phrase(ACME, team.lead, ObjectionId("no-time"), "a" * 601, "nl") == Refused(why="too_long")
    assert await team.curation.add_phrase(ACME, team.lead, ObjectionId("nowhere"), "geen tijd over", "nl") == Refused(
        why="not_there"
    )


async def test_phrases_that_many_add_at_once_are_all_there(team):
    texts = [f"Dat lukt me in geen {number} weken" for number in ("drie", "vier", "vijf")]
    phrases = (team.curation.add_phrase(ACME, team.lead, ObjectionId("no-time"), text, "nl") for text in texts)

    done = await asyncio.gather(*phrases)

    assert {type(one) for one in done} == {InForce}
    kept = (await team.curation.history(ACME, team.lead, PHRASES))[0].content["nl"]
    assert {one["text"] for one in kept} == set(texts)


async def test_a_phrase_that_stands_elsewhere_is_refused_and_says_where(team):
    known = files().objections["tried-before"].phrases.nl[0].text

    refused = await team.curation.add_phrase(ACME, team.lead, ObjectionId("no-time"), known, "nl")

    assert (refused.why, [finding.rule for finding in refused.findings]) == ("findings", ["M5"])


async def test_a_new_objection_is_checked_by_a_second_lead_and_then_recognised_and_added_to(team, store, ann):
    gap = await store.gaps.send(ACME, ann.id, "Onze gegevens staan straks in Amerika", "nl")
    said = [("nl", "Onze gegevens staan straks in Amerika")]
    kept = await team.curation.new_objection(ACME, team.lead, FAR_AWAY, phrases=said, gaps=[gap.id], **NEW)
    draft = (await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)).draft
    await team.curation.approve(ACME, team.second, draft.id, draft.version)

    assert await heard(team, "Onze gegevens staan straks in Amerika") == FAR_AWAY
    assert isinstance(await team.curation.add_phrase(ACME, team.lead, FAR_AWAY, "Washington leest mee", "nl"), InForce)
    assert await heard(team, "Washington leest mee") == FAR_AWAY
    assert (await store.gaps.get(ACME, gap.id)).status == "taken"
    assert await team.curation.new_objection(ACME, team.lead, FAR_AWAY, **NEW) == Refused(why="taken")
    assert await team.curation.new_objection(ACME, team.lead, ObjectionId("No!"), **NEW) == Refused(why="bad_name")


async def test_an_objection_that_is_withdrawn_takes_along_what_hangs_on_it_and_brings_it_back(team):
    kept = await team.curation.new_objection(ACME, team.lead, FAR_AWAY, **NEW)
    draft = (await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)).draft
    await team.curation.approve(ACME, team.second, draft.id, draft.version)
    await team.curation.add_phrase(ACME, team.lead, FAR_AWAY, "Washington leest mee", "nl")

    await team.curation.rollback(ACME, team.lead, Subject("objection:far-away"), 0)
    without = (await team.curation.editions.of(ACME)).playbook
    await team.curation.rollback(ACME, team.lead, Subject("objection:far-away"), 1)

    assert without is files()
    assert await heard(team, "Washington leest mee") == FAR_AWAY


async def test_a_new_objection_gets_an_entry_of_its_own(team):
    kept = await team.curation.new_objection(ACME, team.lead, FAR_AWAY, **NEW)
    draft = (await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)).draft
    await team.curation.approve(ACME, team.second, draft.id, draft.version)
    subject = Subject("entry:far-away:blue")
    standing = await team.curation.standing(ACME, team.lead, subject)
    assert standing.content is None
    content = {language: NEW_ENTRY[language] for language in ("nl", "en")}

    kept = await team.curation.edit(ACME, team.lead, subject, content, base=standing.base)
    draft = (await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)).draft
    await team.curation.approve(ACME, team.second, draft.id, draft.version)

    found = (await team.curation.editions.of(ACME)).playbook.entry(FAR_AWAY, "blue")
    assert (found.fallback, found.entry.owner, found.entry.texts.nl.wording) == ("exact", "coachbot", NEW_ENTRY["nl"]["wording"])


async def test_a_phrase_that_is_there_already_changes_nothing(team):
    known = files().objections["no-time"].phrases.nl[0].text

    assert await team.curation.add_phrase(ACME, team.lead, ObjectionId("no-time"), known, "nl") == Refused(why="nothing_changed")


async def test_a_title_with_markup_is_refused(team):
    texts = NEW | {"title": Both(nl="<!channel> Amerika", en="America")}
    kept = await team.curation.new_objection(ACME, team.lead, FAR_AWAY, **texts)

    refused = await team.curation.submit(ACME, team.lead, kept.draft.id, kept.draft.version)

    assert [(one.rule, one.place) for one in refused.findings] == [("T2", "title.nl")]


async def test_what_is_shown_to_write_upon_is_what_is_in_force(team):
    assert (await team.curation.standing(ACME, team.lead, ENTRY)).content == content_of(files(), ENTRY)
    await published(team)

    standing = await team.curation.standing(ACME, team.lead, ENTRY)

    assert (standing.base, standing.number, standing.content["nl"]["wording"]) == ("revision:1", 1, WORDING)
    assert (await team.curation.standing(ACME, team.lead, Subject("entry:nowhere:blue"))).content is None


async def test_an_edit_by_hand_of_a_draft_that_was_published_meanwhile_is_shown_beside_it(team):
    draft = await handed_in(team)
    await team.curation.approve(ACME, team.second, draft.id, draft.version)

    late = await team.curation.edit(ACME, team.lead, ENTRY, changed(ENTRY), base=draft.base, version=draft.version)

    assert isinstance(late, Moved)
    assert late.theirs["nl"]["wording"] == WORDING


async def test_another_replica_has_it_too(team, store):
    replica = editions_over(store)

    await published(team)

    assert (await replica.of(ACME)).playbook.entry("no-time", "blue").entry.texts.nl.wording == WORDING
