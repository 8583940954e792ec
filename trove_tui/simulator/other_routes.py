"""Answers about datastores, flavors, configuration groups, quotas and limits."""

from __future__ import annotations

from datetime import timedelta

from trove_tui.simulator import bodies, groups
from trove_tui.simulator.exchange import Answer, Exchange, ok
from trove_tui.simulator.model import Datastore, Group, Instance, Version
from trove_tui.simulator.paging import page
from trove_tui.simulator.refusals import (
    Refusal,
    bad_request,
    no_such_method,
    no_such_resource,
    not_found,
)


def list_datastores(exchange: Exchange) -> Answer:
    """`GET /datastores`."""
    stores = exchange.region.cloud.catalog.datastores
    shapes, project, admin = exchange.shapes, exchange.project, exchange.caller.admin
    shown = [shapes.datastore(store, project, admin=admin) for store in stores]
    return ok({"datastores": shown})


def show_datastore(exchange: Exchange) -> Answer:
    """`GET /datastores/{name}`: upstream without the versions that are out of use."""
    shown = exchange.shapes.datastore(
        _datastore(exchange), exchange.project, admin=exchange.caller.admin, inactive=False
    )
    return ok({"datastore": shown})


def list_versions(exchange: Exchange) -> Answer:
    """`GET /datastores/{name}/versions`."""
    admin, project = exchange.caller.admin, exchange.project
    shown = [
        exchange.shapes.version(version, project, admin=admin)
        for version in _datastore(exchange).versions
        if version.active or admin or not exchange.upstream
    ]
    return ok({"versions": shown})


def show_version(exchange: Exchange) -> Answer:
    """`GET /datastores/{name}/versions/{version}`."""
    datastore, version = _datastore(exchange), _version(exchange)
    shown = exchange.shapes.version(version, exchange.project, admin=exchange.caller.admin)
    return ok({"version": {**shown, "datastore": datastore.id}})


def list_parameters(exchange: Exchange) -> Answer:
    """`GET /datastores/{name}/versions/{version}/parameters`."""
    version = _version(exchange)
    shown = [
        exchange.shapes.parameter(parameter, version) for parameter in version.parameters.values()
    ]
    return ok({"configuration-parameters": shown})


def show_parameter(exchange: Exchange) -> Answer:
    """`GET /datastores/{name}/versions/{version}/parameters/{parameter}`: not wrapped."""
    version, name = _version(exchange), exchange.segment("parameter")
    parameter = version.parameters.get(name)
    if parameter is None:
        raise not_found(name)
    return ok(exchange.shapes.parameter(parameter, version))


def list_flavors(exchange: Exchange) -> Answer:
    """`GET /flavors`."""
    flavors = exchange.region.cloud.catalog.flavors
    return ok({"flavors": [exchange.shapes.flavor(flavor, exchange.project) for flavor in flavors]})


def show_flavor(exchange: Exchange) -> Answer:
    """`GET /flavors/{id}`."""
    flavor = exchange.region.cloud.catalog.flavor(exchange.segment("flavor"))
    if flavor is None:
        raise not_found(exchange.segment("flavor"))
    return ok({"flavor": exchange.shapes.flavor(flavor, exchange.project)})


def list_groups(exchange: Exchange) -> Answer:
    """`GET /configurations`: without values.

    Upstream lists an admin those of all projects, and doesn't say whose each is.
    """
    region, show = exchange.region, exchange.shapes.group_row
    listed = region.groups_of(exchange.project)
    if exchange.upstream:
        listed = list(region.groups.values()) if exchange.caller.admin else listed
        return ok(
            page(exchange.page_request, "configurations", listed, lambda group: group.id, show)
        )
    return ok({"configurations": [show(group) for group in listed]})


def create_group(exchange: Exchange) -> Answer:
    """`POST /configurations`."""
    body = exchange.body(bodies.CREATE_GROUP, "configuration")
    group = groups.create(exchange.region, exchange.project, body)
    return ok({"configuration": exchange.shapes.group(group, 0)})


def show_group(exchange: Exchange) -> Answer:
    """`GET /configurations/{id}`."""
    group = _group(exchange)
    count = len(_attached(exchange, group))
    return ok({"configuration": exchange.shapes.group(group, count)})


