"""Team leads keep the playbook from the chat, on both databases: every screen, who may see it, and what can go wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import get_args

import pytest
from curating import curation_over, editions_over, files, files_edition
from store_samples import ACME, OTHER

from coachbot.curation import content_of
from coachbot.curation_forms import curation_form
from coachbot.curation_replies import (
    About,
    CoverageShown,
    CurationDone,
    CurationForm,
    CurationList,
    CurationRefused,
    Diverged,
    DraftShown,
    EntryInForce,
    GapsShown,
)
from coachbot.curator import Curator
from coachbot.curator.writing import fields_of
from coachbot.messages import Action, IncomingMessage, NotAllowed, Origin, OwnActionKind, Scored
from coachbot.people import Companion
from coachbot.store import Subject
from coachbot.testing import BLUE, NO_TIME
from coachbot.texts import load_texts

LEAD = Origin(platform="slack", workspace="T1", conversation="D1", user="U-lead", address={"channel": "D1"})
SECOND = replace(LEAD, user="U-second", conversation="D2")
CONSULTANT = replace(LEAD, user="U-consultant", conversation="D3")
ELSEWHERE = Origin(platform="slack", workspace="T2", conversation="D1", user="U-lead")
ENTRY = Subject("entry:no-time:blue")
WORDING = "Je week zit al vol, en dit komt er nog eens bovenop."
LEAD_KINDS = [kind for kind in get_args(OwnActionKind) if kind.startswith("lead_")]
COMMANDS = [
    "gaps",
    "show no-time blue",
    "edit no-time blue",
    "review",
    "publish",
    "history no-time blue",
    "rollback no-time",
    "coverage",
]
COMMANDS += ["stale", "export", "follow on"]


def chat_over(store, clock, *, alone=False):
    """A companion whose leads keep the playbook, as people on a platform have it."""
    editions = editions_over(store)
    curator = Curator(curation=curation_over(store, alone=alone, editions=editions), now=clock)
    coach = files_edition().coach
    return Companion(coach, store, lambda text, _language: text, contacts=None, now=clock, editions=editions, curator=curator)


@pytest.fixture
async def chat(store, clock):
    """Two leads and a consultant of one tenant, and a lead of another."""
    companion = chat_over(store, clock)
    for origin in (LEAD, SECOND, CONSULTANT, ELSEWHERE):
        await companion.handle(IncomingMessage(text="help"), origin)
    for tenant, user in ((ACME, "U-lead"), (OTHER, "U-lead")):
        person = await store.people.find(tenant, user)
        await store.roles.claim(tenant, person.id, await store.roles.new_admin_code())
    lead, second, consultant = [await store.people.find(ACME, user) for user in ("U-lead", "U-second", "U-consultant")]
    await store.roles.grant(ACME, lead.id, second.id, "lead")

    async def gap(text):
        found = await store.gaps.send(ACME, consultant.id, text, "nl", [Scored(objection=NO_TIME, probability=0.3)])
        return found.id

    return SimpleNamespace(
        companion=companion, store=store, lead=lead.id, second=second.id, gap=gap, editions=companion._editions
    )


async def say(chat, text, origin=LEAD):
    (reply,) = await chat.companion.handle(IncomingMessage(text=f"/playbook {text}"), origin)
    return reply


async def press(chat, kind, origin=LEAD, fields=None, **more):
    (reply,) = await chat.companion.handle(IncomingMessage(action=Action(kind=kind, **more), fields=fields or {}), origin)
    return reply


async def write(chat, origin=LEAD, form=None, **parts):
    """Open the form of an entry, change parts of it, and hand it in."""
    form = form or await press(chat, "lead_edit_form", origin, objection=NO_TIME, driver=BLUE, value="nl||0")
    return await press(chat, "lead_edit", origin, {**form.fields, **parts}, objection=NO_TIME, driver=BLUE, value=form.value)


async def in_force(chat):
    return (await chat.editions.refreshed(ACME)).playbook.entry(NO_TIME, BLUE).entry


# Who may.


@pytest.mark.parametrize("command", COMMANDS)
async def test_no_command_of_leads_is_for_a_consultant(chat, command):
    assert await say(chat, command, CONSULTANT) == NotAllowed(language="nl", needs="lead")
    assert not isinstance(await say(chat, command), NotAllowed)


async def test_no_button_or_form_of_leads_is_for_a_consultant_or_reaches_into_another_tenant(chat):
    gap = await chat.gap("de printer staat te ver weg")
    draft = await write(chat, wording=WORDING)
    await press(chat, "lead_submit", value=f"{draft.draft}:{draft.version}")
    before = await in_force(chat)
    filled = {"why": "daarom", "remark": "nee", "objection": "no-time", "nl": "dat past niet", "to": "team x"}

    for kind in LEAD_KINDS:
        for value in (str(gap), f"{draft.draft}:{draft.version + 1}", "entry:0", "nl|files:0|1"):
            pressed = {"fields": filled, "objection": NO_TIME, "driver": BLUE, "value": value}
            assert await press(chat, kind, CONSULTANT, **pressed) == NotAllowed(language="nl", needs="lead")
            assert not isinstance(await press(chat, kind, ELSEWHERE, **pressed), NotAllowed)

    waiting = await chat.store.drafts.get(ACME, draft.draft)
    assert (waiting.state, waiting.version) == ("in_review", draft.version + 1)
    assert (await chat.store.gaps.get(ACME, gap)).status == "open"
    assert await in_force(chat) == before
    assert await chat.store.revisions.latest(ACME) == ()


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "1:2:3", "nl|", "|||", "²"])
async def test_a_forged_value_names_nothing(chat, value):
    for kind in LEAD_KINDS:
        reply = await press(chat, kind, value=value, objection="none-such", driver="pink")
        assert isinstance(reply, CurationRefused | CurationForm | GapsShown | CurationList | CurationDone)
    assert await chat.store.revisions.latest(ACME) == ()


async def test_when_to_look_again_is_filled_in_with_the_entry_and_holds_once_somebody_approves(chat, clock):
    later = (clock().date() + timedelta(days=90)).isoformat()
    wrong = await write(chat, wording=WORDING, review_by="25-11-2027")
    draft = await write(chat, wording=WORDING, review_by=later)
    await press(chat, "lead_submit", value=f"{draft.draft}:{draft.version}")
    await press(chat, "lead_approve", SECOND, value=f"{draft.draft}:{draft.version + 1}")
    form = await press(chat, "lead_edit_form", objection=NO_TIME, driver=BLUE, value="en||0")

    assert wrong.problems == {"review_by": "no_day"}
    assert ((await in_force(chat)).review_by.isoformat(), form.fields["review_by"]) == (later, later)


ANGLE = {
    "angle_2_wording": "Het klinkt als een week zonder gaten.",
    "angle_2_question": "Welke afspraak kan deze week wachten?",
}


async def test_every_angle_is_filled_in_and_one_can_be_added_or_taken_away(chat):
    half = await write(chat, angle_2_wording=ANGLE["angle_2_wording"])
    await write(chat, **ANGLE)
    form = await press(chat, "lead_edit_form", objection=NO_TIME, driver=BLUE, value="nl||0")
    two = (await chat.store.drafts.of(ACME, chat.lead))[0].content["nl"]["angles"]
    gone = dict.fromkeys(("angle_1_if_yes", *ANGLE), "")
    moved_up = {name.replace("2", "1"): text for name, text in ANGLE.items()}
    await write(chat, form=form, **{**gone, **moved_up})
    one = (await chat.store.drafts.of(ACME, chat.lead))[0].content["nl"]["angles"]

    added = {"wording": ANGLE["angle_2_wording"], "question": ANGLE["angle_2_question"]}
    assert half.problems == {"angle_2_question": "empty"}
    assert form.fields.items() >= ANGLE.items()
    assert (len(two), two[1], one) == (2, added, [added])


def test_the_form_of_an_entry_shows_the_angles_that_are_there_and_one_more():
    fields = {"angle_1_wording": "een", "angle_3_question": "drie?"}
    asked = CurationForm(language="en", form="entry", about=About(thing="entry", objection=NO_TIME), fields=fields)
    form = curation_form(asked, files(), load_texts("en"))
    angles = [field for field in form.fields if field.name.startswith("angle_")]

    assert {field.name.split("_")[1] for field in angles} == {"1", "2", "3", "4"}
    assert [field.name for field in angles if field.required] == ["angle_1_wording", "angle_1_question"]
    assert angles[-1].label == "Other angle 4: if the answer is yes"


async def test_an_entry_gets_another_owner_in_its_form_and_keeps_the_one_it_has_where_none_is_filled_in(chat):
    wrong = await write(chat, owner="*wij*")
    await write(chat, owner="team invoering")
    draft = await write(chat, owner="")
    given = (await chat.store.drafts.of(ACME, chat.lead))[0].content["owner"]

    assert list(wrong.problems) == ["owner"]
    assert [(one.place, one.after) for one in draft.changes] == [("owner", "team invoering")]
    assert given == "team invoering"


# Gaps.


async def test_a_gap_leads_to_a_phrase_that_is_in_force(chat):
    gap = await chat.gap("ik kom er niet aan toe")
    shown = await say(chat, "hiaten")
    form = await press(chat, "lead_phrase_form", value=str(shown.groups[0].gap))
    done = await press(chat, "lead_phrase", fields={"objection": "no-time", "nl": "Dat past er niet meer bij"}, value=form.value)

    assert (shown.groups[0].example, shown.groups[0].times) == ("ik kom er niet aan toe", 1)
    assert (form.form, form.first) == ("phrase", (NO_TIME,))
    assert (done.kind, done.subject, done.number) == ("phrase", "phrases:no-time", 1)
    phrases = (await chat.editions.of(ACME)).playbook.objections[NO_TIME].phrases.nl
    assert "Dat past er niet meer bij" in {one.text for one in phrases}
    assert (await chat.store.gaps.get(ACME, gap)).status == "taken"
    assert await say(chat, "gaps") == GapsShown(language="nl", groups=())


async def test_a_phrase_without_words_or_for_no_objection_is_said_at_the_field(chat):
    nothing = await press(chat, "lead_phrase", fields={"objection": "no-time", "nl": " "}, objection=NO_TIME)
    nowhere = await press(chat, "lead_phrase", fields={"objection": "pink", "nl": "dat past niet"}, objection=NO_TIME)

    assert (nothing.problems, nowhere.problems) == ({"nl": "one_language"}, {"objection": "not_there"})


async def test_a_dismissal_asks_why(chat):
    gap = await chat.gap("de printer staat te ver weg")

    asked = await press(chat, "lead_dismiss", value=str(gap))
    done = await press(chat, "lead_dismiss", fields={"why": "Henk weet dit"}, value=str(gap))
    (line,) = [one for one in await chat.store.audit.trail(ACME) if one.action == "dismiss"]

    assert asked.problems == {"why": "empty"}
    assert (done.kind, done.count, line.after) == ("dismissed", 1, {"why": "[naam 1] weet dit"})
    assert (await chat.store.gaps.get(ACME, gap)).status == "dismissed"


async def test_a_new_objection_becomes_a_draft_that_another_lead_publishes(chat):
    fields = {"title_nl": "De server staat ver weg", "title_en": "The server is far away", "about_nl": "Waar gegevens staan."}
    fields |= {
        "about_en": "Where data are kept.",
        "truth": "view",
        "phrases_nl": "\n".join(f"de server staat in land {n}" for n in "abcdefgh"),
    }
    gap = await chat.gap("de server staat in amerika")

    unfinished = await press(chat, "lead_objection", fields={**fields, "about_en": ""}, value=str(gap))
    draft = await press(chat, "lead_objection", fields=fields, value=str(gap))

    assert unfinished.problems == {"about_en": "empty"}
    again = await press(chat, "lead_objection", fields={"title_nl": "De server staat elders"}, objection=draft.about.objection)
    handed_in = await press(chat, "lead_submit", value=f"{again.draft}:{again.version}")
    done = await press(chat, "lead_approve", SECOND, value=f"{again.draft}:{again.version + 1}")

    assert (draft.about.objection, draft.state, draft.mine) == ("the-server-is-far-away", "draft", True)
    assert (again.draft, again.version) == (draft.draft, draft.version + 1)
    assert (handed_in.kind, done.kind) == ("handed_in", "published")
    begun = (await chat.editions.of(ACME)).playbook.objections[draft.about.objection]
    assert (begun.title.nl, len(begun.phrases.nl)) == ("De server staat elders", 8)
    assert (await say(chat, "show the-server-is-far-away")).entry is None


# Editing and review.


async def test_an_edit_goes_by_a_preview_and_a_second_lead_into_force(chat):
    shown = await say(chat, "bewerk geen tijd blauw")
    draft = await write(chat, wording=WORDING, why="korter")
    handed_in = await press(chat, "lead_submit", value=f"{draft.draft}:{draft.version}")
    waiting = await say(chat, "beoordeel", SECOND)
    (item,) = waiting.items
    looked_at = await press(chat, "lead_draft", SECOND, value=str(item.draft))
    done = await press(chat, "lead_approve", SECOND, value=f"{item.draft}:{item.version}")

    assert isinstance(shown, EntryInForce)
    assert (draft.entry.texts.nl.wording, draft.why, draft.mine) == (WORDING, "korter", True)
    assert handed_in.kind == "handed_in"
    assert (looked_at.mine, [one.place for one in looked_at.changes]) == (False, ["nl.wording"])
    assert (done.kind, done.subject, done.number) == ("published", ENTRY, 1)
    assert (await in_force(chat)).texts.nl.wording == WORDING


async def test_a_draft_can_be_sent_back_with_a_remark_and_gone_on_with(chat):
    draft = await write(chat, wording=WORDING)
    await press(chat, "lead_submit", value=f"{draft.draft}:{draft.version}")
    named = f"{draft.draft}:{draft.version + 1}"

    empty = await press(chat, "lead_send_back", SECOND, value=named)
    back = await press(chat, "lead_send_back", SECOND, {"remark": "Te lang."}, value=named)
    mine = await say(chat, "edit no-time blue")

    assert (empty.problems, back.kind) == ({"remark": "empty"}, "sent_back")
    assert (mine.state, mine.remark) == ("sent_back", "Te lang.")


@pytest.mark.parametrize("wording", ["woord " * 500, "*vet* en <@U1> en [hier](https://example.org)"], ids=["3000", "markup"])
async def test_what_breaks_a_rule_is_said_at_the_field_and_kept(chat, wording):
    form = await write(chat, wording=wording)

    assert (form.form, list(form.problems)) == ("entry", ["wording"])
    assert form.fields["wording"] == wording
    shown = await say(chat, "edit no-time blue")
    assert "error" in {one.severity for one in shown.noticed}
    refused = await press(chat, "lead_submit", value=f"{shown.draft}:{shown.version}")
    assert refused.why == "findings"


async def test_a_part_that_a_dialog_had_no_room_for_stays_as_it_was(chat):
    fields = {"wording": WORDING}

    draft = await press(chat, "lead_edit", fields=fields, objection=NO_TIME, driver=BLUE, value=await _value(chat))

    assert [one.place for one in draft.changes] == ["nl.wording"]


async def _value(chat):
    return (await press(chat, "lead_edit_form", objection=NO_TIME, driver=BLUE, value="nl||0")).value


async def test_a_part_that_is_left_empty_is_asked_for(chat):
    assert (await write(chat, question=" ")).problems == {"question": "empty"}


async def test_two_windows_of_one_lead_lose_nothing(chat):
    first = await press(chat, "lead_edit_form", objection=NO_TIME, driver=BLUE, value="nl||0")
    await write(chat, form=first, wording=WORDING)

    late = await write(chat, form=first, wording="Je hebt al zo veel op je bord liggen deze week.")
    again = await write(chat, form=late)

    assert (late.moved, late.advice["wording"]) == (True, WORDING)
    assert again.entry.texts.nl.wording == "Je hebt al zo veel op je bord liggen deze week."


async def test_two_leads_see_each_other_and_the_second_chooses_part_by_part(chat):
    mine = await write(
        chat, wording="Je hebt al zo veel op je bord liggen deze week.", behind="Het lijkt alsof de week al vol is."
    )
    theirs = await write(chat, SECOND, wording=WORDING)
    await press(chat, "lead_submit", SECOND, value=f"{theirs.draft}:{theirs.version}")
    await press(chat, "lead_approve", value=f"{theirs.draft}:{theirs.version + 1}")

    diverged = await press(chat, "lead_submit", value=f"{mine.draft}:{mine.version}")
    form = await press(chat, "lead_choose_form", value=str(mine.draft))
    clash = next(number for number, side in enumerate(form.sides) if side.place == "nl.wording")
    chosen = await press(chat, "lead_choose", fields={f"part_{clash}": "theirs"}, value=form.value)

    assert theirs.others == 1
    assert isinstance(diverged, Diverged)
    assert next(side for side in diverged.sides if side.place == "nl.wording").theirs == WORDING
    assert isinstance(chosen, DraftShown)
    assert (chosen.entry.texts.nl.wording, chosen.entry.texts.nl.behind) == (WORDING, "Het lijkt alsof de week al vol is.")


async def test_a_sole_lead_publishes_where_that_is_set_and_nowhere_else(chat, store, clock):
    draft = await write(chat, wording=WORDING)
    named = f"{draft.draft}:{draft.version}"
    refused = await press(chat, "lead_publish", value=named)
    chat.companion = chat_over(store, clock, alone=True)

    done = await press(chat, "lead_publish", value=named)

    assert (refused.why, draft.alone) == ("own_draft", False)
    assert (done.kind, done.number) == ("published", 1)


# Show, history, and the rest.


@pytest.mark.parametrize(
    ("asked", "why"), [("toon", "which_entry"), ("toon no-time pink", "no_driver"), ("toon qwertyuiop", "unknown_entry")]
)
async def test_what_names_no_entry_is_said(chat, asked, why):
    assert await say(chat, asked) == CurationRefused(language="nl", why=why)


async def test_an_entry_is_found_by_its_own_words(chat):
    words = files().entry(NO_TIME, BLUE).entry.texts.nl.wording

    found = await say(chat, f"toon {words}")

    assert (found.about.objection, found.about.driver) == (NO_TIME, BLUE)


async def test_finding_an_entry_right_sets_its_day_and_history_leads_back(chat):
    shown = await say(chat, "show no-time blue")
    verified = await press(chat, "lead_verify", objection=NO_TIME, driver=BLUE, value=shown.base)
    again = await press(chat, "lead_verify", objection=NO_TIME, driver=BLUE, value=shown.base)
    verified_on = (await in_force(chat)).verified_on
    history = await say(chat, "terug no-time blue")
    back = await press(chat, "lead_rollback", fields={"why": "vergist"}, objection=NO_TIME, driver=BLUE, value="entry:0")
    gone = await press(chat, "lead_rollback", fields={"why": "vergist"}, objection=NO_TIME, driver=BLUE, value="entry:99")

    assert (verified.kind, verified_on is not None, again.why) == ("verified", True, "moved")
    assert [one.number for one in history.items] == [1, 0]
    assert (back.kind, back.number, gone.why) == ("rollback", 2, "not_there")
    assert (await in_force(chat)).verified_on is None


async def test_history_names_who_until_they_are_forgotten(chat):
    await chat.store.people.set_address(ACME, chat.lead, {"channel": "D1", "name": "Anna"})
    shown = await say(chat, "show no-time blue")
    await press(chat, "lead_verify", objection=NO_TIME, driver=BLUE, value=shown.base)

    before = (await say(chat, "history no-time blue", SECOND)).items[0].who
    await press(chat, "forget")
    after = (await say(chat, "history no-time blue", SECOND)).items[0].who

    assert before == "Anna"
    assert after != "Anna"


async def test_an_edit_upon_what_is_long_gone_shows_what_is_there_now(chat):
    content = fields_of(content_of(files(), ENTRY), "nl")

    draft = await press(
        chat, "lead_edit", fields={**content, "wording": WORDING}, objection=NO_TIME, driver=BLUE, value="nl|revision:77|0"
    )

    assert isinstance(draft, DraftShown | Diverged)
    assert (await in_force(chat)).texts.nl.wording != WORDING


async def test_entries_of_one_owner_are_handed_over_together(chat):
    done = await press(chat, "lead_hand_over", fields={"to": "Team Opleiding"}, objection=NO_TIME, driver=BLUE)

    assert (done.kind, done.count) == ("handed_over", len(files().model.entries))
    assert (await in_force(chat)).owner == "Team Opleiding"


async def test_coverage_stale_export_and_following(chat):
    on = await say(chat, "volg aan")
    news_off = await press(chat, "lead_follow", value="news:off")

    assert isinstance(await say(chat, "dekking"), CoverageShown)
    assert (await say(chat, "verouderd")).kind == "stale"
    assert (await say(chat, "export")).subject == ACME
    assert ((on.follows, on.digest), (news_off.follows, news_off.digest)) == ((True, True), (False, True))


async def test_home_tells_a_lead_what_waits(chat):
    await chat.gap("de printer staat te ver weg")
    draft = await write(chat, wording=WORDING)
    await press(chat, "lead_submit", value=f"{draft.draft}:{draft.version}")

    lead, second, consultant = [await press(chat, "home", origin) for origin in (LEAD, SECOND, CONSULTANT)]

    assert [(one.waiting, one.gaps) for one in (lead, second, consultant)] == [(0, 1), (1, 1), (0, 0)]
