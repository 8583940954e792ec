"""What a terminal shows, as cells, and the fewest bytes that make it show something else.

Textual writes whole regions again when one cell of them has changed. `parse` reads such a frame
into cells, a `Screen` holds them, and `difference` says what to send to a terminal that shows one
screen so that it shows another.

Only what every terminal does alike is understood: moves of the cursor, colours and attributes,
and characters whose width nobody disagrees about. Anything else is None, and the caller sends it
as it is. Here is no input or output.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from trove_tui.text.width import agreed_width


class Style(NamedTuple):
    """How a cell looks, in the parameters of SGR sequences; the empty style is the default one."""

    foreground: str = ""
    background: str = ""
    attributes: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A character in its style; the second half of a wide one has no text."""

    text: str
    style: Style


class Chunk(NamedTuple):
    """Cells that a frame writes beside each other, from this place on."""

    line: int
    column: int
    cells: tuple[Cell | None, ...]


class Frame(NamedTuple):
    """What is drawn, in order, and the line and column where the cursor is left."""

    chunks: list[Chunk]
    cursor: tuple[int, int]


Row = list[Cell | None]
"""The cells of a line; None where it is not known what is shown."""

DEFAULT: Final = Style()
RESET: Final = "\x1b[0m"

_MOVE: Final = re.compile(r"\x1b\[([1-9]\d{0,4});([1-9]\d{0,4})H")
_TOKEN: Final = re.compile(r"\x1b\[([0-9;:]*)m|([^\x00-\x1f\x7f-\x9f]+)")
# Sets and no patterns: nothing has to be compiled before the first frame.
_UNDERLINES: Final = [f"4:{number}" for number in range(1, 6)]
_ATTRIBUTES: Final = frozenset([*map(str, [*range(1, 10), 21, 51, 52, 53]), *_UNDERLINES])
_FOREGROUND: Final = frozenset(map(str, [*range(30, 38), *range(90, 98)]))
_BACKGROUND: Final = frozenset(map(str, [*range(40, 48), *range(100, 108)]))
_RICH_COLOUR: Final = re.compile(r"([34]8);(5;\d{1,3}|2;\d{1,3};\d{1,3};\d{1,3})(?:;|$)")

_STYLE: Final = attrgetter("style")
_TEXT: Final = attrgetter("text")

_GAP: Final = 3
"""Cells that did not change but are cheaper to write than to jump over."""


@lru_cache(maxsize=4096)
def styled(before: Style, parameters: str) -> Style | None:
    """The style after an SGR sequence; None if something in it is not understood."""
    style, rest = before, parameters or "0"
    if rest.endswith(";"):
        return None
    while rest:
        if colour := _RICH_COLOUR.match(rest):
            layer, value = colour.groups()
            style = _coloured(style, f"{layer};{value}", is_foreground=layer == "38")
            rest = rest[colour.end() :]
            continue
        code, _, rest = rest.partition(";")
        after = _with_code(style, code)
        if after is None:
            return None
        style = after
    return style


def _coloured(style: Style, colour: str, *, is_foreground: bool) -> Style:
    if is_foreground:
        return style._replace(foreground=colour)
    return style._replace(background=colour)


def _with_code(style: Style, code: str) -> Style | None:
    if code in ("", "0"):
        return DEFAULT
    if code in _ATTRIBUTES:
        return style._replace(attributes=(*style.attributes, code))
    if code in ("39", "49"):
        return _coloured(style, "", is_foreground=code == "39")
    if code in _FOREGROUND:
        return _coloured(style, code, is_foreground=True)
    if code in _BACKGROUND:
        return _coloured(style, code, is_foreground=False)
    return None


@lru_cache(maxsize=4096)
def _cells(text: str) -> tuple[Cell, ...] | None:
    """The cells of text that follows a move; None unless it ends in the style it began with."""
    cells: list[Cell] = []
    style, index = DEFAULT, 0
    while index < len(text):
        token = _TOKEN.match(text, index)
        if token is None:
            return None
        index = token.end()
        if (plain := token[2]) is None:
            after = styled(style, token[1])
            if after is None:
                return None
            style = after
            continue
        if plain.isascii():
            cells += [_cell(character, style) for character in plain]
            continue
        for character in plain:
            size = agreed_width(character)
            if size is None:
                return None
            cells.append(_cell(character, style))
            if size == 2:
                cells.append(_cell("", style))
    return tuple(cells) if style == DEFAULT else None


