"""The editor's table: a row for each parameter, and what its columns say of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from trove_tui.api.group_values import is_hidden
from trove_tui.api.text import server_text
from trove_tui.resources.resource import Column
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.config_groups import value_text
from trove_tui.ui.config_groups.draft import Draft, Mark

_MARKS: Mapping[Mark, tuple[str, Tone]] = {
    "changed": ("~", Tone.BUSY),
    "set": ("•", Tone.PLAIN),
    "hidden": ("?", Tone.PLAIN),
    "wrong": ("✖", Tone.BROKEN),
    "": (" ", Tone.FAINT),
}
_TONES: Mapping[Mark, Tone] = {
    "changed": Tone.BUSY,
    "set": Tone.PLAIN,
    "hidden": Tone.PLAIN,
    "wrong": Tone.BROKEN,
    "": Tone.QUIET,
}


@dataclass(frozen=True)
class Sheet:
    """What all rows are drawn from. A row itself is a parameter's name."""

    draft: Draft
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Of an instance that has the group, by parameter."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """What the server said of a value, by parameter."""

    def mark(self, name: str) -> Mark:
        """What a row is marked as: what the server refused is wrong too."""
        return "wrong" if name in self.refused else self.draft.mark(name)


def _mark(name: str, sheet: Sheet) -> StyledText:
    return (_MARKS[sheet.mark(name)],)


def _name(name: str, sheet: Sheet) -> StyledText:
    return ((server_text(name), Tone.PLAIN if sheet.mark(name) else Tone.QUIET),)


def _value(name: str, sheet: Sheet) -> StyledText:
    mark = sheet.mark(name)
    wrong = sheet.draft.wrong.get(name)
    if wrong is not None:
        return ((value_text.words(wrong.typed) if wrong.typed else "nothing", Tone.BROKEN),)
    told = value_text.words(sheet.draft.mine.values.get(name))
    return ((told or ("unset" if mark == "changed" else ""), _TONES[mark]),)


def _was(name: str, sheet: Sheet) -> StyledText:
    if sheet.mark(name) not in ("changed", "wrong"):
        return ()
    return ((value_text.words(sheet.draft.base.values.get(name)), Tone.QUIET),)


def _default(name: str, sheet: Sheet) -> StyledText:
    return ((sheet.defaults.get(name, ""), Tone.QUIET),)


def _allowed(name: str, sheet: Sheet) -> StyledText:
    return ((value_text.allowed(sheet.draft.parameters.get(name)), Tone.QUIET),)


def _applies(name: str, sheet: Sheet) -> StyledText:
    draft = sheet.draft
    if name not in draft.parameters:
        return ()
    if not draft.restarts(name):
        return (("at once", Tone.QUIET),)
    return (("restart", Tone.BUSY if sheet.mark(name) == "changed" else Tone.QUIET),)


_WAS = Column[str, Sheet]("Was", lambda n, _: n, _was, priority=4, width=(11, 16))
_DEFAULT = Column[str, Sheet]("Default", lambda n, _: n, _default, priority=3, width=(11, 18))
_FIRST = (
    Column[str, Sheet]("", lambda n, _: n, _mark, width=(1, 1)),
    Column[str, Sheet]("Parameter", lambda n, _: n, _name, width=(12, 36)),
)
_VALUE = Column[str, Sheet]("Value", lambda n, _: n, _value, width=(13, 24))
_LAST = (
    Column[str, Sheet]("Allowed", lambda n, _: n, _allowed, priority=1, width=(10, 34), grows=True),
    Column[str, Sheet]("Applies", lambda n, _: n, _applies, priority=2, width=(7, 7)),
)


def columns(*, is_new: bool, with_defaults: bool, is_wide: bool) -> tuple[Column[str, Sheet], ...]:
    """The columns that have something to say.

    Where it isn't wide, those with values are all as narrow as they get: one huge value would
    take the place of a whole column, and it stands in full in the line that edits it.
    """
    valued = (_VALUE, *(() if is_new else (_WAS,)), *((_DEFAULT,) if with_defaults else ()))
    if not is_wide:
        valued = tuple(replace(one, width=(one.width[0], one.width[0])) for one in valued)
    return (*_FIRST, *valued, *_LAST)


def found(order: list[str], words: str) -> list[str]:
    """The parameters in whose name all the words are."""
    sought = words.casefold().replace("-", "_").split()
    return [name for name in order if all(word in name.casefold() for word in sought)]


def about(name: str | None, sheet: Sheet) -> StyledText:
    """The line under the table: what is wrong with a row, or what its parameter is."""
    if name is None:
        return ()
    shown = server_text(name)
    if (said := sheet.refused.get(name)) is not None:
        return ((f"✖ {shown}: {said}", Tone.BROKEN),)
    wrong = sheet.draft.wrong.get(name)
    if wrong is not None:
        return ((f"✖ {shown}: {wrong.why}", Tone.BROKEN),)
    if is_hidden(sheet.draft.mine.values.get(name)):
        return _about_hidden(name, sheet.draft)
    if not sheet.draft.can_be_typed(name):
        return ((not_typed(name), Tone.QUIET),)
    parameter = sheet.draft.parameters.get(name)
    if parameter is None:
        return ((f"{shown}: this datastore version tells nothing of it", Tone.QUIET),)
    kind = parameter.type or "of unknown type"
    told = f"{shown}: {kind}, {value_text.allowed(parameter)}"
    if parameter.type in ("string", "list", "boolean"):
        told = f"{shown}: {kind}"
    applies = "applies at a restart" if parameter.restart_required else "applies at once"
    return ((f"{told}, {applies}", Tone.QUIET),)


def not_typed(name: str) -> str:
    """Why its value can't be edited."""
    return f"{server_text(name)}: not editable here; it stays as it came"


def _about_hidden(name: str, draft: Draft) -> StyledText:
    """What becomes of a value that the server doesn't show."""
    shown = server_text(name)
    if name in draft.in_the_way:
        every = "Another name, or one value less, is" if draft.merges else "A change is"
        told = (
            f"{every} sent with all values: type it anew"
            if draft.can_be_typed(name)
            else (f"{every} sent with all values, and it can't be typed")
        )
        return ((f"✖ {shown}: the server hides it. {told}.", Tone.BROKEN),)
    stays = "it stays as it is unless typed anew"
    if not draft.merges:
        stays = "to change anything, type it anew too"
    return ((f"{shown}: the server hides it; {stays}", Tone.QUIET),)
