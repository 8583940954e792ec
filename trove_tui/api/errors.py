"""The errors of the api, each by what a person can do about it.

TroveError
├── BadEndpoint             the address or the project can't be used: nothing was sent
│   └── NoAddress           what it is about has no id that can be sent
├── BadToken                the token can't be sent in a header: nothing was sent
├── NotSent                 no server got the request: safe to try again
│   ├── BadEnvironment      a variable that says how to connect can't be used
│   ├── CannotConnect
│   ├── NameNotFound
│   └── TlsFailed
│       └── NoTls           one side speaks TLS and the other doesn't
├── OutcomeUnknown          a change may or may not have happened: read, never send again
├── ReadFailed              a read brought nothing: what was known stays as it was
│   ├── NoAnswer
│   ├── ServerFailed        5xx
│   ├── NotTrove            a web page, or anything else that isn't Trove's answer
│   └── ListIncomplete      pages that don't fit together
└── Refused                 the server understood and said no: nothing changed
    ├── BadRequest          400, or 422 about a value
    ├── Unauthorized        401
    ├── Forbidden           403
    ├── NotFound            404
    ├── NotAllowedNow       400 or 422 about a status
    ├── Conflict            409
    ├── QuotaExceeded       413 without Retry-After, or a quota named
    ├── RateLimited         429, or 413 with Retry-After
    ├── NotOffered          405, or 501 to a read
    └── OtherRefusal

Knows nothing of httpx: `failures` makes these of its exceptions, `error_mapping` of answers.
"""

# ruff: noqa: N818 - a name says what happened; that it is an error, its base says

from __future__ import annotations

from typing import ClassVar

REQUEST_ID = "x-openstack-request-id"


class TroveError(Exception):
    """Any failure between us and a server. `str()` is a sentence to show."""

    advice: ClassVar[str] = ""
    """What to do about it, in a sentence. Empty where there is nothing to say."""
    temporary: ClassVar[bool] = False
    """Whether the same request may succeed later."""
    remedy: ClassVar[str] = ""
    """The part of the advice that holds for reads too, where not all of it does."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        """The HTTP status, where a server answered."""
        self.request_id = request_id
        """The server's id of the request, for its administrators."""
        self.retry_after = retry_after
        """Seconds the server asks to wait."""
        self.host = ""
        """The server's, where the message names it as what was asked."""

    def __str__(self) -> str:
        return self.message

    @property
    def in_full(self) -> str:
        """The sentence with the status and the request's id, for administrators."""
        status = "" if self.status is None or str(self.status) in str(self) else str(self.status)
        also = ", ".join(part for part in (status, self.request_id) if part)
        return f"{self} ({also})" if also else str(self)


class BadEndpoint(TroveError):
    """The endpoint or the project can't be part of a URL. Nothing was sent."""

    advice = "Check the endpoint and the project."


class NoAddress(BadEndpoint):
    """The subject's id is empty, or too long for a URL. Nothing was sent."""

    advice = "Nothing was sent. Ask an administrator why it has none."


class BadToken(TroveError):
    """The token has characters that no header can hold. Nothing was sent."""

    advice = "Get a new token; was this one cut, or pasted with something else?"


class NotSent(TroveError):
    """No server got the request. Safe to try again."""

    advice = "Nothing was sent. Try again."
    temporary = True


class BadEnvironment(NotSent):
    """A variable of the environment that says how to connect can't be used."""

    remedy = "Start again once that is mended."
    advice = f"Nothing was sent. {remedy}"
    temporary = False


class CannotConnect(NotSent):
    """The server's machine takes no connection: down, out of reach, or a proxy refused."""

    remedy = "Check the address, the network and the proxy."
    advice = f"Nothing was sent. {remedy}"


class NameNotFound(NotSent):
    """The endpoint's host name has no address."""

    remedy = "Check the endpoint's name, and the VPN if it takes one."
    advice = f"Nothing was sent. {remedy}"


class TlsFailed(NotSent):
    """No safe connection: its certificate isn't trusted."""

    remedy = (
        "If its certificate is your own, name the file of its CA: export OS_CACERT=FILE, "
        "and start again."
    )
    advice = f"Nothing was sent. {remedy}"


class NoTls(TlsFailed):
    """One side speaks TLS and the other doesn't: https to a plain port, or http to one of TLS."""

    remedy = "Check the endpoint: https:// or http://, and the port."
    advice = f"Nothing was sent. {remedy}"


class OutcomeUnknown(TroveError):
    """A change got no answer, or a 5xx: it may have happened, in part too. Never sent again."""

    advice = "It may have happened. Look before trying again."


class ReadFailed(TroveError):
    """A read brought nothing usable. Earlier data stays."""

    advice = "What is shown is what was last known."
    temporary = True


class NoAnswer(ReadFailed):
    """The connection broke, or no answer came in time."""


class ServerFailed(ReadFailed):
    """5xx: the server, or one behind it, failed."""


class NotTrove(ReadFailed):
    """An answer that isn't Trove's: a web page, or other JSON than expected."""

    advice = "Check the endpoint: a proxy or a sign-in page may stand before it."


class ListIncomplete(ReadFailed):
    """Pages of a list that don't fit together, also when read again: it changes too fast."""


class Refused(TroveError):
    """The server understood and refused. Nothing changed."""


class BadRequest(Refused):
    """400, or 422 about a value: the request isn't valid."""

    advice = "Nothing changed. Correct it and send again."

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message, status=status, request_id=request_id, retry_after=retry_after)
        self.field = field
        """The field it is about, guessed from the message: `name`, `size`, `values.wait_timeout`.
        The change's own field may be longer: `size` is `volume_size` when creating."""


class Unauthorized(Refused):
    """401: the token is missing, expired, or good but without the role."""

    advice = "Sign in again, or ask for the role."


class Forbidden(Refused):
    """403: the token may not do this in this project."""

    remedy = "--project names another."
    advice = "Check that the token is of this project, and has the role."


class NotFound(Refused):
    """404: the subject doesn't exist, or no longer."""

    advice = "It may have been deleted meanwhile."


class NotAllowedNow(Refused):
    """Not in the present status, or while another task runs."""

    advice = "Nothing changed. Wait for what is going on to end."


class Conflict(Refused):
    """409: it contradicts the present state."""

    advice = "Nothing changed. Look at what is there now."


class QuotaExceeded(Refused):
    """413 without Retry-After, or a quota named: no room in the project. Waiting doesn't help."""

    advice = "Delete one or ask for a larger quota."


class RateLimited(Refused):
    """429, or 413 with Retry-After: too many requests. Waiting helps: `retry_after` seconds."""

    advice = "Nothing changed. Wait a little, then try again."
    temporary = True


class NotOffered(Refused):
    """405 or 501: the server doesn't implement it."""

    advice = "This server does not offer it."


class OtherRefusal(Refused):
    """Any other 3xx or 4xx."""
