"""What a lead fills in: the fields of each form, with what stands in them, what is wrong and what could be better."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from coachbot.curation_cards import about_words, part_name
from coachbot.curation_replies import MOST_ANGLES
from coachbot.forms import Field, Form
from coachbot.messages import Action
from coachbot.playbook import OWNED_BY_A_LEAD

if TYPE_CHECKING:
    from coachbot.curation_replies import CurationForm, FormName
    from coachbot.forms import FieldKind
    from coachbot.messages import ActionKind
    from coachbot.playbook import Playbook
    from coachbot.texts import Texts

_ACTIONS: dict[FormName, ActionKind] = {
    "phrase": "lead_phrase",
    "objection": "lead_objection",
    "dismiss": "lead_dismiss",
    "send_back": "lead_send_back",
    "rollback": "lead_rollback",
    "hand_over": "lead_hand_over",
    "entry": "lead_edit",
    "choose": "lead_choose",
}
_ENTRY: tuple[tuple[str, str, bool], ...] = (
    ("behind", "behind", True),
    ("wording", "wording", True),
    ("question", "question", True),
    ("avoid", "avoid", True),
    ("listen_for", "listen_for", True),
    ("if_yes", "if_yes", False),
    ("check_first", "check_first", False),
    ("next_act", "next_act", False),
    ("formal_wording", "formal.wording", False),
    ("formal_question", "formal.question", False),
    ("formal_if_yes", "formal.if_yes", False),
)
"""Fields of an entry: their name, where their part stands in the files, and whether there must be one."""
_ANGLE = ("wording", "question", "if_yes")
MOST_OWNER = 80
MOST_WHY = 500
MOST_DAY = 10
MOST_PHRASE = 600
MOST_OPTIONS = 100


def curation_form(reply: CurationForm, playbook: Playbook, texts: Texts) -> Form:
    """What a lead fills in."""
    return _Writer(reply, playbook, texts).form()


class _Writer:
    """Writes one form in one language."""

    def __init__(self, reply: CurationForm, playbook: Playbook, texts: Texts) -> None:
        self.reply = reply
        self.playbook = playbook
        self.texts = texts

    def form(self) -> Form:
        reply, texts, about = self.reply, self.texts, self.reply.about
        action = Action(
            kind=_ACTIONS[reply.form],
            objection=about.objection if about else None,
            driver=about.driver if about else None,
            value=reply.value,
        )
        return Form(
            title=texts.lead_forms[reply.form],
            submit=texts.lead_submits[reply.form],
            action=action,
            fields=self.fields(),
            intro=self.intro(),
        )

    def intro(self) -> str:
        reply, texts = self.reply, self.texts
        about = about_words(reply.about, self.playbook, texts, reply.language) if reply.about else ""
        quoted = texts.owner_lead if reply.quoted.startswith(OWNED_BY_A_LEAD) else reply.quoted
        said = texts.lead_intros[reply.form].format(
            what=about,
            quoted=shorten(quoted, 600, placeholder=" …"),
            count=reply.value,
            language=texts.language_names[reply.text_language or reply.language],
        )
        return f"{texts.lead['form_moved']} {said}" if reply.moved else said

    def fields(self) -> tuple[Field, ...]:
        match self.reply.form:
            case "phrase":
                titles = [*self.reply.first, *(one for one in self.playbook.objections if one not in self.reply.first)]
                options = [
                    (str(one), self.playbook.objections[one].title[self.reply.language])
                    for one in titles
                    if one in self.playbook.objections
                ]
                return (
                    self.field("objection", kind="choice", options=tuple(options[:MOST_OPTIONS])),
                    self.field("nl", required=False, most=MOST_PHRASE),
                    self.field("en", required=False, most=MOST_PHRASE),
                )
            case "objection":
                truths = tuple((one, self.texts.lead[f"truth_{one}"]) for one in ("view", "partly", "fact"))
                return (
                    *(self.field(name, most=300) for name in ("title_nl", "title_en", "about_nl", "about_en")),
                    self.field("truth", kind="choice", options=truths),
                    *(self.field(name, kind="text", required=False) for name in ("phrases_nl", "phrases_en")),
                )
            case "dismiss" | "rollback":
                return (self.field("why", most=MOST_WHY),)
            case "send_back":
                return (self.field("remark", kind="text", most=MOST_WHY),)
            case "hand_over":
                return (self.field("to", required=False, most=100),)
            case "entry":
                return self.entry()
            case "choose":
                return self.sides()

    def entry(self) -> tuple[Field, ...]:
        parts = [self.part(name, place, required=required) for name, place, required in _ENTRY]
        about = [
            self.field(name, required=False, most=most)
            for name, most in (("owner", MOST_OWNER), ("review_by", MOST_DAY), ("why", MOST_WHY))
        ]
        return (*parts, *self.angles(), *about)

    def angles(self) -> list[Field]:
        """The angles that are there, of which there must be one, and one more that can be added."""
        there = [number for number in range(1, MOST_ANGLES + 1) if any(self.stands(number, part) for part in _ANGLE)]
        shown = min(max(there, default=0) + 1, MOST_ANGLES)
        return [
            self.part(f"angle_{number}_{part}", f"angles.{number - 1}.{part}", required=number == 1 and part != "if_yes")
            for number in range(1, shown + 1)
            for part in _ANGLE
        ]

    def stands(self, number: int, part: str) -> bool:
        return bool(self.reply.fields.get(f"angle_{number}_{part}"))

    def part(self, name: str, place: str, *, required: bool) -> Field:
        return self.field(name, kind="text", required=required, label=part_name(place, self.texts))

    def sides(self) -> tuple[Field, ...]:
        words = self.texts.lead
        fields = []
        for number, side in enumerate(self.reply.sides):
            theirs = words["side_theirs"].format(text=shorten(side.theirs or "–", 300, placeholder=" …"))
            mine = words["side_mine"].format(text=shorten(side.mine or "–", 300, placeholder=" …"))
            options = (("mine", words["take_mine"]), ("theirs", words["take_theirs"]))
            fields.append(
                Field(
                    name=f"part_{number}",
                    label=part_name(side.place, self.texts),
                    kind="choice",
                    options=options,
                    value="theirs" if side.mine == side.base else "mine",
                    hint=f"{theirs} {mine}",
                )
            )
        return tuple(fields)

    def field(
        self,
        name: str,
        *,
        kind: FieldKind = "line",
        required: bool = True,
        most: int = 3_000,
        options: tuple[tuple[str, str], ...] = (),
        label: str | None = None,
    ) -> Field:
        reply, texts = self.reply, self.texts
        problem = reply.problems.get(name, "")
        return Field(
            name=name,
            label=label or texts.lead_fields[name],
            kind=kind,
            value=reply.fields.get(name, ""),
            hint=texts.lead_hints.get(name, ""),
            max_length=most,
            required=required,
            options=options,
            problem=texts.lead_problems.get(problem, problem),
            advice=reply.advice.get(name, ""),
        )
