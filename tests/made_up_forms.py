"""Forms of every kind, with any words in them, for what must hold always."""

from __future__ import annotations

from hypothesis import strategies as st

from coachbot.forms import Field, Form
from coachbot.messages import Action, Help
from coachbot.pieces import Card, Line, Part, Picture
from coachbot.ports import Answered
from form_desk import PNG, small_talk


def forms(words):
    """Answers with a form that holds these words wherever somebody's own can stand."""
    options = st.lists(st.tuples(st.text(max_size=200), words), max_size=120).map(tuple)
    fields = st.lists(
        st.builds(
            Field,
            name=st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True),
            label=words,
            kind=st.sampled_from(["line", "text", "choice"]),
            value=words,
            hint=words,
            max_length=st.integers(min_value=1, max_value=3_000),
            required=st.booleans(),
            options=options,
            problem=words,
            advice=words,
        ),
        max_size=40,
        unique_by=lambda field: field.name,
    )
    action = st.builds(
        Action, kind=st.just("own_drivers"), objection=st.text(min_size=1, max_size=200), value=st.text(max_size=1_000)
    )
    made = st.builds(Form, title=words, submit=words, action=action, intro=words, fields=fields.map(tuple))
    return st.builds(_answers, made, words, st.booleans())


def _answers(form, words, beside):
    card = Card(language="nl", pieces=(Line(role="plain", text=words),), form=form)
    greeting = [small_talk(), _said(words)] if beside else []
    return [*greeting, Answered(reply=Help(language="nl"), card=card)]


def _said(words):
    pieces = (Part(label="x", text=words), Picture(alt=words, png=PNG), Line(role="care", text=words)) * 5
    return Answered(reply=Help(language="nl"), card=Card(language="nl", pieces=pieces))
