"""Cards for whoever keeps the playbook: gaps, entries, drafts with what they change, lists, and what was done or not."""

from __future__ import annotations

from dataclasses import replace
from textwrap import shorten
from typing import TYPE_CHECKING, assert_never

from coachbot.coverage_map import cell_words, column_name, coverage_map, coverage_summary, coverage_title
from coachbot.curation_replies import (
    About,
    Announced,
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
from coachbot.digest_words import DigestWords
from coachbot.messages import Action
from coachbot.pieces import Ask, Button, Choices, Line, Part, Piece, Points, Say
from coachbot.playbook import LANGUAGES, OWNED_BY_A_LEAD
from coachbot.texts import shown_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coachbot.coverage import CellCoverage, Coverage
    from coachbot.curation_replies import Listed, Noticed, ShownGap
    from coachbot.differences import Change, Divergence
    from coachbot.messages import ActionKind
    from coachbot.playbook import Entry, Language, Playbook
    from coachbot.texts import Texts

CurationReply = (
    GapsShown
    | CurationForm
    | EntryInForce
    | DraftShown
    | CurationList
    | Diverged
    | CurationDone
    | CurationRefused
    | CoverageShown
    | Announced
)
MOST_ROWS = 10
"""Objections whose coverage is told in words on a card."""
MOST_TEXT = 300
"""Characters of a part in a difference: enough to see what changed, and a dozen of them fit a card."""


def curation_pieces(reply: CurationReply, playbook: Playbook, texts: Texts) -> list[Piece]:
    """The pieces of a card for whoever keeps the playbook."""
    return _Writer(playbook, texts, reply.language).pieces(reply)


def part_name(place: str, texts: Texts) -> str:
    """A part of an entry or objection as people call it: `question (Nederlands)`; its place in the files where it has no name."""
    steps = place.split(".")
    language = next((one for one in LANGUAGES if one in steps), None)
    inner = ".".join("n" if one.isdigit() else one for one in steps if one != language)
    number = next((int(one) + 1 for one in steps if one.isdigit()), 1)
    name = texts.lead_parts.get(inner, inner).format(number=number)
    return texts.lead["in_language"].format(part=name, language=texts.language_names[language]) if language else name


def about_words(about: About, playbook: Playbook, texts: Texts, language: Language) -> str:
    """What a screen is about: `«Ik heb geen tijd», blauw`."""
    return DigestWords(playbook=playbook, texts=texts, language=language).thing(about.thing, about.objection, about.driver)


class _Writer:
    """Writes one card in one language."""

    def __init__(self, playbook: Playbook, texts: Texts, language: Language) -> None:
        self.playbook = playbook
        self.texts = texts
        self.words = texts.lead
        self.language = language

    def pieces(self, reply: CurationReply) -> list[Piece]:  # noqa: C901 - a case for each kind
        match reply:
            case GapsShown():
                return self.gaps(reply)
            case CurationForm():
                return self.form(reply)
            case EntryInForce():
                return self.in_force(reply)
            case DraftShown():
                return self.draft(reply)
            case CurationList():
                return self.listed(reply)
            case Diverged():
                return self.diverged(reply)
            case CurationDone():
                return self.done(reply)
            case CurationRefused():
                again = [self.button("go_on", "lead_draft", str(reply.draft))] if reply.draft else []
                return [
                    Line(role="plain", text=self.texts.lead_refused[reply.why]),
                    *self.noticed(reply.noticed),
                    *self.choices(again),
                ]
            case CoverageShown():
                return self.coverage(reply.coverage)
            case Announced():
                said = self.words["announced_why" if reply.why else "announced"]
                how = self.texts.change_kinds[reply.kind]
                text = said.format(what=self.about(reply.about), how=how, why=self.clipped(reply.why))
                show = self.cell("history", "lead_history", reply.about, f"{reply.about.thing}:")
                return [
                    Line(role="plain", text=text),
                    Line(role="small", text=self.words["announced_stop"]),
                    *self.choices([show]),
                ]
            case _:
                assert_never(reply)

    def coverage(self, coverage: Coverage) -> list[Piece]:
        """The heat map, and in words whatever there is to know of it, what is asked most first; a report has every cell."""
        summary = coverage_summary(coverage, self.texts)
        picture = coverage_map(coverage, self.playbook, self.texts, self.language)
        rows = [(objection, self.notable(row)) for objection, row in coverage.cells.items()]
        told = [f"«{self.title(objection)}»: {'; '.join(words)}" for objection, words in rows if words]
        items = [self.clipped(one) for one in told[:MOST_ROWS]]
        if len(told) > MOST_ROWS:
            items.append(self.words["coverage_more"].format(count=len(told) - MOST_ROWS))
        title = coverage_title(coverage, self.texts, self.language)
        return [
            replace(picture, alt=f"{title}. {summary}"),
            *([Points(label=self.words["coverage_rows"], items=tuple(items))] if items else []),
            Line(role="small", text=self.texts.coverage["counted"]),
        ]

    def notable(self, row: Iterable[CellCoverage]) -> list[str]:
        """What there is to say of a row: what was counted, is missing or is overdue."""
        return [
            f"{column_name(cell.driver, self.playbook, self.texts, self.language).lower()}: {cell_words(cell, self.texts)}"
            for cell in row
            if cell.use.shown is not None or cell.state != "there"
        ]

    # Gaps

    def gaps(self, reply: GapsShown) -> list[Piece]:
        if not reply.groups:
            return [Line(role="plain", text=self.words["gaps_none"])]
        pieces: list[Piece] = [Line(role="heard", text=self.words["gaps_head"])]
        for group in reply.groups:
            pieces += self.gap(group)
        if reply.left:
            more = self.button("more", "lead_gaps", str(reply.start + len(reply.groups)), count=reply.left)
            pieces += self.choices([more])
        return pieces

    def gap(self, group: ShownGap) -> list[Piece]:
        value = str(group.gap)
        nearest = ", ".join(self.title(one) for one in group.nearest)
        places = self.texts.lead_gap_places["one" if group.places == 1 else "more"].format(places=group.places)
        sent = self.texts.lead_gap_sent["one" if group.times == 1 else "more"]
        items = [
            sent.format(times=group.times, since=shown_day(group.since, self.language), places=places),
            *([self.words["gap_asked"].format(times=group.asked)] if group.asked else []),
            *([self.words["gap_nearest"].format(objections=nearest)] if nearest else []),
        ]
        buttons = [
            self.button("phrase", "lead_phrase_form", value, form=True),
            self.button("new_objection", "lead_objection_form", value, form=True),
            self.button("dismiss", "lead_dismiss_form", value, form=True),
        ]
        return [Points(label=f"“{self.clipped(group.example)}”", items=tuple(items)), *self.choices(buttons)]

    # A form, where it isn't shown in a dialog

    def form(self, reply: CurationForm) -> list[Piece]:
        """What the form is for, and the button that opens it; shown where no dialog could be opened at once."""
        head = self.texts.lead_forms[reply.form]
        about = [Line(role="plain", text=self.about(reply.about))] if reply.about else []
        problems = tuple(self.texts.lead_problems.get(one, one) for one in reply.problems.values())
        wrong: list[Piece] = [Points(label=self.words["errors"], items=problems)] if problems else []
        kind: dict[str, ActionKind] = {
            "phrase": "lead_phrase_form",
            "objection": "lead_objection_form",
            "dismiss": "lead_dismiss_form",
            "send_back": "lead_send_back_form",
            "rollback": "lead_rollback_form",
            "hand_over": "lead_hand_over_form",
            "entry": "lead_edit_form",
            "choose": "lead_choose_form",
        }
        objection, driver = (reply.about.objection, reply.about.driver) if reply.about else (None, None)
        action = Action(kind=kind[reply.form], objection=objection, driver=driver, value=reply.value)
        return [
            Line(role="heard", text=head),
            *about,
            *wrong,
            Choices(label=None, buttons=(Button(label=self.words["open_form"], action=action, opens_form=True),)),
        ]

    # Entries and drafts

    def in_force(self, reply: EntryInForce) -> list[Piece]:
        entry = reply.entry
        head: list[Piece] = [Line(role="heard", text=self.about(reply.about))]
        head += self.preview(entry, self.language) if entry else [Line(role="plain", text=self.words["no_entry"])]
        state = [Line(role="small", text=self.state(entry))] if entry else []
        others = [Line(role="plain", text=self.words["others"].format(count=reply.others))] if reply.others else []
        edits = [
            self.cell(f"edit_{language}", "lead_edit_form", reply.about, f"{language}||0", form=True) for language in LANGUAGES
        ]
        own = [self.button("own_draft", "lead_draft", str(reply.draft))] if reply.draft else []
        rest = [
            self.cell("verify", "lead_verify", reply.about, reply.base),
            self.cell("hand_over", "lead_hand_over_form", reply.about, form=True),
        ]
        more = [
            self.cell("history", "lead_history", reply.about, "entry:"),
            self.cell("phrase", "lead_phrase_form", reply.about, form=True),
        ]
        return [*head, *state, *others, *self.choices([*own, *edits, *(rest if entry else []), *more])]

    def draft(self, reply: DraftShown) -> list[Piece]:
        """What would be said, then what that changes, then what the rules say of it."""
        pieces: list[Piece] = [
            Line(role="heard", text=self.about(reply.about)),
            Line(role="small", text=self.words[f"state_{reply.state}"]),
        ]
        if reply.remark and reply.mine:
            pieces.append(Part(label=self.words["remark"], text=reply.remark))
        if reply.why:
            pieces.append(Part(label=self.words["why"], text=reply.why))
        if reply.moved:
            pieces.append(Line(role="plain", text=self.words["moved"]))
        if reply.others:
            pieces.append(Line(role="plain", text=self.words["others"].format(count=reply.others)))
        if reply.entry is not None:
            pieces += [Line(role="small", text=self.words["preview"]), *self.preview(reply.entry, reply.text_language)]
        pieces += self.changes(reply.changes)
        pieces += self.noticed(reply.noticed)
        return [*pieces, *self.choices(self.draft_buttons(reply))]

    def draft_buttons(self, reply: DraftShown) -> list[Button]:
        named = f"{reply.draft}:{reply.version}"
        broken = any(one.severity == "error" for one in reply.noticed)
        if not reply.mine:
            approve = [] if broken else [self.button("approve", "lead_approve", named)]
            return [*approve, self.button("send_back", "lead_send_back_form", named, form=True)]
        buttons: list[Button] = []
        if reply.state != "in_review" and not broken:
            buttons.append(self.button("submit", "lead_submit", named))
        if reply.alone and not broken:
            buttons.append(self.button("publish", "lead_publish", named))
        if reply.about.thing == "entry":
            buttons += [
                self.cell(f"edit_{language}", "lead_edit_form", reply.about, f"{language}||0", form=True)
                for language in LANGUAGES
            ]
        elif reply.about.thing == "objection":
            buttons.append(self.cell("go_on", "lead_objection_form", reply.about, form=True))
        if reply.others or reply.moved:
            buttons.append(self.button("difference", "lead_diverged", str(reply.draft)))
        return [*buttons, self.button("drop", "lead_drop", str(reply.draft))]

    def preview(self, entry: Entry, language: Language) -> list[Piece]:
        """An entry as consultants see it, with everything that is a button away."""
        text, texts = entry.texts[language], self.texts
        facts = ((texts.check_first, text.check_first), (texts.next_act, text.next_act), (texts.if_yes, text.if_yes))
        pieces: list[Piece] = [
            Part(label=texts.behind, text=text.behind),
            Say(number=1, label=texts.say_first, text=text.wording),
            Ask(number=2, label=texts.then_ask, text=text.question),
            *(Part(label=label, text=said) for label, said in facts if said),
            Part(label=texts.avoid, text=text.avoid),
            Part(label=texts.listen_for, text=text.listen_for),
        ]
        others = tuple(f"{one.wording} {one.question}" for one in text.angles)
        return [*pieces, Points(label=self.words["angles"], items=others)] if others else pieces

    def state(self, entry: Entry) -> str:
        """Whose an entry is, when it was found right, and when to look again."""
        owner = self.owner(entry.owner)
        if entry.verified_on is None:
            return self.words["unverified"].format(owner=owner)
        again = shown_day(entry.review_by, self.language) if entry.review_by else "–"
        return self.words["verified"].format(owner=owner, on=shown_day(entry.verified_on, self.language), again=again)

    def changes(self, changed: Sequence[Change]) -> list[Piece]:
        if not changed:
            return []
        return [Points(label=self.words["changes"], items=tuple(self.change(one) for one in changed))]

    def change(self, one: Change) -> str:
        key = "change_new" if one.before is None else "change_gone" if one.after is None else "change"
        before, after = (
            self.owner(said or "") if one.place == "owner" else self.clipped(said or "") for said in (one.before, one.after)
        )
        return self.words[key].format(part=part_name(one.place, self.texts), before=before, after=after)

    def owner(self, name: str) -> str:
        return self.texts.owner_lead if name.startswith(OWNED_BY_A_LEAD) else self.clipped(name)

    def noticed(self, noticed: Iterable[Noticed]) -> list[Piece]:
        found = list(noticed)
        pieces: list[Piece] = []
        for severity in ("error", "advice"):
            said = [self.one_noticed(one) for one in found if one.severity == severity][:8]
            if said:
                label = self.words["errors" if severity == "error" else "advice"]
                pieces.append(Points(label=label, items=tuple(dict.fromkeys(said))))
        return pieces

    def one_noticed(self, one: Noticed) -> str:
        says = self.texts.lead_problems.get(one.says, one.says)
        return f"{part_name(one.place, self.texts)}: {says}" if one.place else says

    def diverged(self, reply: Diverged) -> list[Piece]:
        pieces: list[Piece] = [
            Line(role="heard", text=self.about(reply.about)),
            Line(role="plain", text=self.words[f"diverged_{reply.against}"]),
            *(self.side(one) for one in reply.sides),
        ]
        buttons = [
            self.button("choose", "lead_choose_form", str(reply.draft), form=True),
            self.button("drop", "lead_drop", str(reply.draft)),
        ]
        return [*pieces, *self.choices(buttons)]

    def side(self, one: Divergence) -> Piece:
        items = (
            self.words["side_theirs"].format(text=self.clipped(one.theirs or "–")),
            self.words["side_mine"].format(text=self.clipped(one.mine or "–")),
        )
        return Points(label=part_name(one.place, self.texts), items=items)

    # Lists

    def listed(self, reply: CurationList) -> list[Piece]:
        if not reply.items:
            return [Line(role="plain", text=self.words[f"none_{reply.kind}"])]
        about = f"{self.about(reply.about)}: " if reply.about else ""
        pieces: list[Piece] = [Line(role="heard", text=about + self.words[f"head_{reply.kind}"])]
        for item in reply.items:
            pieces += self.item(item, reply.kind)
        if reply.left:
            kinds: dict[str, ActionKind] = {
                "history": "lead_history",
                "stale": "lead_stale",
                "owned": "lead_stale",
                "review": "lead_review",
            }
            kind = kinds.get(reply.kind)
            if kind:
                action = Action(
                    kind=kind,
                    objection=reply.about.objection if reply.about else None,
                    driver=reply.about.driver if reply.about else None,
                    value=reply.more,
                )
                pieces += self.choices([Button(label=self.words["more"].format(count=reply.left), action=action)])
        if reply.kind == "owned":
            pieces += [Line(role="small", text=self.words["owned_why"]), *self.choices([self.switch("owned", on=False)])]
        return pieces

    def item(self, item: Listed, kind: str) -> list[Piece]:
        if kind == "found":
            return self.choices([self.named(self.about(item.about), "lead_show", item.about)])
        if kind == "history":
            return self.revision(item)
        if kind in {"stale", "owned"}:
            return [
                Line(role="plain", text=self.stale(item)),
                *self.choices([self.cell("look", "lead_show", item.about)]),
            ]
        state = self.words[f"state_{item.state}"] if item.state else ""
        items = (state, *([item.why] if item.why else []), *(self.change(one) for one in item.changes))
        return [
            Points(label=self.about(item.about), items=items),
            *self.choices([self.button("look", "lead_draft", str(item.draft))]),
        ]

    def revision(self, item: Listed) -> list[Piece]:
        value = f"{item.about.thing}:{item.number}"
        back = self.cell("back", "lead_rollback_form", item.about, value, form=True)
        if not item.number or item.kind is None or item.on is None:
            return [Line(role="plain", text=self.words["files_text"]), *self.choices([back])]
        head = self.words["revision"].format(
            number=item.number,
            on=shown_day(item.on, self.language),
            who=self.words["by_command"] if item.who == "command" else item.who,
            how=self.texts.change_kinds[item.kind],
        )
        items = (*([item.why] if item.why else []), *(self.change(one) for one in item.changes)) or (self.words["same_text"],)
        return [Points(label=head, items=items), *self.choices([back])]

    def stale(self, item: Listed) -> str:
        what, reasons = self.about(item.about), []
        if item.due:
            reasons.append(self.words["overdue" if item.overdue else "due"].format(on=shown_day(item.due, self.language)))
        if item.poor:
            reasons.append(self.words["poor"].format(helpful=item.poor[0], judged=item.poor[1]))
        return f"{what}: {'; '.join(reasons)}"

    # Done

    def switch(self, what: str, *, on: bool) -> Button:
        """What switches something one is told of."""
        how = "on" if on else "off"
        return self.button(f"{what}_{how}", "lead_follow", f"{what}:{how}")

    def done(self, reply: CurationDone) -> list[Piece]:
        follows = self.words["on" if reply.follows else "off"]
        text = self.texts.lead_done[reply.kind].format(
            what=self.about(reply.about) if reply.about else "",
            count=reply.count,
            tenant=reply.subject,
            follows=follows,
            digest=self.words["on" if reply.digest else "off"],
            owned=self.words["on" if reply.owned else "off"],
        )
        pieces: list[Piece] = [Line(role="plain", text=text)]
        if reply.number:
            pieces.append(Line(role="small", text=self.words["in_force"]))
        pieces += self.noticed(reply.noticed)
        if reply.kind == "follow":
            told = (("news", reply.follows), ("digest", reply.digest), ("owned", reply.owned))
            return [*pieces, *self.choices([self.switch(what, on=not is_on) for what, is_on in told])]
        if reply.number and reply.about:
            pieces += self.choices([self.cell("history", "lead_history", reply.about, f"{reply.about.thing}:")])
        return pieces

    # In here

    def about(self, about: About) -> str:
        return about_words(about, self.playbook, self.texts, self.language)

    def title(self, objection: str) -> str:
        known = {str(name): one for name, one in self.playbook.objections.items()}.get(objection)
        return objection if known is None else known.title[self.language]

    def clipped(self, text: str) -> str:
        return shorten(text, MOST_TEXT, placeholder=" …")

    def button(self, key: str, kind: ActionKind, value: str = "", *, form: bool = False, count: int = 0) -> Button:
        label = self.texts.lead_buttons[key] if key in self.texts.lead_buttons else self.words[key].format(count=count)
        return Button(label=label, action=Action(kind=kind, value=value), opens_form=form)

    def cell(self, key: str, kind: ActionKind, about: About, value: str = "", *, form: bool = False) -> Button:
        action = Action(kind=kind, objection=about.objection, driver=about.driver, value=value)
        return Button(label=self.texts.lead_buttons[key], action=action, opens_form=form)

    def named(self, label: str, kind: ActionKind, about: About) -> Button:
        return Button(label=label, action=Action(kind=kind, objection=about.objection, driver=about.driver))

    def choices(self, buttons: Sequence[Button]) -> list[Piece]:
        return [Choices(label=None, buttons=tuple(buttons))] if buttons else []
