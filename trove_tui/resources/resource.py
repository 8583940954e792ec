"""The vocabulary of what the screen lists: tones, columns, actions, panes, resources.

Nothing here knows of a terminal: what is shown is text and a tone, and the
screen decides what a tone looks like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from trove_tui.changes import change_named
from trove_tui.changes.preconditions import ANY_TIME, Precondition
from trove_tui.changes.subject import Subject
from trove_tui.text.styled import StyledText

if TYPE_CHECKING:
    from trove_tui.changes.change import Change
    from trove_tui.live.scope import Scope
    from trove_tui.live.snapshot import Query
    from trove_tui.resources.view_context import ViewContext

T = TypeVar("T")
C = TypeVar("C")


@dataclass(frozen=True)  # slots break `Column[…](…)` before Python 3.12
class Column(Generic[T, C]):
    """One column: a value (sorted, filtered, compared) and, apart from it, how it is shown.

    `T` is the row's type; `C` is the context all rows share: what else is known as they are drawn.
    """

    title: str
    value: Callable[[T, C], Any]
    show: Callable[[T, C], StyledText]
    align: Literal["left", "right"] = "left"
    priority: int = 0
    """Those with the highest number are dropped first where the width does not suffice; 0 never."""
    width: tuple[int, int] = (1, 30)
    """The fewest and the most cells it takes; between them the widest of a sample decides."""
    grows: bool = False
    """Whether it takes what width is left over: one column of a table should. If it is never
    dropped it is what a row is known by: others go before it is cut."""
    is_present: Callable[[C], bool] | None = None
    """Whether any row has something in it now: else it takes no room. Always, where None."""
    awaited: Callable[[T, C], bool] | None = None
    """Whether it is not known yet what stands in it: then it is not empty. Never, where None."""
    folded: Callable[[T, C], StyledText] | None = None
    """How it is shown while the column `folds` has no room: with what that would say."""
    folds: str = ""
    """The title of that column; the next one where empty."""
    searched: bool = True
    """Whether a filter looks into what is shown in it. Not what the clock moves."""


def _never(_row: Any, _sight: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Action:
    """Something a person can ask for: its key, its words, and the change it sends.

    By that its form is found, and whether an instance's status allows it now; what else
    forbids it is its own `refusal`.
    """

    name: str
    key: str
    label: str
    sends: str | type[Change]
    """The change it asks for, by its name: changes come with pydantic, and rows before them."""
    precondition: Precondition = ANY_TIME
    """The change's own, which is needed before that is."""
    on_row: bool = True
    """Whether it is about the selected row (restart) or about none (create)."""
    priority: int = 2
    """Where keys don't all fit, those with the highest number are left out first."""
    refusal: Callable[[Any, ViewContext], str | None] = _never
    """Why it can't be asked for this row now, as it stands after "can't delete: "; or None."""
    explained: str = ""
    """What it does, on the page of all keys and after "can't "; its label where that will do."""

    @property
    def change(self) -> type[Change]:
        """What it asks for, imported only now."""
        return change_named(self.sends) if isinstance(self.sends, str) else self.sends

    @property
    def words(self) -> str:
        """What it does, as the page of all keys says it."""
        return self.explained or self.label


@dataclass(frozen=True)
class Pane(Generic[T]):
    """One of the things shown beside a table of the row selected in it: lines, or another table."""

    title: str
    lines: Callable[[T, ViewContext, int, Sequence[Action]], list[StyledText]] | None = None
    """What it says of a row in so many cells, given the actions there are."""
    resource: Resource[Any] | None = None
    """What it lists, with the row as its parent."""
    queries: Callable[[T, Scope], Sequence[Query[Any]]] = lambda _row, _scope: ()
    """What is to be asked for while its lines are shown."""
    short: str = ""
    """Its title where there is little room."""


def _itself(row: Any, _parent: Any) -> Subject | None:
    return row  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Resource(Generic[T]):
    """A kind of thing the screen can list: how it is asked for, shown, and what can be asked of it.

    It may be a view of its own (`view_key` goes there), a pane beside another, or what Enter opens;
    in the last two it has a parent: the row it was opened from.
    """

    name: str
    """Unique: `groups`."""
    title: str
    """Over it: `Groups`."""
    noun: str
    """One of them, in a sentence: `group`."""
    columns: tuple[Column[T, ViewContext], ...]
    query: Callable[[Scope, Any], Query[T]] | None = None
    """What to ask for, given the parent. None where `rows` finds them in what is known anyway."""
    rows: Callable[[ViewContext, Any], Mapping[str, T]] | None = None
    """The rows by key, given the parent; those of its query where it is None."""
    order: Callable[[Mapping[str, T], ViewContext], Sequence[str]] | None = None
    """The keys in their order; by the first column's value where it is None."""
    name_of: Callable[[T], str] = lambda row: str(getattr(row, "name", row))
    """What a person calls a row."""
    subject: Callable[[T | None, Any], Subject | None] = _itself
    """What a change is done to, given the row (None to create one) and the parent."""
    actions: tuple[Action, ...] = ()
    panes: tuple[Pane[T], ...] = ()
    child: Resource[Any] | None = None
    """What Enter on a row lists in its place."""
    empty: str = "There are none."
    """What is said where the server has none."""
    view_key: str = ""
    """The key of its view; empty where it is none."""
    short: str = ""
    """Its title where there is little room."""
    columns_for: Callable[[Scope], tuple[Column[T, ViewContext], ...]] | None = None
    """The columns in that scope, where they differ."""
    note: Callable[[ViewContext, Any], StyledText] = lambda _sight, _parent: ()
    """What is to be said over all rows: a line, or nothing."""
    extra_queries: Callable[[Scope, Any], Sequence[Query[Any]]] = lambda _scope, _parent: ()
    """What else is to be asked for while it is shown."""
    detail: Callable[[T], Query[Any]] | None = None
    """What is asked of each row on the screen, for what the list doesn't tell of it."""
    tombstone: Callable[[ViewContext, str | None], T | None] | None = None
    """A row that went away and keeps its place while the cursor, on that key, stays on it."""
    follows_details: bool = False
    """Whether its rows are instances, each asked for by itself while it is on the screen."""
    has_problems: bool = False
    """Whether its rows are instances, and one goes from problem to problem."""
    across_projects: bool = False
    """Whether it can be listed for all projects at once."""
    of_project: bool = False
    """Whether it is a project's, and another project's can be listed."""
