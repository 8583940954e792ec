"""Create: what an instance needs, then what is in it at first, then where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from trove_tui.api.charsets import character_sets
from trove_tui.api.errors import BadRequest, TroveError
from trove_tui.api.models import Datastore, Group
from trove_tui.changes.change import Change
from trove_tui.changes.databases_and_users import database_words, user_words
from trove_tui.changes.flavor_words import vcpus
from trove_tui.changes.instances import CreateInstance
from trove_tui.resources import ownership, queries
from trove_tui.resources.versions import StoreVersion
from trove_tui.text.amounts import format_memory
from trove_tui.text.styled import StyledText, Tone
from trove_tui.ui.forms import choice_sources, effects
from trove_tui.ui.forms.choice_field import ChoiceField
from trove_tui.ui.forms.choice_list import ChoiceColumns
from trove_tui.ui.forms.database_rows import database_rows, refused_part
from trove_tui.ui.forms.fields import Field, TextField
from trove_tui.ui.forms.form_context import FormSetup
from trove_tui.ui.forms.form_reads import why_unread
from trove_tui.ui.forms.rows import FormWithRows
from trove_tui.ui.forms.user_rows import refused_user_part, user_rows

DEFAULT_VOLUME = "10"
"""GB: a volume can grow later, and never shrink."""


class CreateForm(FormWithRows):
    """Create an instance, with databases and users in it if wanted."""

    model = CreateInstance

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "add('databases')", "add a database", show=False),
        Binding("f8", "add('users')", "add a user", show=False),
    ]

    def __init__(self, setup: FormSetup) -> None:
        super().__init__(setup)
        self._offered: object = None
        self._known_groups: Sequence[Group] | None = None
        self._flavors = ChoiceField(
            "flavor_id",
            "Flavor",
            ChoiceColumns("name", "number", "number"),
            folds=True,
            waiting="The flavors are not known yet; type an id.",
            server_names=("flavor_id", "flavor"),
        )
        self._datastores = ChoiceField(
            "datastore",
            "Datastore",
            ChoiceColumns("name", "fact"),
            folds=True,
            server_names=("datastore", "datastore_type", "datastore_version", "version"),
        )
        self._groups = ChoiceField(
            "configuration_id",
            "Group",
            ChoiceColumns("name", "fact"),
            folds=True,
            server_names=("configuration_id", "configuration"),
        )
        self._databases = database_rows(character_sets("mysql", ""), "F7", needs_one=False)
        self._users = user_rows("F8", needs_one=False)

    def compose_fields(self) -> ComposeResult:
        """What it needs; what is in it at first; where it stands."""
        yield TextField("name", "Name")
        yield self._flavors
        yield TextField(
            "volume_size",
            "Volume GB",
            DEFAULT_VOLUME,
            server_names=("volume_size", "size", "volume"),
        )
        yield self._datastores
        yield self._groups
        yield Static("In it at first, optional", classes="section", markup=False)
        yield self._databases
        yield self._users
        yield Static("Where it stands, optional", classes="section", markup=False)
        yield TextField("net_id", "Network id", server_names=("nics", "nics.0.net_id"))
        yield TextField("subnet_id", "Subnet id", server_names=("nics.0.subnet_id",))
        yield TextField("availability_zone", "Zone")

    def on_mount(self) -> None:
        """Open at once; what is to choose from fills in when it arrives."""
        self.reads.fill(queries.datastores(), self._datastores_came)
        self.reads.fill(queries.groups(), self._groups_came)

    def _datastores_came(self, rows: Sequence[Datastore] | None, error: TroveError | None) -> None:
        if rows is None:
            why = why_unread("The list", error)
            self._datastores.fail(f"{why} Type it by hand, as in: mysql 5.7")
        else:
            self._datastores.offer(*choice_sources.datastores(rows))
        self.check()

    def _groups_came(self, rows: Sequence[Group] | None, error: TroveError | None) -> None:
        if rows is None:
            why = why_unread("The list", error)
            self._groups.fail(f"{why} Type its id by hand, or leave it empty.")
        else:
            self._known_groups = rows
        self.check()

    def check(self) -> None:
        """Groups and character sets follow the datastore; what users may use, the databases."""
        meant = self._datastore()
        if self._known_groups is not None and (self._known_groups, meant) != self._offered:
            self._offered = (self._known_groups, meant)
            elsewhere = partial(ownership.is_elsewhere, self.snapshot)
            offered = choice_sources.groups(self._known_groups, meant, but=elsewhere)
            self._groups.offer(offered, offered[0])
        sets = character_sets(meant.kind or "mysql", meant.version)
        if sets != self._databases.given:
            self._databases.give(sets)
        names = [row.name_typed for row in self._databases.rows if row.name_typed]
        if names != self._users.given:
            self._users.give(names)
        super().check()

    def learned(self) -> None:
        """Offer the flavors there are."""
        choices = tuple(map(effects.flavor_choice, effects.by_size(self.snapshot.flavors)))
        if choices and choices != self._flavors.choices:
            self._flavors.offer(choices)

    def _datastore(self) -> StoreVersion:
        return choice_sources.datastore_of(self._datastores.value)

    def values(self) -> Mapping[str, object]:
        """The fields, nested as the request has them."""
        told = dict(super().values())
        meant = self._datastore()
        net_id, subnet_id = str(told["net_id"]).strip(), str(told["subnet_id"]).strip()
        return {
            "name": told["name"],
            "flavor_id": told["flavor_id"],
            "volume_size": told["volume_size"],
            "datastore_type": meant.kind,
            "datastore_version": meant.version,
            "datastore_version_id": meant.id,
            "databases": self._databases.items(),
            "users": self._users.items(),
            "nics": [{"net_id": net_id, "subnet_id": subnet_id}] if net_id or subnet_id else [],
            "availability_zone": str(told["availability_zone"]).strip(),
            "configuration_id": told["configuration_id"],
        }

    def part_of(self, error: BadRequest) -> Field | None:
        """By the row and the part of it that the words name."""
        user = refused_user_part(self._users, error)
        return user or refused_part(self._databases, error)

    def effect(self, request: Change | None) -> StyledText:
        """What there will be."""
        if not isinstance(request, CreateInstance):
            return (("A new instance, empty but for what is named here.", Tone.QUIET),)
        flavor = self.snapshot.flavors.get(request.flavor_id)
        size = flavor.name if flavor is not None else f"flavor {request.flavor_id}"
        if flavor is not None:
            size = f"{size} ({vcpus(flavor.vcpus)}, {format_memory(flavor.ram)})"
        store = self._datastore().words
        told = f"A new instance: {size}, {request.volume_size} GB, {store}."
        if request.configuration_id:
            told += f" Group {self._group_name(request.configuration_id)} attached."
        if request.databases:
            told += f" {database_words(request.databases)}."
        if request.users:
            told += f" {user_words(request.users)}."
        return ((told, Tone.PLAIN), *self._doubt(request.configuration_id))

    def _group_name(self, group_id: str) -> str:
        return (
            next((one.name for one in self._known_groups or () if one.id == group_id), "")
            or group_id
        )

    def _doubt(self, group_id: str | None) -> StyledText:
        """That the group may be another project's, where nobody can tell."""
        if group_id is None:
            return ()
        name = self._group_name(group_id)
        why = ownership.doubt(self.snapshot, self.context.dialect, group_id, name)
        return ((f"\n! {why}", Tone.STUCK),) if why else ()
