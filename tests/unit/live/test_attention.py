"""What is on the screen: told once, and only where it is something else."""

from __future__ import annotations

from trove_tui.live.attention import Attention
from trove_tui.live.snapshot import Query


def query(name: str) -> Query[str]:
    async def nothing(*_: object) -> list[str]:
        return []

    return Query(name, nothing, None, str)


class Heard:
    """An attention, and how often its listeners were called."""

    def __init__(self) -> None:
        self.rows = self.queries = 0
        self.attention = Attention(self._rows_changed, self._queries_changed)

    def _rows_changed(self) -> None:
        self.rows += 1

    def _queries_changed(self) -> None:
        self.queries += 1


def test_the_first_row_on_the_screen_is_the_selected_one_unless_another_is_named() -> None:
    heard = Heard()

    heard.attention.look_at(["a", "b"])
    assert heard.attention.selected == "a"

    heard.attention.look_at(["a", "b"], "b")
    assert heard.attention.selected == "b"
    assert heard.rows == 2


def test_what_is_told_again_is_no_news() -> None:
    heard = Heard()
    for _ in range(3):
        heard.attention.look_at(["a", "b"])
        heard.attention.show(query("groups"), row_queries=[query("group g")])

    assert (heard.rows, heard.queries) == (1, 1)


def test_where_nobody_looks_any_more_nothing_is_seen() -> None:
    heard = Heard()
    heard.attention.look_at(["a"])
    heard.attention.show(query("groups"), row_queries=[query("group g")])

    heard.attention.leave()

    attention = heard.attention
    seen = attention.visible, attention.selected, attention.queries, attention.row_queries
    assert seen == ((), None, (), ())
    assert (heard.rows, heard.queries) == (2, 2)
