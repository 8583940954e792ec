"""The queries of every session: flavors, for their names, and the project's quotas."""

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
    return Query("flavors", lambda client, _: client.flavors(), None, lambda flavor: flavor.id)


def quotas(project: str) -> Query[Quota]:
    """The project's quotas; only the limits where the account may not read what is used."""
    return Query(
        "quotas",
        lambda client, _: _quotas_or_maxima(client, project),
        QUOTAS_EVERY,
        lambda quota: quota.resource,
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
            # The specification's servers have no limits: the refusal of the quotas is the reason.
            raise refused from None
    return [Quota(resource=name, limit=limit) for name, limit in limits.maxima.items()]
