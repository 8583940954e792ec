"""Changes inside an instance: its databases, and the users of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    SecretStr,
    ValidationInfo,
    model_validator,
)

from trove_tui.api.call import Call, Dialect, JsonObject, user_segment
from trove_tui.api.client import TroveClient
from trove_tui.api.models import User
from trove_tui.api.text import raw
from trove_tui.changes import rules
from trove_tui.changes.change import Change, ChangeContext, instance_path, only_set
from trove_tui.changes.field_types import (
    AnyText,
    DatabaseName,
    Host,
    OptionalText,
    Password,
    RequiredText,
    at_least_one,
    from_context,
    raise_for,
)
from trove_tui.changes.preconditions import WITH_DATABASE
from trove_tui.changes.verdict import Proof, Sent
from trove_tui.text.amounts import plural
from trove_tui.text.styled import StyledText, Tone


class NewDatabase(BaseModel):
    """A database to create."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: DatabaseName
    character_set: OptionalText = None
    collate: OptionalText = None

    def body(self) -> JsonObject:
        """Its part of a request's body."""
        return only_set({"name": self.name, "character_set": self.character_set,
                     "collate": self.collate})  # fmt: skip


class NewUser(BaseModel):
    """A user to create, and the databases they may use."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    name: Annotated[AnyText, AfterValidator(rules.user_name)]
    password: Password
    host: Host = None
    """None is `%`: anywhere."""
    databases: tuple[AnyText, ...] = ()

    def without_secrets(self) -> NewUser:
        """A copy without the password."""
        return self.model_copy(update={"password": SecretStr("")})

    def body(self) -> JsonObject:
        """Its part of a request's body; the password stays wrapped until it is sent."""
        return only_set({
            "name": self.name,
            "password": self.password,
            "host": self.host,
            "databases": [{"name": name} for name in self.databases],
        })  # fmt: skip


class InnerChange(Change):
    """A change inside an instance, which only its guest agent can tell of."""

    precondition = WITH_DATABASE
    proof = Proof.READING
    done_when_accepted = False
    is_in_lists = True


