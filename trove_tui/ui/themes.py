"""Colours: our themes, and values for our variables under Textual's themes."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="trove-dark",
    primary="#6cb6ff",
    secondary="#8d9bae",
    accent="#6cb6ff",
    success="#7fc8a9",
    warning="#e3b458",
    error="#ff7b72",
    foreground="#d5dce6",
    background="#10151c",
    surface="#1b2430",
    panel="#1b2430",
    dark=True,
    variables={
        "ground": "#10151c",
        "bar": "#1b2430",
        "rule": "#2b3645",
        "cursor-band": "#22344a",
        "text": "#d5dce6",
        "accent": "#6cb6ff",
        "quiet": "#8d9bae",
        "faint": "#66758a",
        "accent-text": "#10151c",
        "well": "#7fc8a9",
        "busy": "#e3b458",
        "stuck": "#ff9e64",
        "broken": "#ff7b72",
    },
)

LIGHT = Theme(
    name="trove-light",
    primary="#0b62b8",
    secondary="#5b6775",
    accent="#0b62b8",
    success="#1d7f56",
    warning="#8a6100",
    error="#b3261e",
    foreground="#1c232b",
    background="#fbfcfd",
    surface="#eef1f5",
    panel="#eef1f5",
    dark=False,
    variables={
        "ground": "#fbfcfd",
        "bar": "#eef1f5",
        "rule": "#cfd6de",
        "cursor-band": "#d6e6f7",
        "text": "#1c232b",
        "accent": "#0b62b8",
        "quiet": "#5b6775",
        "faint": "#8a95a1",
        "accent-text": "#fbfcfd",
        "well": "#1d7f56",
        "busy": "#8a6100",
        "stuck": "#b34a00",
        "broken": "#b3261e",
    },
)

_ANSI_VARIABLES = {
    "ground": "ansi_default",
    "bar": "ansi_default",
    "rule": "ansi_bright_black",
    "cursor-band": "ansi_default",
    "text": "ansi_default",
    "accent": "ansi_cyan",
    "quiet": "ansi_default",
    "faint": "ansi_bright_black",
    "accent-text": "ansi_black",
    "well": "ansi_green",
    "busy": "ansi_yellow",
    "stuck": "ansi_magenta",
    "broken": "ansi_red",
}


ANSI = replace(
    BUILTIN_THEMES["ansi-dark"],
    name="trove-ansi",
    primary="ansi_cyan",
    accent="ansi_cyan",
    variables={**BUILTIN_THEMES["ansi-dark"].variables, **_ANSI_VARIABLES},
)
"""The terminal's own sixteen colours on its own ground."""


THEMES = {theme.name: theme for theme in (DARK, LIGHT, ANSI)}


def theme_for(console: Console, *, few: bool = False) -> str:
    """The theme to start with: the terminal's own colours where it has, or wants, few."""
    return ANSI.name if few or console.color_system == "standard" else DARK.name


def variables_for(theme: Theme) -> dict[str, str]:
    """Our variables for a theme that does not define them, from its own colours."""
    if theme.ansi:
        return dict(_ANSI_VARIABLES)
    colours = theme.to_color_system().generate()
    ground, text = Color.parse(colours["background"]), Color.parse(colours["foreground"])
    primary = Color.parse(colours["primary"])
    return {
        "ground": ground.hex,
        "bar": Color.parse(colours["surface"]).hex,
        "rule": ground.blend(text, 0.2).hex,
        "cursor-band": ground.blend(primary, 0.25).hex,
        "text": text.hex,
        "quiet": ground.blend(text, 0.7).hex,
        "faint": ground.blend(text, 0.5).hex,
        "accent": colours["accent"],
        "accent-text": ground.hex,
        "well": colours["success"],
        "busy": colours["warning"],
        "stuck": colours["warning"],
        "broken": colours["error"],
    }
