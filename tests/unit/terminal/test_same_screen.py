"""Whatever is drawn, in whatever order, a terminal shows the same as without the writer."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.terminal.terminals import EmulatedTerminal, Harness
from trove_tui.text.width import agreed_width

NARROW = "ab ─●é·"
WIDE = "中文字한✅😀"
DOUBTFUL = ["e\u0301", "👩\u200d💻", "☀\ufe0f", "🇩🇪", "กำ", "👍🏽", "\u200b", "\u00ad"]

CODES = ["1", "2", "3", "4", "7", "9", "4:3", "31", "97", "41", "103", "39", "49"]
COLOURS = ["48;5;20", "38;5;1", "38;2;1;2;3", "48;2;9;8;7"]

styles = st.lists(st.sampled_from(CODES + COLOURS), max_size=3).map(";".join)
plain = st.text(st.sampled_from(NARROW + WIDE), min_size=1, max_size=6)
texts = st.one_of(plain, plain, plain, plain, st.sampled_from(DOUBTFUL))
segments = st.builds(
    lambda style, text: f"\x1b[{style}m{text}\x1b[0m" if style else text, styles, texts
)


@dataclass(frozen=True)
class Resize:
    columns: int
    lines: int


@dataclass(frozen=True)
class Wait:
    """Let the terminal take what was written."""


def moved(line: int, column: int) -> str:
    return f"\x1b[{line + 1};{column + 1}H"


def _full(columns: int, lines: int) -> st.SearchStrategy[str]:
    """A frame of the whole screen, its lines filled up as Textual does it."""

    def filled(texts: list[tuple[str, str, str]], cursor: tuple[int, int]) -> str:
        rows = []
        for y, (style, text, other) in enumerate(texts):
            taken = ""
            for character in text:
                if sum(agreed_width(each) or 0 for each in taken + character) <= columns:
                    taken += character
            rest = columns - sum(agreed_width(each) or 0 for each in taken)
            row = f"\x1b[{style or 0}m{taken}\x1b[0m" + f"\x1b[{other or 0}m{' ' * rest}\x1b[0m"
            rows.append(moved(y, 0) + row)
        return "\n".join(rows) + moved(*cursor)

    rows = st.lists(st.tuples(styles, plain, styles), min_size=lines, max_size=lines)
    return st.builds(filled, rows, _places(columns, lines))


def _places(columns: int, lines: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, lines - 1), st.integers(0, columns - 1))


def _partial(columns: int, lines: int) -> st.SearchStrategy[str]:
    piece = st.builds(
        lambda place, parts, feed: moved(*place) + "".join(parts) + feed,
        _places(columns, lines),
        st.lists(segments, max_size=3),
        st.sampled_from(["", "", "", "\n"]),
    )
    return st.builds(
        lambda pieces, cursor: "".join(pieces) + moved(*cursor),
        st.lists(piece, max_size=4),
        _places(columns, lines),
    )


OTHERS = [
    "\x1b[?25h",
    "\x07",
    "\x1b[2J",
    "\x1b[31mred\x1b[0m",
    "\x1b[0m",
    "\x1b[2;3H\x1b]8;id=1;http://x\x1b\\link\x1b]8;;\x1b\\\x1b[1;1H",
    "\x1b[1;1H\x1b[K\x1b[1;1H",
    "\x1b[1;1Hx",
    "\x1b[1;2H\x1b[1mbold\x1b[2;2H\x1b[0m",
]


@st.composite
def histories(draw: st.DrawFn) -> list[str | Resize | Wait]:
    size = (12, 4)
    steps: list[str | Resize | Wait] = [draw(_full(*size))]
    for _ in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["full", "part", "part", "part", "other", "resize", "wait"]))
        if kind == "resize":
            size = (draw(st.integers(4, 14)), draw(st.integers(1, 6)))
            steps += [Resize(*size), draw(_full(*size))]
        elif kind == "wait":
            steps.append(Wait())
        elif kind == "other":
            steps.append(draw(st.sampled_from(OTHERS)))
        else:
            steps.append(draw((_full if kind == "full" else _partial)(*size)))
    return steps


@settings(max_examples=400, deadline=None)
@given(histories())
def test_the_screen_is_the_same_as_without_it(steps: list[str | Resize | Wait]) -> None:
    harness = Harness(12, 4)
    directly, through = EmulatedTerminal(12, 4), EmulatedTerminal(12, 4)
    fed = 0

    def catch_up() -> None:
        nonlocal fed
        harness.writer.drain()
        written = harness.output.text
        through.feed(written[fed:])
        fed = len(written)

    for step in steps:
        if isinstance(step, Wait | Resize):
            catch_up()
        if isinstance(step, Resize):
            harness.size = (step.columns, step.lines)
            harness.writer.forget()
            directly.resize(step.columns, step.lines)
            through.resize(step.columns, step.lines)
        elif isinstance(step, str):
            harness.writer.write(step)
            directly.feed(step)
    catch_up()
    harness.writer.stop()

    assert through.state() == directly.state()
