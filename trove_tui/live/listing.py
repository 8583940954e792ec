"""Which list of instances to ask for: the one that tells most, of those that this server has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from trove_tui.api.call import Dialect
from trove_tui.api.errors import (
    BadRequest,
    NotFound,
    NotOffered,
    NotTrove,
    OtherRefusal,
    Refused,
    TroveError,
)
from trove_tui.api.models import Instance
from trove_tui.api.pages import Known
from trove_tui.live.snapshot import Scope

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient

OnPage = Callable[[Sequence[Instance]], None]

PLAIN_FOR = 60
"""A refusal may be about one instance in the detailed list, and pass: it is tried again then."""
_NOT_THERE = (NotFound, NotOffered, NotTrove, BadRequest, OtherRefusal)


class Listing:
    """The list of a scope's instances, asked for again and again."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._upstream: bool | None = None
        self._plain_for = 0
        """For how many more lists the plain one is asked for, as the detailed one was refused."""
        self._known: dict[str, Known[Instance]] = {}
        self._answered = False

    async def ask(self, client: TroveClient, on_page: OnPage | None) -> tuple[Instance, ...]:
        """The whole list.

        Raises:
            TroveError: there was none.
        """
        # Where either server's first list will do, nothing else is waited for before it.
        if self._upstream is None and (self._answered or self._scope.all_projects):
            await self._find_out(client)
        rows = await self._best(client, on_page)
        self._answered = True
        return rows

    async def _find_out(self, client: TroveClient) -> None:
        try:
            self._upstream = await client.dialect() is Dialect.UPSTREAM
        except Refused:
            self._upstream = False
        except TroveError:
            if self._scope.all_projects:
                raise

    async def _best(self, client: TroveClient, on_page: OnPage | None) -> tuple[Instance, ...]:
        if self._scope.all_projects:
            if self._upstream:
                return await client.mgmt_instances(known=self._of("mgmt"), on_page=on_page)
            known = self._of("all")
            return await client.instances(all_projects=True, known=known, on_page=on_page)
        self._plain_for = max(0, self._plain_for - 1)
        if self._upstream and not self._plain_for:
            try:
                return await client.instances_detail(known=self._of("detail"), on_page=on_page)
            except _NOT_THERE:
                self._plain_for = PLAIN_FOR
        return await client.instances(known=self._of("plain"), on_page=on_page)

    def _of(self, name: str) -> Known[Instance]:
        if name not in self._known:
            # One list is asked for at a time: what another held is never needed again.
            self._known = {name: Known[Instance]()}
        return self._known[name]
