"""The editor's bottom line: what works now, and why sending doesn't. Pure."""

from __future__ import annotations

from typing import Literal

from trove_tui.ui.widgets.keybar import Key

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


def keys(doing: Doing, obstacle: str, *, on_row: bool, retry: bool, sends: str) -> tuple[Key, ...]:
    """The keys, the most needed kept longest where there is little room."""
    match doing:
        case "value":
            return (Key("enter", "take it"), Key("esc", "leave it as it was"))
        case "find":
            return (Key("enter", "to the rows"), Key("esc", "show all"))
        case "name":
            return (Key("enter", "the description next"), Key("esc", "leave it as it was"))
        case "description":
            return (Key("enter", "take it"), Key("esc", "leave it as it was"))
        case "asking":
            return (Key("y", "leave"), Key("esc", "stay"))
        case "confirming":
            return (Key("S", sends), Key("esc", f"don't {sends}"))
        case "checking":
            return (Key("esc", "don't send"),)
        case "sending":
            return (Key("esc", "leave: it goes on"),)
        case "looking":
            return _looking(obstacle, on_row=on_row, retry=retry, sends=sends)


def _looking(obstacle: str, *, on_row: bool, retry: bool, sends: str) -> tuple[Key, ...]:
    send = f"{sends}: {obstacle}" if obstacle else sends
    return (
        *((Key("r", "read again"),) if retry else ()),
        Key("enter", "edit", works=on_row, priority=1),
        Key("del", "unset", works=on_row, priority=5),
        Key("/", "find", priority=4),
        Key("u", "undo", works=on_row, priority=2),
        Key("N", "name", priority=3),
        Key("F2", "request", priority=6),
        Key("S", send, works=not obstacle),
        Key("esc", "leave"),
    )


PRESSED = {
    "enter": "edit",
    "del": "unset",
    "/": "find",
    "u": "undo",
    "N": "rename",
    "F2": "request",
    "S": "send",
    "esc": "back",
    "r": "retry",
    "y": "lose",
}
"""Which of the editor's actions a click on a key is."""
