"""Somebody else changed the group meanwhile: base, mine and theirs, settled one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget

from trove_tui.api.text import server_text
from trove_tui.resources.resource import Column
from trove_tui.text.amounts import plural
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.config_groups import value_text
from trove_tui.ui.config_groups.draft import Held
from trove_tui.ui.config_groups.three_way_merge import (
    Difference,
    Place,
    Side,
    differences,
    unsettled,
)
from trove_tui.ui.widgets.key_footer import Key, KeyFooter
from trove_tui.ui.widgets.table import Table
from trove_tui.ui.widgets.text_line import TextLine

Settled: TypeAlias = Mapping[Place, Side]
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Decisions:
    """What was decided so far."""

    settled: Settled = field(default_factory=dict)

    def side(self, one: Difference) -> Side | None:
        """Whose counts; None while nobody has decided."""
        return self.settled.get(one.place) if one.is_conflict else one.side


def _mark(one: Difference, decisions: Decisions) -> StyledText:
    if decisions.side(one) is None:
        return (("✖", Tone.BROKEN),)
    return (("~", Tone.BUSY),) if one.is_conflict else ((" ", Tone.FAINT),)


def _side(one: Difference, decisions: Decisions, side: Side, value: Any) -> StyledText:
    told = value_text.words(value) or "–"
    taken = decisions.side(one)
    if taken is None:
        return ((told, Tone.PLAIN),)
    return ((told, Tone.STRONG if taken == side else Tone.QUIET),)


def _taken(one: Difference, decisions: Decisions) -> StyledText:
    match decisions.side(one):
        case None:
            return (("m or t", Tone.BROKEN),)
        case side:
            return ((side, Tone.BUSY if one.is_conflict else Tone.QUIET),)


def _name(one: Difference) -> str:
    kind, name = one.place
    return server_text(name) if kind == "value" else f"the group's {kind}"


def _key(one: Difference) -> str:
    """Tells it apart: two names can look alike."""
    return ":".join(one.place)


COLUMNS: tuple[Column[Difference, Decisions], ...] = (
    Column("", lambda d, _: d.is_conflict, _mark, width=(1, 1)),
    Column("What", lambda d, _: _name(d), lambda d, _: ((_name(d), Tone.PLAIN),), width=(12, 32)),
    Column(
        "As I read it",
        lambda d, _: value_text.words(d.base),
        lambda d, _: ((value_text.words(d.base) or "–", Tone.QUIET),),
        width=(14, 22),
    ),
    Column(
        "Mine",
        lambda d, _: value_text.words(d.mine),
        lambda d, c: _side(d, c, "mine", d.mine),
        width=(14, 22),
    ),
    Column(
        "Theirs",
        lambda d, _: value_text.words(d.theirs),
        lambda d, c: _side(d, c, "theirs", d.theirs),
        width=(14, 22),
    ),
    Column("Taken", lambda d, c: c.side(d), _taken, width=(6, 6), priority=1),
)


class ConflictsScreen(ModalScreen["Settled | None"]):
    """Shows both sides. Closes with what was decided, or with None to leave all as it was."""

    CSS_PATH: ClassVar[Any] = [
        _HERE.parent / "widgets" / "table.tcss",
        _HERE.parent / "forms" / "forms.tcss",
        _HERE / "config_groups.tcss",
    ]
    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "take('mine')", "mine", show=False),
        Binding("t", "take('theirs')", "theirs", show=False),
        Binding("c", "go_on", "go on", show=False),
        Binding("escape", "leave", "leave", show=False),
    ]
    focused: var[Widget | None] = var(None)

    def __init__(
        self,
        base: Held,
        mine: Held,
        theirs: Held,
        *,
        sends_all: bool = True,
    ) -> None:
        super().__init__()
        replaced = "A PUT replaces all of it, so nothing was sent."
        self._nothing_sent = replaced if sends_all else "Nothing was sent."
        self.found = {_key(one): one for one in differences(base, mine, theirs)}
        self.decisions = Decisions()
        self.table: Table[Difference, Decisions] = Table(COLUMNS, id="both")

    def compose(self) -> ComposeResult:
        """What happened, what differs, and what can be done about it."""
        with Vertical(id="frame"):
            yield TextLine(id="happened")
            yield self.table
            yield TextLine(id="remains", keeps_place=True)
            yield KeyFooter(id="conflict-keys")

    def on_mount(self) -> None:
        """As high as what it shows."""
        self.query_one("#frame").border_title = "Not sent"
        self.query_one("#happened", TextLine).show((
            ("Somebody else has changed the group since it was read. ", Tone.PLAIN),
            (self._nothing_sent, Tone.QUIET),
        ))  # fmt: skip
        self.table.styles.height = min(len(self.found) + 1, max(3, self.size.height - 12))
        self._draw()

    @property
    def left(self) -> list[Difference]:
        """The conflicts nobody has decided yet."""
        return unsettled(list(self.found.values()), self.decisions.settled)

    def _draw(self) -> None:
        self.table.show(list(self.found), self.found, self.decisions)
        left = len(self.left)
        told: StyledText = (
            ("What only one side changed is taken from that side. ", Tone.QUIET),
            (f"{plural(left, 'value')} changed by both, to be settled: m or t", Tone.STUCK),
        )
        if not left:
            told = (("All is settled. Theirs becomes the base, with my changes in it.", Tone.WELL),)
        self.query_one("#remains", TextLine).show(told)
        cursor = self.found.get(self.table.cursor_id or "")
        on_conflict = cursor is not None and cursor.is_conflict
        self.query_one(KeyFooter).keys = (
            Key("m", "take mine", works=on_conflict, priority=1),
            Key("t", "take theirs", works=on_conflict, priority=1),
            Key("c", "go on: not all is settled" if left else "go on from theirs", not left),
            Key("esc", "back"),
        )

    @on(Table.Highlighted)
    def _moved(self, event: Table.Highlighted) -> None:
        event.stop()
        self._draw()

    def action_take(self, side: Side) -> None:
        """Decide the conflict under the cursor, and go to the next one that is open."""
        one = self.found.get(self.table.cursor_id or "")
        if one is None or not one.is_conflict:
            return
        self.decisions = Decisions({**self.decisions.settled, one.place: side})
        if left := self.left:
            self.table.cursor_id = _key(left[0])
        self._draw()

    def action_go_on(self) -> None:
        """Back to the editor with what was decided; once all is."""
        if not self.left:
            self.dismiss(self.decisions.settled)

    def action_leave(self) -> None:
        """Back to the editor as it was."""
        self.dismiss(None)

    @on(KeyFooter.KeyClicked)
    def _clicked(self, event: KeyFooter.KeyClicked) -> None:
        event.stop()
        match event.key:
            case "m":
                self.action_take("mine")
            case "t":
                self.action_take("theirs")
            case "c":
                self.action_go_on()
            case _:
                self.action_leave()
