"""The editor's bottom line: what works now, and why sending doesn't. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from trove_tui.ui.widgets.key_footer import Key

Doing = Literal[
    "looking",
    "value",
    "find",
    "name",
    "description",
    "asking",
    "confirming",
    "checking",
    "sending",
]
"""What the editor is at."""


HELP = (
    ("enter", "edit its value"),
    ("del x", "take its value out of the group"),
    ("u", "its value as it was read"),
    ("/", "find: only names with these words"),
    ("N", "rename the group, describe it"),
    ("S", "send what was changed"),
    ("F2 F5", "show the request; copy it"),
    ("r", "read again what could not be read"),
    ("esc", "show all; leave, asks before all is lost"),
)
"""The editor's own keys, as the page of all keys has them."""


def keys(
    doing: Doing,
    obstacle: str,
    *,
    on_row: bool,
    retry: bool,
    sends: str,
    copies: bool = False,
    found: bool = False,
) -> tuple[Key, ...]:
    """The keys, the most needed kept longest where there is little room.

    Args:
        doing: what the editor is at.
        obstacle: why it can't be sent; empty where it can.
        on_row: whether there is a row to edit.
        retry: whether something could not be read.
        sends: the word for sending.
        copies: whether the request is shown, and can be copied.
        found: whether only some of the rows are shown.
    """
    if doing == "looking":
        always = _looking(obstacle, on_row=on_row, retry=retry, sends=sends, copies=copies)
        return (*always, Key("esc", "show all" if found else "leave"))
    if doing == "confirming":
        return (Key("S", sends), Key("esc", f"don't {sends}"))
    return _WHILE[doing]


_WHILE: Mapping[Doing, tuple[Key, ...]] = {
    "value": (Key("enter", "take it"), Key("esc", "leave it as it was")),
    "find": (Key("enter", "to the rows"), Key("esc", "show all")),
    "name": (Key("enter", "the description next"), Key("esc", "leave it as it was")),
    "description": (Key("enter", "take it"), Key("esc", "leave it as it was")),
    "asking": (Key("y", "leave"), Key("esc", "stay")),
    "checking": (Key("esc", "don't send"),),
    "sending": (Key("esc", "leave: it goes on"),),
}


def _looking(
    obstacle: str, *, on_row: bool, retry: bool, sends: str, copies: bool
) -> tuple[Key, ...]:
    send = f"{sends}: {obstacle}" if obstacle else sends
    return (
        *((Key("r", "read again"),) if retry else ()),
        Key("enter", "edit", works=on_row, priority=1),
        Key("del", "unset", works=on_row, priority=5),
        Key("/", "find", priority=4),
        Key("u", "undo", works=on_row, priority=2),
        Key("N", "name", priority=3),
        Key("F2", "request", priority=6),
        *((Key("F5", "copy", priority=6),) if copies else ()),
        Key("?", "help", priority=7),
        Key("S", send, works=not obstacle),
    )


PRESSED = {
    "enter": "edit",
    "del": "unset",
    "/": "find",
    "u": "undo",
    "N": "rename",
    "F2": "request",
    "F5": "copy_request",
    "?": "keys",
    "S": "send",
    "esc": "back",
    "r": "retry",
    "y": "lose",
}
"""Which of the editor's actions a click on a key is."""
