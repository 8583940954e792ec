"""What a resource is declared of: columns, actions and panes.

Nothing here knows of a terminal: cells are text with tones, and the screen decides
what a tone looks like.
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

    `T` is the type of a row, `C` that of the context that all rows are drawn in.
    """

    title: str
    value: Callable[[T, C], Any]
    show: Callable[[T, C], StyledText]
    align: Literal["left", "right"] = "left"
    priority: int = 0
    """Columns with the highest number are dropped first where the width is short; 0 never."""
    width: tuple[int, int] = (1, 30)
    """The least and greatest width; between them the widest cell of a sample decides."""
    grows: bool = False
    """Whether it takes the width left over: one column of a table should. With priority 0 it is the
    row's name: other columns are dropped before it is cut."""
    is_present: Callable[[C], bool] | None = None
    """Whether any row has a value in it now: else it takes no room. None: always."""
    awaited: Callable[[T, C], bool] | None = None
    """Whether a row's value was not read yet, and so may not be empty. None: never."""
    folded: Callable[[T, C], StyledText] | None = None
    """How it is shown while the column `folds` has no room: with that one's content."""
    folds: str = ""
    """The title of that column; the next one where empty."""
    searched: bool = True
    """Whether a filter searches it: not where it changes with the clock."""


def _never(_row: Any, _context: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Action:
    """An action of a person: its key, its texts, and the change it sends.

    The change decides on its form and on the statuses of an instance that allow it; `refusal`
    is for other reasons against it.
    """

    name: str
    key: str
    label: str
    sends: str | type[Change]
    """The change by its name, as importing it imports pydantic, which the first rows do without."""
    precondition: Precondition = ANY_TIME
    """The change's precondition, which is needed before the change is imported."""
    on_row: bool = True
    """Whether it is about the selected row (restart) or about none (create)."""
    priority: int = 2
    """In a short footer, keys with the highest number are left out first."""
    refusal: Callable[[Any, ViewContext], str | None] = _never
    """Why it is not possible for this row now, in words to follow "can't delete: "; or None."""
    explained: str = ""
    """What it does, on the help page and after "can't "; "" for its label."""

    @property
    def change(self) -> type[Change]:
        """The change it sends, imported only now."""
        return change_named(self.sends) if isinstance(self.sends, str) else self.sends

    @property
    def words(self) -> str:
        """What it does, as on the help page."""
        return self.explained or self.label


@dataclass(frozen=True)
class Pane(Generic[T]):
    """A view of the selected row beside its table: lines, or another table."""

    title: str
    lines: Callable[[T, ViewContext, int, Sequence[Action]], list[StyledText]] | None = None
    """The lines for a row, at most so many cells wide, given the possible actions."""
    resource: Resource[Any] | None = None
    """The resource to list, with the row as its parent."""
    queries: Callable[[T, Scope], Sequence[Query[Any]]] = lambda _row, _scope: ()
    """The queries to poll while its lines are shown."""
    short: str = ""
    """A shorter title for narrow screens."""


def _row_as_subject(row: Any, _parent: Any) -> Subject | None:
    return row  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Resource(Generic[T]):
    """A kind of thing that the screen can list: its queries, columns, actions and panes.

    It may be a view of its own (opened by `view_key`), a pane beside another, or the list that
    Enter opens; in the last two it has a parent: the row it was opened from.
    """

    name: str
    """Unique: `groups`."""
    title: str
    """The list's heading: `Groups`."""
    noun: str
    """One of them, in a sentence: `group`."""
    columns: tuple[Column[T, ViewContext], ...]
    query: Callable[[Scope, Any], Query[T]] | None = None
    """The query for its rows, given the parent. None where `rows` needs no query of its own."""
    rows: Callable[[ViewContext, Any], Mapping[str, T]] | None = None
    """The rows by key, given the parent. None: those of `query`."""
    order: Callable[[Mapping[str, T], ViewContext], Sequence[str]] | None = None
    """The keys in their order. None: by the value of the first column."""
    name_of: Callable[[T], str] = lambda row: str(getattr(row, "name", row))
    """The name of a row."""
    subject: Callable[[T | None, Any], Subject | None] = _row_as_subject
    """The subject of a change, given the row (None to create one) and the parent."""
    actions: tuple[Action, ...] = ()
    panes: tuple[Pane[T], ...] = ()
    child: Resource[Any] | None = None
    """The list that Enter on a row opens."""
    empty: str = "There are none."
    """The text shown where the server has none."""
    view_key: str = ""
    """The key of its view; empty where it is not a view."""
    short: str = ""
    """A shorter title for narrow screens."""
    columns_for: Callable[[Scope], tuple[Column[T, ViewContext], ...]] | None = None
    """The columns in that scope, where they differ."""
    note: Callable[[ViewContext, Any], StyledText] = lambda _context, _parent: ()
    """A note on all rows, in one line; may be empty."""
    extra_queries: Callable[[Scope, Any], Sequence[Query[Any]]] = lambda _scope, _parent: ()
    """Other queries to poll while it is shown."""
    detail: Callable[[T], Query[Any]] | None = None
    """The query for details of each visible row, which the list leaves out."""
    tombstone: Callable[[ViewContext, str | None], T | None] | None = None
    """A row that is gone, but keeps its place while the cursor, on that key, stays on it."""
    follows_details: bool = False
    """Whether its rows are instances, whose details are polled while they are visible."""
    has_problems: bool = False
    """Whether its rows are instances with problems, between which n and N move."""
    across_projects: bool = False
    """Whether it can be listed for all projects at once."""
    of_project: bool = False
    """Whether it belongs to a project, and another project's can be listed."""