class CreateDatabases(InnerChange):
    """Create databases in an instance. Context: `datastore_type` it runs."""

    verb = "Create"
    creates = "databases"

    databases: Annotated[tuple[NewDatabase, ...], AfterValidator(at_least_one)]

    @model_validator(mode="after")
    def _fit_together(self, info: ValidationInfo) -> CreateDatabases:
        raise_for(wrong_databases(self.databases, from_context(info, "datastore_type")))
        return self

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/databases`."""
        body: JsonObject = {"databases": [database.body() for database in self.databases]}
        return Call("POST", instance_path(target, "databases"), body)

    @property
    def summary(self) -> str:
        """`create database shop`."""
        return f"create {_with_names('database', [database.name for database in self.databases])}"

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """What there will be."""
        del context
        if change is None:
            return (("New databases, empty; the others stay as they are.", Tone.QUIET),)
        return ((f"{database_words(change.databases)}.", Tone.PLAIN),)

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """All of them are listed, and new."""
        names = await _database_names(client, sent)
        new = names - {raw(database.name) for database in _listed_before(sent)}
        return all(raw(database.name) in new for database in self.databases)


class DeleteDatabase(InnerChange):
    """Delete a database of an instance, and all that is in it."""

    verb = "Delete"
    destroys = True

    name: RequiredText

    def _call(self, target: str) -> Call:
        """`DELETE /instances/{id}/databases/{name}`."""
        return Call("DELETE", instance_path(target, "databases", self.name))

    @property
    def summary(self) -> str:
        """`delete database shop`."""
        return f"delete database {self.name}"

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """It is listed no more."""
        return raw(self.name) not in await _database_names(client, sent)

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """That there is no way back; and where the server can't do it, that too."""
        if change is None:
            return ()
        effect = f"The database {change.name} and all its data are deleted for good."
        warning = change.warning(context.dialect)
        doubt = (("\n! ", Tone.STUCK), (warning, Tone.STUCK)) if warning else ()
        return ((effect, Tone.PLAIN), *doubt)

    def warning(self, dialect: Dialect) -> str | None:
        """Why it will probably fail, where it will: the server reads some names as others."""
        sent = raw(self.name)
        if dialect is Dialect.UPSTREAM and (not sent.isascii() or set("./") & set(sent)):
            return "This server can't delete a database with . or / or beyond ASCII in its name."
        return None


class CreateUsers(InnerChange):
    """Create users of an instance's databases. Context: `datastore_version` it runs."""

    verb = "Create"
    creates = "users"

    users: Annotated[tuple[NewUser, ...], AfterValidator(at_least_one)]

    @model_validator(mode="after")
    def _fit_together(self, info: ValidationInfo) -> CreateUsers:
        raise_for(wrong_users(self.users, from_context(info, "datastore_version")))
        return self

    def without_secrets(self) -> Self:
        """A copy whose users have no passwords."""
        return self.model_copy(update={"users": without_secrets(self.users)})

    def _call(self, target: str) -> Call:
        """`POST /instances/{id}/users`."""
        body: JsonObject = {"users": [user.body() for user in self.users]}
        return Call("POST", instance_path(target, "users"), body)

    @property
    def summary(self) -> str:
        """`create user bob`."""
        return f"create {_with_names('user', [user.name for user in self.users])}"

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """Who there will be, and what they may use."""
        del context
        if change is None:
            effect = "The password is sent and then forgotten: keep it where you keep passwords."
            return ((effect, Tone.QUIET),)
        return ((f"{user_words(change.users)}.", Tone.PLAIN),)

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """All of them are listed, and new."""
        new = await _user_names(client, sent) - {_full_name(user) for user in _listed_before(sent)}
        return all(_full_name(user) in new for user in self.users)


class DeleteUser(InnerChange):
    """Delete a user of an instance's databases."""

    verb = "Delete"
    destroys = True

    name: RequiredText
    host: OptionalText = None
    """None is `%`. The same name from another host is another user."""

    def _call(self, target: str) -> Call:
        """`DELETE /instances/{id}/users/{name}`."""
        return Call(
            "DELETE", instance_path(target, "users", user_segment(self.name, self.host or "%"))
        )

    @property
    def summary(self) -> str:
        """`delete user bob@%`."""
        return f"delete user {self.name}@{self.host or '%'}"

    @classmethod
    def effect(cls, change: Self | None, context: ChangeContext) -> StyledText:
        """Who can't sign in any more, and who still can."""
        del context
        if change is None:
            return ()
        return (
            (f"{change.name}@{change.host or '%'} can't sign in any more. ", Tone.PLAIN),
            (f"A {change.name} from another host is another user, and stays.", Tone.QUIET),
        )

    async def is_there(self, client: TroveClient, sent: Sent) -> bool:
        """Nobody of that name from that host is listed any more."""
        return _full_name(self) not in await _user_names(client, sent)


def database_words(databases: Sequence[NewDatabase]) -> str:
    """`2 new databases: shop (utf8mb4, utf8mb4_bin), logs`."""
    parts = []
    for database in databases:
        options = ", ".join(part for part in (database.character_set, database.collate) if part)
        parts.append(f"{database.name} ({options})" if options else database.name)
    heading = "A new database" if len(parts) == 1 else f"{len(parts)} new databases"
    return f"{heading}: {', '.join(parts)}"


def user_words(users: Sequence[NewUser]) -> str:
    """`A new user: bob@% (shop, logs)`."""
    parts = []
    for user in users:
        databases = ", ".join(user.databases) or "no database"
        parts.append(f"{user.name}@{user.host or '%'} ({databases})")
    heading = "A new user" if len(parts) == 1 else f"{len(parts)} new users"
    return f"{heading}: {', '.join(parts)}"


def _with_names(noun: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{noun} {names[0]}"
    return f"{plural(len(names), noun)}: {', '.join(names[:3])}{', …' if len(names) > 3 else ''}"


def _listed_before(sent: Sent) -> Sequence[Any]:
    # An accepted creation found its names free, so that a namesake is the new one.
    return () if sent.is_accepted else sent.before or ()


async def _database_names(client: TroveClient, sent: Sent) -> set[str]:
    return {raw(database.name) for database in await client.databases(sent.target)}


async def _user_names(client: TroveClient, sent: Sent) -> set[tuple[str, str]]:
    return {_full_name(user) for user in await client.users(sent.target)}


def _full_name(user: User | NewUser | DeleteUser) -> tuple[str, str]:
    return raw(user.name), raw(user.host or "%")


def without_secrets(users: tuple[NewUser, ...]) -> tuple[NewUser, ...]:
    """Copies of the users without their passwords."""
    return tuple(user.without_secrets() for user in users)


def wrong_databases(databases: tuple[NewDatabase, ...], datastore: str | None) -> dict[str, str]:
    """What is wrong with databases to create, by field."""
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for index, database in enumerate(databases):
        try:
            rules.database_of(datastore, database.name)
        except ValueError as error:
            wrong[f"databases.{index}.name"] = str(error)
        if database.name in seen:
            wrong[f"databases.{index}.name"] = "It is there twice."
        seen.add(database.name)
    return wrong


def wrong_users(users: tuple[NewUser, ...], datastore_version: str | None) -> dict[str, str]:
    """What is wrong with users to create, by field."""
    max_length = rules.longest_user_name(datastore_version)
    wrong: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for index, user in enumerate(users):
        account = (user.name, user.host or "%")
        try:
            rules.user_name(user.name, max_length)
        except ValueError as error:
            wrong[f"users.{index}.name"] = str(error)
        if account in seen:
            wrong[f"users.{index}.name"] = "It is there twice."
        seen.add(account)
    return wrong
