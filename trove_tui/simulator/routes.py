"""The routes: which handler answers which request."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trove_tui.simulator import instance_routes as i
from trove_tui.simulator import other_routes as o
from trove_tui.simulator.exchange import Answer, Exchange
from trove_tui.simulator.refusals import no_such_method, no_such_resource

Handler = Callable[[Exchange], Answer]

_PARAMETERS = "datastores/{datastore}/versions/{version}/parameters"

_TABLE: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "instances", i.create_instance),
    ("GET", "instances", i.list_instances),
    ("GET", "instances/detail", i.list_instances_in_detail),
    ("GET", "instances/{instance}", i.show_instance),
    ("PATCH", "instances/{instance}", i.modify_instance),
    ("PUT", "instances/{instance}", i.modify_instance),
    ("DELETE", "instances/{instance}", i.delete_instance),
    ("POST", "instances/{instance}/action", i.act_on_instance),
    ("POST", "instances/{instance}/databases", i.create_databases),
    ("GET", "instances/{instance}/databases", i.list_databases),
    ("DELETE", "instances/{instance}/databases/{database}", i.delete_database),
    ("POST", "instances/{instance}/users", i.create_users),
    ("GET", "instances/{instance}/users", i.list_users),
    ("GET", "instances/{instance}/users/{user}", i.show_user),
    ("DELETE", "instances/{instance}/users/{user}", i.delete_user),
    ("GET", "instances/{instance}/configuration", i.show_default_configuration),
    ("GET", "datastores", o.list_datastores),
    ("GET", "datastores/{datastore}", o.show_datastore),
    ("GET", "datastores/{datastore}/versions", o.list_versions),
    ("GET", "datastores/{datastore}/versions/{version}", o.show_version),
    ("GET", _PARAMETERS, o.list_parameters),
    ("GET", f"{_PARAMETERS}/{{parameter}}", o.show_parameter),
    ("POST", "configurations", o.create_group),
    ("GET", "configurations", o.list_groups),
    ("GET", "configurations/{group}", o.show_group),
    ("PUT", "configurations/{group}", o.replace_group),
    ("PATCH", "configurations/{group}", o.merge_group),
    ("DELETE", "configurations/{group}", o.delete_group),
    ("GET", "configurations/{group}/instances", o.list_group_instances),
    ("GET", "flavors", o.list_flavors),
    ("GET", "flavors/{flavor}", o.show_flavor),
    ("GET", "limits", o.show_limits),
    ("GET", "mgmt/quotas/{other}", o.show_quotas),
    ("PUT", "mgmt/quotas/{other}", o.update_quotas),
    ("GET", "mgmt/instances", i.manage_instances),
    ("GET", "mgmt/instances/{instance}", i.manage_instance),
)

_ROUTES = [(method, tuple(pattern.split("/")), handler) for method, pattern, handler in _TABLE]


def find(method: str, segments: Sequence[str]) -> tuple[Handler, dict[str, str]]:
    """The handler for a path after the project, and its variable segments, still encoded.

    Segments are told apart before they are decoded: a name may have an encoded slash in it.

    Raises:
        Refusal: 404, no such path; 405, not with this method.
    """
    path_exists = False
    for route_method, pattern, handler in _ROUTES:
        variables = _match(pattern, segments)
        if variables is not None:
            if route_method == method:
                return handler, variables
            path_exists = True
    raise no_such_method() if path_exists else no_such_resource()


def _match(pattern: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    variables: dict[str, str] = {}
    for part, segment in zip(pattern, segments, strict=True):
        if part.startswith("{"):
            if not segment:
                return None
            variables[part[1:-1]] = segment
        elif part != segment:
            return None
    return variables
