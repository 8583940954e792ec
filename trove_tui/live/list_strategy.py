"""Which list of instances to ask for: the one that tells most, of those that this server has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from trove_tui.api.call import Dialect
from trove_tui.api.errors import (
    BadRequest,
    Forbidden,
    NotFound,
    NotOffered,
    NotTrove,
    OtherRefusal,
    Refused,
    TroveError,
    Unauthorized,
)
from trove_tui.api.models import Instance
from trove_tui.api.pages import ListCache
from trove_tui.api.record import Elements
from trove_tui.live.budget import Priority, asking
from trove_tui.live.scope import Scope

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient

OnPage = Callable[[Sequence[Instance]], None]

PLAIN_FOR = 60
"""A refusal may be about one instance in the detailed list, and pass: it is tried again then."""
_NOT_THERE = (NotFound, NotOffered, NotTrove, BadRequest, OtherRefusal)


class ListStrategy:
    """The list of a scope's instances, asked for again and again."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._has_asked = False
        """Whether it was found out whose server it is, as far as that is told."""
        self._plain_for = 0
        """For how many more lists the plain one is asked for, as the detailed one was refused."""
        self._has_mgmt: bool | None = None
        """Whether all projects' are listed under `/mgmt`, once that was tried."""
        self._known: dict[str, ListCache[Instance]] = {}
        self._answered = False
        self._denied = False
        """Whether the last attempt to find out whose server it is met a 401."""

    async def ask(self, client: TroveClient, on_page: OnPage | None) -> Elements[Instance]:
        """The whole list.

        Raises:
            TroveError: there was none.
        """
        # Where either server's first list will do, nothing else is waited for before it.
        if not self._has_asked and (self._answered or self._scope.all_projects):
            await self._find_out(client)
        if self._scope.all_projects:
            rows = await self._everybodys(client, on_page)
        else:
            rows = await self._own(client, on_page)
        self._answered = True
        return rows

    async def _find_out(self, client: TroveClient) -> None:
        try:
            with asking(Priority.LIST):  # apart from what the list costs
                await client.dialect()
            self._has_asked = True
        except TroveError as error:
            # "Too many" or a single 401 tells nothing of the server: found out with the next list.
            final = isinstance(error, Refused) and not error.temporary
            self._has_asked = final and (self._denied or not isinstance(error, Unauthorized))
            self._denied = isinstance(error, Unauthorized)
            if self._scope.all_projects and not self._has_asked:
                raise

    async def _everybodys(self, client: TroveClient, on_page: OnPage | None) -> Elements[Instance]:
        """All projects' instances.

        Upstream ignores what the specification asks with, and answers with one's own: such an
        answer is never taken for everybody's.

        Raises:
            Refused: to this account only its own are listed.
        """
        rows: Elements[Instance] = Elements()
        if not self._has_mgmt and not _is_upstreams(client):
            rows = await client.instances(all_projects=True, cache=self._of("all"))
            if not _is_upstreams(client) and _are_everybodys(rows, self._scope.project):
                return rows
            if self._has_mgmt is False:
                return _none_of(rows)
        try:
            listed = await client.mgmt_instances(cache=self._of("mgmt"), on_page=on_page)
        except _NOT_THERE:
            if _is_upstreams(client):
                raise
            self._has_mgmt = False
            return _none_of(rows)
        self._has_mgmt = True
        return listed

    async def _own(self, client: TroveClient, on_page: OnPage | None) -> Elements[Instance]:
        self._plain_for = max(0, self._plain_for - 1)
        if _is_upstreams(client) and not self._plain_for:
            try:
                return await client.instances_detail(cache=self._of("detail"), on_page=on_page)
            except _NOT_THERE:
                self._plain_for = PLAIN_FOR
        return await client.instances(cache=self._of("plain"), on_page=on_page)

    def _of(self, name: str) -> ListCache[Instance]:
        if name not in self._known:
            # One list is asked for at a time: what another held is never needed again.
            self._known = {name: ListCache[Instance]()}
        return self._known[name]


def _is_upstreams(client: TroveClient) -> bool:
    return client.known_dialect is Dialect.UPSTREAM


def _are_everybodys(rows: Sequence[Instance], project: str) -> bool:
    """Whether a list may be all projects', where one's own is what others answer with.

    The specification's tells of each whose it is: the project, and the user too.
    """
    if any(row.tenant_id not in (None, project) for row in rows):
        return True
    return bool(rows) and all(row.tenant_id and row.user_id for row in rows)


def _none_of(rows: Elements[Instance]) -> Elements[Instance]:
    """An empty cloud's list. One that has only one's own rows is no answer.

    Raises:
        Forbidden: it has some.
    """
    if rows:
        raise Forbidden("Only this project's own instances came.")
    return rows
