"""The users of an instance's databases. Its guest agent answers for them."""

from __future__ import annotations

from trove_tui.api.models import User
from trove_tui.changes.preconditions import WITH_DATABASE
from trove_tui.resources import queries
from trove_tui.resources.resource import Action, Column, Resource
from trove_tui.resources.shared_cells import text_or_dash
from trove_tui.resources.view_context import ViewContext
from trove_tui.text.natural import natural
from trove_tui.text.styled import Tone

MOST_DATABASES = 50
"""The most databases shown of a user: more than a line has room for."""


def full_name(user: User) -> str:
    """`bob@%`: the same name from another host is another user."""
    return f"{user.name}@{user.host}"


def _why_not_addressable(user: User, _: ViewContext) -> str | None:
    """Why no request can address this user: the API does by its name and one host."""
    if not user.name:
        return "it has no name"
    if user.hosts:
        return "the server names several hosts for it"
    return None if user.host else "its host is not known"


USERS: Resource[User] = Resource(
    name="users",
    title="Users",
    noun="user",
    columns=(
        Column(
            "Name",
            lambda user, _: (natural(user.name), natural(user.host)),
            lambda user, _: text_or_dash(user.name, Tone.PLAIN),
            width=(8, 32),
            grows=True,
        ),
        Column(
            "Host",
            lambda user, _: natural(user.host),
            lambda user, _: text_or_dash(user.host),
            width=(4, 16),
        ),
        Column(
            "Databases",
            lambda user, _: tuple(map(natural, user.databases)),
            lambda user, _: text_or_dash(", ".join(user.databases[:MOST_DATABASES])),
            width=(9, 40),
            priority=1,
        ),
    ),
    query=lambda _scope, instance: queries.users(instance.id),
    name_of=full_name,
    subject=lambda _row, instance: instance,
    actions=(
        Action(
            "create users",
            "c",
            "create",
            "CreateUsers",
            WITH_DATABASE,
            on_row=False,
            priority=3,
            explained="create users",
        ),
        Action(
            "delete user",
            "D",
            "delete",
            "DeleteUser",
            WITH_DATABASE,
            priority=4,
            refusal=_why_not_addressable,
            explained="delete the user",
        ),
    ),
    empty="No users in this instance. c creates one.",
)
