"""A group, its instances, what its parameters allow: and a server that tells of them by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tests.ui.forms.support import Opened, instance, opened, snapshot
from trove_tui.api.call import Dialect
from trove_tui.api.errors import TroveError
from trove_tui.api.models import (
    Datastore,
    DatastoreRef,
    DatastoreVersion,
    Group,
    GroupRef,
    Instance,
    InstanceRef,
    Parameter,
)
from trove_tui.changes.groups import UpdateGroup
from trove_tui.live.snapshot import Snapshot
from trove_tui.ui.config_groups.draft import Held
from trove_tui.ui.config_groups.editor_keys import EditorKeys

GROUP_ID = "5017f0a2-0000-4000-8000-0000000023c5"
BIGGEST = 18_446_744_073_709_551_615


def parameter(name: str, kind: str = "integer", **told: Any) -> Parameter:
    return Parameter(name=name, type=kind, **told)


PARAMETERS = (
    parameter("innodb_buffer_pool_size", min=0, max=68_719_476_736, restart_required=True),
    parameter("max_connections", min=1, max=65_535),
    parameter("wait_timeout", min=1, max=31_536_000),
    parameter("connect_timeout", min=2, max=31_536_000),
    parameter("innodb_flush_log_at_trx_commit", min=0, max=2),
    parameter("interactive_timeout", min=1, max=65_535),
    parameter("max_connect_errors", min=1, max=BIGGEST),
    parameter("max_allowed_packet", min=1024, max=1_073_741_824),
    parameter("local_infile", min=0, max=1),
    parameter("long_query_time", "float", min=0, max=65_535),
    parameter("collation_server", "string"),
    parameter("sql_mode", "list"),
    parameter("slow_query_log", "boolean"),
    parameter("join_buffer_size", min=0, max=68_719_476_736),
    parameter("key_buffer_size", min=0, max=4_294_967_296),
    parameter("innodb_log_file_size", min=4_194_304, restart_required=True),
)

DEFAULTS = {
    "innodb_buffer_pool_size": "600M",
    "max_connections": 151,
    "wait_timeout": 28_800,
    "connect_timeout": "10",
    "local-infile": 1,
    "collation_server": "latin1_swedish_ci",
    "key_buffer_size": 8_388_608,
}


def group(**told: Any) -> Group:
    known: dict[str, Any] = {
        "id": GROUP_ID,
        "name": "test_conf",
        "description": "for test",
        "datastore_name": "mysql",
        "datastore_version_name": "5.7.29",
        "values": {
            "innodb_buffer_pool_size": 629_145_600,
            "max_connections": 400,
            "wait_timeout": 120,
            "connect_timeout": 15,
            "innodb_flush_log_at_trx_commit": 2,
        },
    }
    return Group(**(known | told))


def attached(number: int, name: str, status: str = "ACTIVE", of: str = GROUP_ID) -> Instance:
    return instance(
        id=f"{number:08d}-0000-4000-8000-000000000000",
        name=name,
        status=status,
        datastore=DatastoreRef(type="mysql", version="5.7.29"),
        configuration=GroupRef(id=of, name="test_conf") if of else None,
    )


FLEET = (
    attached(1, "orders-db"),
    attached(2, "auth-db"),
    attached(3, "auth-db-replica"),
    attached(4, "billing"),
    attached(5, "billing-replica", "RESTART_REQUIRED"),
)


class Answers:
    """What a form reads. A test changes what is told, or has it refused."""

    def __init__(self, told: Group | None = None, others: Sequence[Group] = ()) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.troubles: dict[str, TroveError] = {}
        self.group = told or group()
        self.others = others
        self.parameters: Sequence[Parameter] = PARAMETERS
        self.refs = tuple(InstanceRef(id=one.id, name=one.name) for one in FLEET)
        self.defaults: dict[str, object] = dict(DEFAULTS)
        self.dialect = Dialect.SPEC

    async def __call__(self, name: str, *of: str) -> Sequence[Any]:
        self.asked.append((name, *of))
        if name in self.troubles:
            raise self.troubles[name]
        match name:
            case "group":
                return [self.group]
            case "groups":
                return [self.group, *self.others]
            case "parameters":
                return self.parameters
            case "dialect":
                return [self.dialect]
            case "group instances":
                return self.refs
            case "config":
                return [self.defaults]
            case "datastores":
                version = DatastoreVersion(id="v", name="5.7.29")
                return [Datastore(id="d", name="mysql", versions=(version,))]
            case _:
                raise AssertionError(f"nothing was prepared for {name}")

    def count(self, name: str) -> int:
        return [asked[0] for asked in self.asked].count(name)


def editor(hands: Opened) -> EditorKeys:
    assert isinstance(hands.top, EditorKeys)
    return hands.top


def row(hands: Opened, name: str) -> str:
    """The line of the table in which a parameter stands."""
    lines = hands.screen.splitlines()
    return next((line for line in lines if name in line), "")


def message(hands: Opened) -> str:
    return editor(hands).face.message


def review(hands: Opened) -> str:
    return editor(hands).face.review_text


def mine(hands: Opened) -> Held:
    return editor(hands).draft.mine


async def go_to(hands: Opened, name: str) -> None:
    editor(hands).go_to(name)
    await hands.drawn()


async def give(hands: Opened, name: str, text: str) -> None:
    """Type that value for a parameter, by its keys."""
    await go_to(hands, name)
    await hands.press("enter")
    await hands.type(text)
    await hands.press("enter")


async def ready(hands: Opened) -> None:
    """Wait until all there is to read has been read, or could not be."""
    loader = editor(hands).loader
    await hands.until(lambda: not loader.reading and (loader.group or loader.troubles))


@asynccontextmanager
async def editing(
    answers: Answers | None = None,
    *,
    known: Snapshot | None = None,
    read: bool = True,
    **more: Any,
) -> AsyncIterator[Opened]:
    """The editor of the group, open, with all read."""
    answers = answers or Answers()
    about = {"row": answers.group, "name": answers.group.name, "subject": answers.group}
    known = known or snapshot(*FLEET)
    async with opened(UpdateGroup, about_row=about, known=known, load=answers, **more) as hands:
        if read:
            await ready(hands)
            await hands.drawn()
        yield hands
