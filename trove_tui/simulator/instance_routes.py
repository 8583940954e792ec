"""Answers about instances, and about the databases and users in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from urllib.parse import unquote

from trove_tui.simulator import bodies, guest, instances
from trove_tui.simulator.cloud import Region
from trove_tui.simulator.exchange import Answer, Exchange, dump, ok
from trove_tui.simulator.model import Instance, User
from trove_tui.simulator.paging import PageRequest, at_or_after, next_link, page
from trove_tui.simulator.refusals import Refusal, bad_request, internal_error, no_such_resource
from trove_tui.simulator.schema import check
from trove_tui.simulator.upstream_shapes import UpstreamShapes


def create_instance(exchange: Exchange) -> Answer:
    """`POST /instances`."""
    schema = bodies.create_instance(exchange.region.cloud.dialect)
    body = exchange.body(schema, "instance")
    instance = instances.create(exchange.region, exchange.caller, body)
    shown = exchange.shapes.detail(exchange.region, instance, admin=exchange.caller.admin)
    return ok({"instance": shown})


def list_instances(exchange: Exchange) -> Answer:
    """`GET /instances`: all at once, or upstream's pages."""
    if exchange.upstream:
        return ok(_instances_page(exchange, detailed=False))
    if exchange.query.get("all_tenants", "0") not in {"0", "", "False", "false"}:
        exchange.require_admin()
        return Answer(200, _all_rows(exchange))
    return Answer(200, _rows(exchange))


def list_instances_in_detail(exchange: Exchange) -> Answer:
    """`GET /instances/detail`, which only upstream has: elsewhere it is an id that nothing has."""
    if not exchange.upstream:
        raise Refusal(404, "Resource detail cannot be found.")
    return ok(_instances_page(exchange, detailed=True))


def manage_instances(exchange: Exchange) -> Answer:
    """`GET /mgmt/instances`, upstream's list of all projects' instances, deleted ones too.

    Its pages count from the latest change, so a busy fleet can skip or repeat a row.
    """
    if not exchange.upstream:
        raise no_such_resource()
    exchange.require_admin()
    region, shapes = exchange.region, cast(UpstreamShapes, exchange.shapes)
    listed: list[Instance] = []
    deleted = exchange.query.get("deleted", "").lower()
    if deleted not in {"true", "1"}:
        listed += region.instances.values()
    if deleted not in {"false", "0"}:
        listed += region.removed.values()
    listed.sort(key=lambda instance: instance.updated, reverse=True)
    request = exchange.page_request
    first, limit = request.offset, request.limit
    body = {"instances": [shapes.managed(instance) for instance in listed[first : first + limit]]}
    if first + limit < len(listed):
        return ok({**body, "links": [next_link(request, str(first + limit))]})
    return ok(body)


def manage_instance(exchange: Exchange) -> Answer:
    """`GET /mgmt/instances/{id}`."""
    if not exchange.upstream:
        raise no_such_resource()
    exchange.require_admin()
    region, instance_id = exchange.region, exchange.segment("instance")
    instance = region.instances.get(instance_id) or region.removed.get(instance_id)
    if instance is None:
        raise Refusal(404, f"Resource {instance_id} cannot be found.")
    return ok({"instance": cast(UpstreamShapes, exchange.shapes).managed(instance)})


def show_instance(exchange: Exchange) -> Answer:
    """`GET /instances/{id}`."""
    admin, instance = exchange.caller.admin, exchange.instance
    if exchange.upstream:
        instances.check_group(exchange.caller, instance)
    return ok({"instance": exchange.shapes.detail(exchange.region, instance, admin=admin)})


def modify_instance(exchange: Exchange) -> Answer:
    """`PATCH` and `PUT /instances/{id}`: a new name, another group, or none."""
    schema = bodies.modify_instance(exchange.region.cloud.dialect)
    body = exchange.body(schema, "instance")
    if exchange.upstream and len(body.keys() - {"name"}) > 1:
        raise bad_request("Only one attribute (except 'name') is allowed to update.")
    region, instance = exchange.region, exchange.instance
    if "name" in body:
        instances.rename(region, instance, body["name"])
    if body.get("configuration"):
        instances.attach(region, exchange.caller, instance, body["configuration"])
    elif "configuration" in body or not body:
        instances.detach(region, exchange.caller, instance)
    return exchange.accepted


def delete_instance(exchange: Exchange) -> Answer:
    """`DELETE /instances/{id}`."""
    instances.delete(exchange.region, exchange.instance)
    return exchange.accepted


