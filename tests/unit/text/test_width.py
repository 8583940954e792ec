"""Text fitted into cells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trove_tui.text.styled import Tone
from trove_tui.text.width import cells, cut, fit, wrap

printable = st.text(st.characters(exclude_categories=("C", "Z", "M")), max_size=80)


@given(printable, st.integers(0, 40))
def test_a_cut_text_is_never_too_wide(text: str, width: int) -> None:
    assert cells(cut(text, width)) <= width


@given(printable, st.integers(1, 40))
def test_a_text_that_fits_is_left_alone(text: str, width: int) -> None:
    assert (cut(text, width) == text) == (cells(text) <= width)


@given(st.lists(printable, max_size=12), st.integers(10, 60), st.integers(0, 2))
def test_wrapped_lines_fit_and_lose_nothing(texts: list[str], width: int, indent: int) -> None:
    text = " ".join(texts)

    lines = wrap(text, Tone.PLAIN, width, indent=indent, most=10_000)

    assert all(cells(piece) <= width for line in lines for piece, _ in line)
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
