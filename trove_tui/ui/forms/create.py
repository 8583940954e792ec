"""Create: what an instance needs, then what it may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from textual.app import ComposeResult
from textual.widgets import Static

from trove_tui.api.errors import BadRequest, TroveError
from trove_tui.api.models import Datastore, Group
from trove_tui.api.requests import CreateInstance, Request
from trove_tui.resources.resource import Shown, Tone
from trove_tui.resources.words import ram
from trove_tui.ui.forms import effects, offers
from trove_tui.ui.forms.choices import Layout
from trove_tui.ui.forms.fields import Field, SecretField, TextField, claiming
from trove_tui.ui.forms.form import Form
from trove_tui.ui.forms.picker import Picker, PickerField

DEFAULT_VOLUME = "10"
"""GB: a volume can grow later, and never shrink."""

BY_HAND = {
    "datastores": "Type it by hand, as in: mysql 5.7",
    "groups": "Type its id by hand, or leave it empty.",
}


class CreateForm(Form):
    """Create an instance, with databases and a user in it if wanted."""

    model = CreateInstance
    verb = "Create"

    def compose_fields(self) -> ComposeResult:
        """What it needs; what is in it at first; where it stands."""
        self._offered: object = None
        self._groups: Sequence[Group] | None = None
        self._pickers = {
            "flavors": Picker(
                Layout("name", "number", "number"),
                folds=True,
                waiting="The flavors are not known yet; type an id.",
            ),
            "datastores": Picker(Layout("name", "fact"), folds=True),
            "groups": Picker(Layout("name", "fact"), folds=True),
        }
        yield TextField("name", "Name")
        yield PickerField(
            "flavor_id", "Flavor", self._pickers["flavors"], claims=("flavor_id", "flavor")
        )
        yield TextField(
            "volume_size", "Volume GB", DEFAULT_VOLUME, claims=("volume_size", "size", "volume")
        )
        yield PickerField(
            "datastore",
            "Datastore",
            self._pickers["datastores"],
            claims=("datastore", "datastore_type", "datastore_version", "version"),
        )
        yield TextField("databases", "Databases", placeholder="optional, separated by commas")
        yield TextField("user", "User", claims=("users", "users.0.name"), placeholder="optional")
        yield SecretField("password", "Password", claims=("users.0.password", "password"))
        yield Static("Where it stands, all optional", classes="section", markup=False)
        yield PickerField(
            "configuration_id",
            "Group",
            self._pickers["groups"],
            claims=("configuration_id", "configuration"),
        )
        yield TextField("net_id", "Network id", claims=("nics", "nics.0.net_id"))
        yield TextField("subnet_id", "Subnet id", claims=("nics.0.subnet_id",))
        yield TextField("availability_zone", "Zone")

    def on_mount(self) -> None:
        """Open at once; what is to choose from fills in when it arrives."""
        for name in ("datastores", "groups"):
            self.run_worker(
                self._fill(name), group=f"form {name}", exclusive=True, exit_on_error=False
            )

    async def _fill(self, name: str) -> None:
        why = "The list could not be read."
        rows: Sequence[object] | None = None
        try:
            if self.load is not None:
                rows = await self.load(name)
        except TroveError as error:
            why = f"The list could not be read: {error}"
        finally:
            if self.is_attached:
                self._filled(name, rows, why)

    def _filled(self, name: str, rows: Sequence[object] | None, why: str) -> None:
        if rows is None:
            self._pickers[name].fail(f"{why} {BY_HAND[name]}")
        elif name == "datastores":
            offered, default = offers.datastores(cast("Sequence[Datastore]", rows))
            self._pickers[name].offer(offered, default)
        else:
            self._groups = cast("Sequence[Group]", rows)
        self.check()

    def check(self) -> None:
        """Groups follow the datastore: only its own can be attached."""
        if self._groups is not None:
            wanted = (id(self._groups), self._datastore())
            if wanted != self._offered:
                self._offered = wanted
                offered = offers.groups(self._groups, *self._datastore())
                self._pickers["groups"].offer(offered, offered[0])
        super().check()

    def learned(self) -> None:
        """Offer the flavors there are."""
        picker = self._pickers["flavors"]
        choices = tuple(map(effects.flavor_choice, effects.by_size(self.snapshot.flavors)))
        if choices and choices != picker.choices:
            picker.offer(choices)

    def _datastore(self) -> tuple[str, str]:
        chosen = self._pickers["datastores"].value
        if isinstance(chosen, str):
            kind, _, version = chosen.strip().partition(" ")
            return kind, version.strip()
        return cast("tuple[str, str]", chosen) if chosen else ("", "")

    def values(self) -> Mapping[str, object]:
        """The fields, nested as the request has them."""
        told = dict(super().values())
        kind, version = self._datastore()
        databases = [name.strip() for name in str(told["databases"]).split(",") if name.strip()]
        user: dict[str, object] = {
            "name": told["user"],
            "password": told["password"],
            "databases": databases,
        }
        net_id, subnet_id = str(told["net_id"]).strip(), str(told["subnet_id"]).strip()
        return {
            "name": told["name"],
            "flavor_id": told["flavor_id"],
            "volume_size": told["volume_size"],
            "datastore_type": kind,
            "datastore_version": version,
            "databases": [{"name": name} for name in databases],
            "users": [user] if told["user"] or told["password"] else [],
            "nics": [{"net_id": net_id, "subnet_id": subnet_id}] if net_id or subnet_id else [],
            "availability_zone": str(told["availability_zone"]).strip(),
            "configuration_id": told["configuration_id"],
        }

    def field_of(self, error: BadRequest) -> Field | None:
        """A "name" may be a database's or a user's: then its words say so."""
        place = error.field
        if place == "name":
            said = error.message.lower()
            place = "users" if "user" in said else "databases" if "database" in said else place
        return claiming(self.fields, place) if place else None

    def effect(self, request: Request | None) -> Shown:
        """What there will be."""
        if not isinstance(request, CreateInstance):
            return (("A new instance, empty but for what is named here.", Tone.QUIET),)
        flavor = self.snapshot.flavors.get(request.flavor_id)
        size = flavor.name if flavor is not None else f"flavor {request.flavor_id}"
        if flavor is not None:
            size = f"{size} ({effects.vcpus(flavor.vcpus)}, {ram(flavor.ram)})"
        kind, version = request.datastore_type, request.datastore_version
        store = version if version.startswith(kind) else f"{kind} {version}"
        told = f"A new instance: {size}, {request.volume_size} GB, {store}."
        if request.users and request.databases:
            told += f" {request.users[0].name} may use the databases."
        return ((told, Tone.PLAIN),)

    def quota(self, request: Request | None) -> Shown:
        """One instance more, its volume, its memory."""
        if not isinstance(request, CreateInstance):
            return ()
        added = {"instances": 1, "volumes": request.volume_size}
        flavor = self.snapshot.flavors.get(request.flavor_id)
        if flavor is not None and flavor.ram:
            added["ram"] = flavor.ram
        return effects.quota_after(self.snapshot.quotas, added)
