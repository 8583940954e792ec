"""The databases of an instance. Its guest agent answers for them."""

from __future__ import annotations

from trove_tui.api.models import Database
from trove_tui.changes.preconditions import WITH_DATABASE
from trove_tui.resources import queries
from trove_tui.resources.resource import Action, Column, Resource
from trove_tui.resources.shared_cells import text_or_dash
from trove_tui.text.natural import natural
from trove_tui.text.styled import Tone

DATABASES: Resource[Database] = Resource(
    name="databases",
    title="Databases",
    noun="database",
    columns=(
        Column(
            "Name",
            lambda database, _: natural(database.name),
            lambda database, _: text_or_dash(database.name, Tone.PLAIN),
            width=(8, 64),
            grows=True,
        ),
    ),
    query=lambda _scope, instance: queries.databases(instance.id),
    subject=lambda _row, instance: instance,
    actions=(
        Action(
            "create databases",
            "c",
            "create",
            "CreateDatabases",
            WITH_DATABASE,
            on_row=False,
            priority=3,
            explained="create databases",
        ),
        Action(
            "delete database",
            "D",
            "delete",
            "DeleteDatabase",
            WITH_DATABASE,
            priority=4,
            refusal=lambda database, _: None if database.name else "it has no name",
            explained="delete the database and its data",
        ),
    ),
    empty="No databases in this instance. c creates one.",
)
