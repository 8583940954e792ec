"""Text measured and fitted into cells, as the screen counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from trove_tui.terminal import cells as screen
from trove_tui.text.styled import Tone
from trove_tui.text.width import cell_width, cut, cut_middle, fit, head, line_width, tail, wrap

printable = st.text(st.characters(exclude_categories=("C", "Z", "M")), max_size=80)
FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
JAMO = ["\u1112", "\u1161", "\u11ab"]
DOUBTFUL = [FAMILY, *JAMO, "1\ufe0f\u20e3", "\U000e0067", "\u200b", "\u200d", "e\u0301", "\ufe0f"]
"""What one measure or another takes for wider or narrower."""
odd = st.lists(st.one_of(st.sampled_from(DOUBTFUL), printable), max_size=12).map("".join)


def drawn_cells(text: str) -> int:
    """How many cells of the screen it takes."""
    strip = Strip([Segment(text)])
    frame = screen.parse(f"\x1b[1;1H{text}\x1b[1;1H") if text else None
    if frame is not None:  # There is nothing in it about which terminals may disagree.
        assert sum(len(chunk.cells) for chunk in frame.chunks) == strip.cell_length
    return strip.cell_length


@given(odd, st.integers(0, 40))
def test_what_is_cut_to_a_width_is_drawn_in_it(text: str, width: int) -> None:
    for shown in (cut(text, width), cut_middle(text, width), head(text, width)):
        assert drawn_cells(shown) == cell_width(shown) <= width
    assert drawn_cells(tail(text, width)) <= width


@given(odd, st.integers(1, 40))
def test_what_is_cut_has_no_room_for_one_character_more(text: str, width: int) -> None:
    shown = head(text, width)

    assert text.startswith(shown)
    assert shown == text or cell_width(shown) >= width - 1


@given(st.lists(odd, max_size=5), st.integers(0, 40))
def test_a_line_of_pieces_is_drawn_in_the_width_that_it_is_cut_to(
    texts: list[str], width: int
) -> None:
    line = fit(tuple((text, Tone.PLAIN) for text in texts), width)

    assert sum(drawn_cells(text) for text, _ in line) == line_width(line) <= width


@given(odd, st.integers(8, 40))
def test_wrapped_lines_are_drawn_in_their_width(text: str, width: int) -> None:
    lines = wrap(text, Tone.PLAIN, width, most=10_000)

    assert all(drawn_cells(piece) <= width for line in lines for piece, _ in line)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        (FAMILY, 2),
        ("".join(JAMO), 2),
        ("1\ufe0f\u20e3", 2),
        ("a\U000e0067", 1),
        ("a\u200bb", 2),
        ("数据库", 6),
    ],
)
def test_a_width_is_what_the_screen_counts(text: str, width: int) -> None:
    assert cell_width(text) == width == drawn_cells(text)


@given(printable, st.integers(0, 40))
def test_a_cut_text_is_never_too_wide(text: str, width: int) -> None:
    assert cell_width(cut(text, width)) <= width


@given(printable, st.integers(1, 40))
def test_a_text_that_fits_is_left_alone(text: str, width: int) -> None:
    assert (cut(text, width) == text) == (cell_width(text) <= width)


@given(st.lists(printable, max_size=12), st.integers(10, 60), st.integers(0, 2))
def test_wrapped_lines_fit_and_lose_nothing(texts: list[str], width: int, indent: int) -> None:
    text = " ".join(texts)

    lines = wrap(text, Tone.PLAIN, width, indent=indent, most=10_000)

    assert all(cell_width(piece) <= width for line in lines for piece, _ in line)
    assert "".join(p for line in lines for p, _ in line).replace(" ", "") == text.replace(" ", "")


def test_a_text_of_too_many_lines_ends_in_an_ellipsis() -> None:
    lines = wrap("one two three four five six", Tone.PLAIN, 8, most=2)

    assert len(lines) == 2
    assert lines[-1][0][0].endswith("…")


@given(st.lists(printable, max_size=12), st.integers(10, 60), st.integers(1, 5))
def test_of_too_many_lines_the_first_are_the_same_and_the_last_says_that_there_are_more(
    texts: list[str], width: int, most: int
) -> None:
    text = " ".join(texts)

    all_lines = wrap(text, Tone.PLAIN, width, most=10_000)
    lines = wrap(text, Tone.PLAIN, width, most=most)

    assert len(lines) == min(len(all_lines), most)
    assert lines[:-1] == all_lines[: len(lines) - 1]
    assert lines[-1][0][0].endswith("…") or lines == all_lines or texts[-1].endswith("…")


def test_lines_that_are_not_shown_are_not_made() -> None:
    measured = 0

    class Word(str):
        __slots__ = ()

        def isascii(self) -> bool:
            nonlocal measured
            measured += 1
            return True

    class Text(str):
        __slots__ = ()

        def split(self, *_: object) -> list[str]:
            return [Word("word")] * 100_000

    lines = wrap(Text(), Tone.PLAIN, 20, most=6)

    assert len(lines) == 6
    assert measured < 100


def test_a_line_of_spans_is_cut_where_the_width_ends() -> None:
    line = (("数据库", Tone.STRONG), (" of orders", Tone.QUIET))

    assert fit(line, 9) == (("数据库", Tone.STRONG), (" o…", Tone.QUIET))
    assert fit(line, 40) == line
