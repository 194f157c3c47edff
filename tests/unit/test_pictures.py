from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.pictures import DUE, INK, PAPER, Bar, Heat, HeatRow, _font, _legible_on, _shade, bars, contrast, heat_map
from coachbot.playbook import LANGUAGES


def image_of(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("L")


def a_map(cell: Heat) -> Image.Image:
    return image_of(heat_map("Coverage", ["blue"], [HeatRow(label="No time", cells=(cell,))]).png)


def test_bars_say_in_words_all_that_they_show() -> None:
    shown = bars("Where it comes from", [Bar(label="Blue", count=7), Bar(label="Red", count=0)])

    assert shown.alt == "Where it comes from\nBlue: 7\nRed: 0"


def test_a_bar_is_as_long_as_its_count() -> None:
    def length(count: int) -> int:
        image = image_of(bars("Where", [Bar(label="Blue", count=count), Bar(label="Red", count=8)]).png)
        row = [image.getpixel((x, 28 + 38 + 14 + 14)) for x in range(image.width)]
        return max(len(run) for run in "".join("#" if isinstance(p, int) and 0 < p < 90 else " " for p in row).split())

    assert [round(length(count) / length(8), 1) for count in (2, 4, 8)] == [0.2, 0.5, 1.0]


def test_a_heat_map_says_every_cell_in_words_and_takes_alike_ones_together() -> None:
    missing = Heat(text="none", words="missing", mark="missing")
    row = HeatRow(label="No time", cells=(Heat(text="12", words="shown 12 times", fill=1.0), missing, missing))

    shown = heat_map("Coverage", ["neutral", "blue", "red"], [row])

    assert shown.alt == "Coverage\nNo time: neutral: shown 12 times; blue, red: missing"


def test_cells_that_mean_different_things_differ_without_colour() -> None:
    kinds = [Heat(text="", words=""), Heat(text="", words="", mark="missing"), Heat(text="", words="", mark="due")]

    pictures = [a_map(kind).tobytes() for kind in kinds]

    assert all(one != other for one, other in pairwise([*pictures, pictures[0]]))


@pytest.mark.parametrize("fill", [step / 100 for step in range(-10, 120)])
def test_text_in_a_cell_can_be_read_on_every_shade(fill: float) -> None:
    assert contrast(_legible_on(_shade(fill)), _shade(fill)) >= 4.5


def test_the_edge_of_what_is_due_stands_out_from_paper() -> None:
    assert contrast(DUE, PAPER) >= 4.5
    assert contrast(INK, PAPER) == 21


def test_the_font_has_every_letter_of_the_titles_and_of_names() -> None:
    playbook = load_playbook(shipped_playbook())
    titles = [objection.title[language] for objection in playbook.objections.values() for language in LANGUAGES]
    letters = set("".join(titles) + "ëéèêïíöóüúáàçñÆØÅæøåßşğıŁłčšž’‘“”–—·≥×…€%") - {" "}
    unknown = bytes(_font(24).getmask("\u4e2d"))

    assert [letter for letter in sorted(letters) if bytes(_font(24).getmask(letter)) == unknown] == []


def test_a_label_too_long_for_the_picture_is_whole_in_words() -> None:
    label = "Dit is een heel lang bezwaar " * 12

    shown = heat_map("Dekking", ["blauw"], [HeatRow(label=label, cells=(Heat(text="1", words="één keer"),))])

    assert label in shown.alt
    assert image_of(shown.png).width < 800


def test_nothing_to_show_is_a_picture_all_the_same() -> None:
    assert image_of(bars("Nobody answered", []).png).size > (0, 0)
    assert image_of(heat_map("Nothing yet", [], []).png).size > (0, 0)


words = st.text(max_size=60)


@settings(max_examples=25, deadline=None)
@given(words, st.lists(st.tuples(words, st.integers(0, 10_000)), max_size=4))
def test_any_text_and_any_count_makes_a_picture_with_clear_margins(title: str, counted: list[tuple[str, int]]) -> None:
    shown = bars(title, [Bar(label=label, count=count) for label, count in counted])

    image = image_of(shown.png)
    edge = [image.getpixel((x, y)) for x in (0, image.width - 1) for y in range(image.height)]
    assert set(edge) == {255}
