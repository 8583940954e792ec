"""What the server says no with: one exception, and the four shapes in which Trove writes it.

The words are Trove's own. Which of them come when is decided where the rules are.
"""

from __future__ import annotations

from typing import Any

_KEYS = {
    400: "badRequest",
    401: "unauthorized",
    403: "forbidden",
    404: "itemNotFound",
    405: "badMethod",
    413: "overLimit",
    415: "badMediaType",
    422: "unprocessableEntity",
    500: "instanceFault",
    501: "notImplemented",
    503: "serviceUnavailable",
}
_TITLES = {
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
}


class Refusal(Exception):  # noqa: N818 -- an answer like any other
    """A request that is not done, with the status and the body that say so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def body(self) -> dict[str, Any]:
        """Trove's own shape: the fault's name around its code and message."""
        return {_KEYS[self.status]: {"code": self.status, "message": self.message}}

    def headers(self) -> dict[str, str]:
        """Headers that belong to the refusal."""
        return {}


class NotSignedIn(Refusal):
    """No token, or one that nobody was given: Keystone's middleware answers, not Trove."""

    def __init__(self) -> None:
        super().__init__(401, "The request you have made requires authentication.")

    def body(self) -> dict[str, Any]:
        """Keystone's shape."""
        return {"error": {"code": 401, "title": "Unauthorized", "message": self.message}}

    def headers(self) -> dict[str, str]:
        """Where to get a token, as Keystone's middleware says it."""
        return {"WWW-Authenticate": 'Keystone uri="https://keystone.internal:5000/v3"'}


class FrameworkRefusal(Refusal):
    """A refusal by the web framework, before Trove's own code is reached."""

    def __init__(self, status: int, explanation: str, detail: str = "") -> None:
        super().__init__(status, f"{explanation}<br /><br />\n{detail}\n\n")

    def body(self) -> dict[str, Any]:
        """The framework's shape: the code is text and the message HTML."""
        title = _TITLES[self.status]
        return {"message": self.message, "code": f"{self.status} {title}", "title": title}


def bad_request(message: str) -> Refusal:
    """400: the request can't be done as it was made."""
    return Refusal(400, message)


def not_found(what: str) -> Refusal:
    """404: no such thing, or not in this project."""
    return Refusal(404, f"Resource {what} cannot be found.")


def unprocessable(message: str) -> Refusal:
    """422: not in this state, or not with this value."""
    return Refusal(422, message)


def over_limit(message: str) -> Refusal:
    """413: a quota or a maximum."""
    return Refusal(413, message)


def not_admin() -> Refusal:
    """401, oddly: the token is good but its owner is no admin."""
    return Refusal(401, "User does not have admin privileges.")


def internal_error(fault_id: str) -> Refusal:
    """500: what Trove answers when its own code fails."""
    return Refusal(
        500,
        "Internal Server Error. Please keep this ID to help us figure out what went wrong: "
        f"({fault_id}).",
    )


def malformed_body() -> Refusal:
    """400: the body is no JSON."""
    return FrameworkRefusal(400, "Malformed request body")


def no_such_resource() -> Refusal:
    """404: no route has this path."""
    return FrameworkRefusal(404, "The resource could not be found.")


def no_such_method() -> Refusal:
    """405: the path exists, but not for this method."""
    return FrameworkRefusal(405, "The method specified is not allowed for this resource.")


def wrong_project(project: str) -> Refusal:
    """403: the path names another project than the token's."""
    return FrameworkRefusal(
        403,
        "Access was denied to this resource.",
        f"User with tenant id {project} cannot access this resource.",
    )