def replace_group(exchange: Exchange) -> Answer:
    """`PUT /configurations/{id}`: all its values, whatever it had."""
    body = exchange.body(bodies.UPDATE_GROUP, "configuration")
    groups.replace(exchange.region, _group(exchange), body)
    return exchange.accepted


def merge_group(exchange: Exchange) -> Answer:
    """`PATCH /configurations/{id}`, which only upstream has: some values, the others stay."""
    if not exchange.upstream:
        raise no_such_method()
    body = exchange.body(bodies.MERGE_GROUP, "configuration")
    groups.merge(exchange.region, _group(exchange), body)
    return Answer(200)


def delete_group(exchange: Exchange) -> Answer:
    """`DELETE /configurations/{id}`."""
    groups.delete(exchange.region, _group(exchange))
    return exchange.accepted


def list_group_instances(exchange: Exchange) -> Answer:
    """`GET /configurations/{id}/instances`."""
    attached = _attached(exchange, _group(exchange))
    shown = [{"id": instance.id, "name": instance.name} for instance in attached]
    if exchange.upstream:
        return ok(
            page(exchange.page_request, "instances", shown, lambda instance: instance["id"], dict)
        )
    return ok({"instances": shown})


def show_quotas(exchange: Exchange) -> Answer:
    """`GET /mgmt/quotas/{project}`."""
    exchange.require_admin()
    region, project = exchange.region, exchange.segment("other")
    shown = exchange.shapes.quotas(region.limits_of(project), region.used(project))
    return ok({"quotas": shown})


def update_quotas(exchange: Exchange) -> Answer:
    """`PUT /mgmt/quotas/{project}`."""
    exchange.require_admin()
    changed = exchange.body(bodies.UPDATE_QUOTAS, "quotas")
    limits = exchange.region.limits_of(exchange.segment("other"))
    unknown = sorted(changed.keys() - limits.keys())
    if unknown:
        raise Refusal(404, f"Unknown quota resources {', '.join(unknown)}.")
    for name, limit in changed.items():
        if not isinstance(limit, int):
            raise bad_request(f"Value could not be converted: {name}.")
        if limit < -1:
            raise bad_request(
                f"Quota limit '{limit}' for '{name}' is too small - must be at least '-1'."
            )
    limits.update(changed)
    return ok({"quotas": exchange.shapes.changed_quotas(changed)})


def show_limits(exchange: Exchange) -> Answer:
    """`GET /limits`, which only upstream has: the project's maxima, then those of requests."""
    if not exchange.upstream:
        raise no_such_resource()
    limits = exchange.region.limits_of(exchange.project)
    absolute = {f"max_{name}": limit for name, limit in limits.items()}
    free_again = exchange.region.cloud.moment + timedelta(minutes=1)
    rates = [
        {
            "nextAvailable": free_again.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "remaining": 99_999,
            "unit": "MINUTE",
            "value": 100_000,
            "verb": verb,
            "uri": uri,
            "regex": regex,
        }
        for verb, uri, regex in [
            *((verb, "*", ".*") for verb in ("POST", "PUT", "DELETE", "GET")),
            ("POST", "*/mgmt", "^/mgmt"),
        ]
    ]
    return ok({"limits": [{"verb": "ABSOLUTE", **absolute}, *rates]})


def _datastore(exchange: Exchange) -> Datastore:
    name = exchange.segment("datastore")
    datastore = exchange.region.cloud.catalog.datastore(name)
    if datastore is None:
        raise Refusal(404, f"Datastore '{name}' cannot be found.")
    return datastore


def _version(exchange: Exchange) -> Version:
    reference = {"type": exchange.segment("datastore"), "version": exchange.segment("version")}
    return groups.find_version(exchange.region, reference)


def _attached(exchange: Exchange, group: Group) -> list[Instance]:
    """The instances with the group that the caller may know of."""
    attached, caller = exchange.region.attached(group), exchange.caller
    return [instance for instance in attached if caller.may_reach(instance.project)]


def _group(exchange: Exchange) -> Group:
    return exchange.region.group(exchange.caller, exchange.segment("group"))
