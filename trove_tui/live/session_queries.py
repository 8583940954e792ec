"""What every session asks for: names for flavors, and how full the project is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trove_tui.api.errors import Forbidden, NotTrove, Refused, Unauthorized
from trove_tui.api.models import Flavor, Quota
from trove_tui.live.snapshot import Query

if TYPE_CHECKING:
    from trove_tui.api.client import TroveClient

QUOTAS_EVERY = 60.0


def flavors() -> Query[Flavor]:
    """The sizes that instances can have."""
    return Query("flavors", lambda client, _: client.flavors(), None, lambda one: one.id)


def quotas(project: str) -> Query[Quota]:
    """The session's own project's quotas; without their use where only that much may be known."""
    return Query(
        "quotas",
        lambda client, _: _quotas_or_maxima(client, project),
        QUOTAS_EVERY,
        lambda one: one.resource,
    )


async def _quotas_or_maxima(client: TroveClient, project: str) -> Sequence[Quota]:
    """Quotas are an administrator's to read; upstream tells members their maxima elsewhere."""
    try:
        return await client.quotas(project)
    except (Unauthorized, Forbidden) as refused:
        try:
            limits = await client.limits()
        except (Refused, NotTrove) as error:
            if error.temporary and not isinstance(error, NotTrove):
                raise
            # The specification's servers have no such page: the refusal is what is to be told.
            raise refused from None
    return [Quota(resource=name, limit=most) for name, most in limits.maxima.items()]