@lru_cache(maxsize=8192)
def _cell(text: str, style: Style) -> Cell:
    return Cell(text, style)  # The same object each time: comparing rows stops at identity.


def plain(text: str) -> tuple[Cell, ...]:
    """The cells of ASCII text in the terminal's own colours."""
    return tuple([_cell(character, DEFAULT) for character in text])


def move_to(line: int, column: int) -> str:
    """The sequence that moves the cursor, counted from 0. Rich's `Control` is ten times slower."""
    return f"\x1b[{line + 1};{column + 1}H"


def is_frame(data: str) -> bool:
    """Whether this is drawn at a place, as frames are and nothing else is."""
    return _MOVE.match(data) is not None


def parse(data: str) -> Frame | None:
    """A frame as it is written; None for anything else, and for what is not understood.

    It starts with a move, ends with one, and has line feeds before moves only: where a line feed
    leaves the cursor is up to the terminal's settings.
    """
    pieces = _MOVE.split(data)
    if len(pieces) < 4 or pieces[0] or pieces[-1]:
        return None
    chunks = []
    for index in range(1, len(pieces), 3):
        text = pieces[index + 2].rstrip("\n")
        line, column = int(pieces[index]) - 1, int(pieces[index + 1]) - 1
        feeds = len(pieces[index + 2]) - len(text)
        if text or feeds:
            cells = _cells(text)
            if cells is None:
                return None
            chunks.append(Chunk(line, column, cells))
            if feeds:  # Remembered as a chunk of no cells: a feed in the last line would scroll.
                chunks.append(Chunk(line + feeds, 0, ()))
    return Frame(chunks, (int(pieces[-3]) - 1, int(pieces[-2]) - 1))


class Screen:
    """What a terminal of this size shows, as far as is known; None stands for what is not."""

    __slots__ = ("columns", "cursor", "lines", "rows")

    def __init__(self, columns: int, lines: int) -> None:
        self.columns = columns
        self.lines = lines
        self.rows: list[Row]
        self.cursor: tuple[int, int] | None
        self.forget()

    def forget(self) -> None:
        """Forget what is shown."""
        self.rows = [[None] * self.columns for _ in range(self.lines)]
        self.cursor = None

    def draw(self, frame: Frame) -> set[int] | None:
        """Draw a frame; the lines that it touched.

        None, and nothing is drawn, where what becomes of it is up to the terminal: what leaves
        the screen, and half a wide character.
        """
        drawn: dict[int, Row] = {}
        for line, column, cells in frame.chunks:
            end = column + len(cells)
            if line >= self.lines or end > self.columns:
                return None
            row = drawn.get(line)
            if row is None:
                row = drawn[line] = list(self.rows[line])
            if not cells:
                continue
            if _is_second_half(row[column]) or (end < self.columns and _is_second_half(row[end])):
                return None
            row[column:end] = cells
        line, column = frame.cursor
        if line >= self.lines or column >= self.columns:
            return None
        for line_number, row in drawn.items():
            self.rows[line_number] = row
        self.cursor = frame.cursor
        return set(drawn)


def _is_doubtful(character: str) -> bool:
    return agreed_width(character) == 2 and unicodedata.category(character) == "So"


def _is_second_half(cell: Cell | None) -> bool:
    return cell is not None and not cell.text


def difference(target: Screen, sent: Screen, lines: set[int]) -> str:
    """The text that makes a terminal showing `sent` show `target`; they differ in these lines only.

    "" if that is nothing. It starts with a move, and leaves the default style. `sent` becomes
    what the terminal shows then.
    """
    writer = _Writer(sent.cursor)
    for line in sorted(lines):
        target_row, sent_row = target.rows[line], sent.rows[line]
        if target_row != sent_row:
            for start, end in _runs(target_row, sent_row):
                writer.write(line, start, target_row[start:end], target.columns)
                sent_row[start:end] = target_row[start:end]
    text = writer.finish(target.cursor)
    sent.cursor = target.cursor
    return text


