"""Which list of instances to ask for: the one with most fields that the server has."""

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
    """Reads the list of a scope's instances, by what is known of the server so far."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._is_dialect_settled = False
        """Whether the server's dialect was asked for, with success or refused for good."""
        self._plain_for = 0
        """Lists until the detailed one, which was refused, is tried again."""
        self._has_mgmt: bool | None = None
        """Whether the server has `/mgmt/instances`; None until that was tried."""
        self._caches: dict[str, ListCache[Instance]] = {}
        self._answered = False
        self._denied = False
        """Whether the dialect's last request was answered with 401."""

    async def ask(self, client: TroveClient, on_page: OnPage | None) -> Elements[Instance]:
        """Read the whole list.

        Raises:
            TroveError: it could not be read.
        """
        # The first list of one's own is the same with either dialect: it doesn't wait for that.
        if not self._is_dialect_settled and (self._answered or self._scope.all_projects):
            await self._find_dialect(client)
        if self._scope.all_projects:
            rows = await self._all_projects(client, on_page)
        else:
            rows = await self._own_project(client, on_page)
        self._answered = True
        return rows

    async def _find_dialect(self, client: TroveClient) -> None:
        try:
            with asking(Priority.LIST):  # apart from what the list costs
                await client.dialect()
            self._is_dialect_settled = True
        except TroveError as error:
            # "Too many" or a single 401 says nothing of the dialect: asked for with the next list.
            final = isinstance(error, Refused) and not error.temporary
            self._is_dialect_settled = final and (
                self._denied or not isinstance(error, Unauthorized)
            )
            self._denied = isinstance(error, Unauthorized)
            if self._scope.all_projects and not self._is_dialect_settled:
                raise

    async def _all_projects(
        self, client: TroveClient, on_page: OnPage | None
    ) -> Elements[Instance]:
        """The instances of all projects.

        Upstream ignores the specification's `all_tenants` and lists the project's own: such an
        answer is never taken for that of all projects.

        Raises:
            Refused: the account may only list its own.
        """
        rows: Elements[Instance] = Elements()
        if not self._has_mgmt and not _is_upstream(client):
            rows = await client.instances(all_projects=True, cache=self._cache("all"))
            if not _is_upstream(client) and _are_all_projects(rows, self._scope.project):
                return rows
            if self._has_mgmt is False:
                return _checked_empty(rows)
        try:
            managed = await client.mgmt_instances(cache=self._cache("mgmt"), on_page=on_page)
        except _NOT_THERE:
            if _is_upstream(client):
                raise
            self._has_mgmt = False
            return _checked_empty(rows)
        self._has_mgmt = True
        return managed

    async def _own_project(self, client: TroveClient, on_page: OnPage | None) -> Elements[Instance]:
        self._plain_for = max(0, self._plain_for - 1)
        if _is_upstream(client) and not self._plain_for:
            try:
                return await client.instances_detail(cache=self._cache("detail"), on_page=on_page)
            except _NOT_THERE:
                self._plain_for = PLAIN_FOR
        return await client.instances(cache=self._cache("plain"), on_page=on_page)

    def _cache(self, name: str) -> ListCache[Instance]:
        if name not in self._caches:
            # One list is read at a time: another's cache is never needed again.
            self._caches = {name: ListCache[Instance]()}
        return self._caches[name]


def _is_upstream(client: TroveClient) -> bool:
    return client.known_dialect is Dialect.UPSTREAM


def _are_all_projects(rows: Sequence[Instance], project: str) -> bool:
    # The specification's list of all projects has each row's project and user.
    if any(row.tenant_id not in (None, project) for row in rows):
        return True
    return bool(rows) and all(row.tenant_id and row.user_id for row in rows)


def _checked_empty(rows: Elements[Instance]) -> Elements[Instance]:
    # Rows of one's own alone are no answer; no rows at all may be an empty cloud.
    if rows:
        raise Forbidden("Only this project's own instances came.")
    return rows