def act_on_instance(exchange: Exchange) -> Answer:
    """`POST /instances/{id}/action`. What it doesn't know it fails on, as Trove does."""
    region, instance = exchange.region, exchange.instance
    body = exchange.json()
    if not body or not isinstance(body, dict):
        raise bad_request("Invalid request body.")
    resize = body.get("resize")
    instances.check_ready(instance)
    if "restart" in body:
        instances.restart(region, instance)
    elif isinstance(resize, dict) and "volume" in resize:
        check(body, bodies.RESIZE_VOLUME)
        instances.resize_volume(region, instance, int(resize["volume"]["size"]))
    elif isinstance(resize, dict) and "flavorRef" in resize:
        check(body, bodies.RESIZE_FLAVOR)
        instances.resize_flavor(region, instance, str(resize["flavorRef"]))
    else:
        raise internal_error(region.cloud.new_id())
    return exchange.accepted


def show_default_configuration(exchange: Exchange) -> Answer:
    """`GET /instances/{id}/configuration`."""
    return ok({"instance": {"configuration": exchange.instance.version.defaults}})


def list_databases(exchange: Exchange) -> Answer:
    """`GET /instances/{id}/databases`."""
    instance = exchange.instance
    instances.check_ready(instance)
    names = sorted(instance.databases)
    if exchange.upstream:
        return ok(page(exchange.page_request, "databases", names, str, _database))
    return ok({"databases": [_database(name) for name in names]})


def create_databases(exchange: Exchange) -> Answer:
    """`POST /instances/{id}/databases`."""
    databases = exchange.body(bodies.CREATE_DATABASES, "databases")
    guest.create_databases(exchange.region, exchange.instance, databases)
    return exchange.accepted


def delete_database(exchange: Exchange) -> Answer:
    """`DELETE /instances/{id}/databases/{name}`."""
    guest.delete_database(exchange.region, exchange.instance, exchange.raw["database"])
    return exchange.accepted


def list_users(exchange: Exchange) -> Answer:
    """`GET /instances/{id}/users`."""
    instance = exchange.instance
    instances.check_ready(instance)
    users = sorted(instance.users.values(), key=_full_name)
    if exchange.upstream:
        request = exchange.page_request
        decoded_twice = PageRequest(
            request.url, {**request.query, "marker": unquote(request.marker)}
        )
        return ok(page(decoded_twice, "users", users, _full_name, _user, at_or_after))
    return ok({"users": [_user(user) for user in users]})


def show_user(exchange: Exchange) -> Answer:
    """`GET /instances/{id}/users/{name}`."""
    return ok({"user": _user(guest.user(exchange.instance, exchange.raw["user"]))})


def create_users(exchange: Exchange) -> Answer:
    """`POST /instances/{id}/users`."""
    users = exchange.body(bodies.CREATE_USERS, "users")
    guest.create_users(exchange.region, exchange.instance, users)
    return exchange.accepted


def delete_user(exchange: Exchange) -> Answer:
    """`DELETE /instances/{id}/users/{name}`."""
    guest.delete_user(exchange.region, exchange.instance, exchange.raw["user"])
    return exchange.accepted


def _instances_page(exchange: Exchange, *, detailed: bool) -> dict[str, object]:
    shapes, admin = cast(UpstreamShapes, exchange.shapes), exchange.caller.admin

    def show(instance: Instance) -> object:
        if detailed:
            instances.check_group(exchange.caller, instance)
            return shapes.fuller_row(instance, admin=admin)
        return shapes.row(instance) | (shapes.owner(instance) if admin else {})

    listed = list(exchange.region.instances_of(exchange.project))
    return page(exchange.page_request, "instances", listed, lambda instance: instance.id, show)


def _rows(exchange: Exchange) -> bytes:
    region, project = exchange.region, exchange.project
    listed = region.instances_of(project)
    return _cached_body(region, project, (_row(exchange, instance) for instance in listed))


def _all_rows(exchange: Exchange) -> bytes:
    region = exchange.region
    return _cached_body(
        region,
        None,
        (
            b"%b, %b" % (_row(exchange, instance)[:-1], dump(exchange.shapes.owner(instance))[1:])
            for instance in region.instances.values()
        ),
    )


def _row(exchange: Exchange, instance: Instance) -> bytes:
    if instance.text is None:
        instance.text = dump(exchange.shapes.row(instance))
    return instance.text


def _cached_body(region: Region, project: str | None, rows: Iterable[bytes]) -> bytes:
    version, body = region.listings.get(project, (-1, b""))
    if version != region.version:
        body = b'{"instances": [%b]}' % b", ".join(rows)
        region.listings[project] = region.version, body
    return body


def _database(name: str) -> dict[str, str]:
    return {"name": name}


def _full_name(user: User) -> str:
    return f"{user.name}@{user.host}"


def _user(user: User) -> dict[str, object]:
    databases = [_database(name) for name in user.databases]
    return {"name": user.name, "host": user.host, "databases": databases}