def _runs(target: Row, sent: Row) -> Iterator[tuple[int, int]]:
    """The ranges to write, joined over small gaps, and never half a wide character."""
    if not any(sent) and all(target):  # as it is in the first frame
        yield 0, len(target)
        return
    start = end = -1
    for index, (cell, old) in enumerate(zip(target, sent, strict=True)):
        if cell is old or cell is None or cell == old:
            continue
        text = cell.text
        first = index if text else index - 1
        is_wide = (
            not text.isascii() and index + 1 < len(target) and _is_second_half(target[index + 1])
        )
        last = index + 2 if is_wide else index + 1
        if start >= 0 and (first <= end or _is_cheap(target, end, first)):
            end = last
            continue
        if start >= 0:
            yield start, end
        start, end = first, last
    if start >= 0:
        yield start, end


def _is_cheap(row: Row, start: int, end: int) -> bool:
    """Whether writing these cells again, behind the one before them, is cheaper than a jump."""
    before = row[start - 1]
    return (
        end <= start + _GAP
        and before is not None
        and all(
            cell is not None and cell.style == before.style and cell.text.isascii() and cell.text
            for cell in row[start:end]
        )
    )


class _Writer:
    """Builds the output, tracking the terminal's cursor and style."""

    def __init__(self, cursor: tuple[int, int] | None) -> None:
        self._parts: list[str] = []
        self._cursor = cursor
        self._style = None if cursor is None else DEFAULT
        """None where something unknown may have left a style on."""

    def write(self, line: int, column: int, cells: Row, columns: int) -> None:
        """Write cells from there on, all of them known."""
        self._move((line, column))
        end = column
        for style, run in groupby(cells, _STYLE):
            texts = list(map(_TEXT, run))
            self._write_alike(line, end, style, texts)
            end += len(texts)
        # At the end of a line there is no saying where the cursor stays.
        self._cursor = None if self._cursor is None or end >= columns else (line, end)

    def _write_alike(self, line: int, column: int, style: Style, texts: Sequence[str]) -> None:
        parts = self._parts
        if self._cursor is None:
            self._move((line, column))
        if style != self._style:
            parts.append(transition(self._style, style))
            self._style = style
        text = "".join(texts)
        if text.isascii():
            parts.append(text)
            return
        for x, character in enumerate(texts, column):
            if self._cursor is None and character:
                self._move((line, x))
            parts.append(character)
            # After a wide symbol say where to go on, as some terminals draw it narrow.
            if character and _is_doubtful(character):
                self._cursor = None

    def finish(self, cursor: tuple[int, int] | None) -> str:
        """The whole output, ending with the cursor in its place."""
        if self._parts and self._style != DEFAULT:
            self._parts.append(RESET)
            self._style = DEFAULT
        self._move(cursor)
        if self._parts and self._style is None:
            self._parts.append(RESET)
        return "".join(self._parts)

    def _move(self, to: tuple[int, int] | None) -> None:
        if to is None or to == self._cursor:
            return
        line, column = to
        if (
            self._parts
            and self._cursor is not None
            and self._cursor[0] == line
            and self._cursor[1] < column
        ):
            self._parts.append(f"\x1b[{column - self._cursor[1]}C")
        else:
            self._parts.append(move_to(line, column))
        self._cursor = to


@lru_cache(maxsize=4096)
def transition(before: Style | None, after: Style) -> str:
    """The shortest SGR sequence from one style, or an unknown one, to another."""
    all_codes = ("0", *after.attributes, after.foreground, after.background)
    from_reset = ";".join(filter(None, all_codes))
    if before is None or after.attributes[: len(before.attributes)] != before.attributes:
        return f"\x1b[{from_reset}m"
    codes = list(after.attributes[len(before.attributes) :])
    if after.foreground != before.foreground:
        codes.append(after.foreground or "39")
    if after.background != before.background:
        codes.append(after.background or "49")
    return f"\x1b[{min(';'.join(codes), from_reset, key=len)}m"
