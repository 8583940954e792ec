"""The error that an answer with a status outside 2xx is, by status, headers and body. Pure.

Imported with the first such answer: the patterns take long to compile.
"""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from trove_tui.api.errors import (
    REQUEST_ID,
    BadRequest,
    CannotConnect,
    Conflict,
    Forbidden,
    NotAllowedNow,
    NotFound,
    NotOffered,
    NotTrove,
    OtherRefusal,
    OutcomeUnknown,
    QuotaExceeded,
    RateLimited,
    Refused,
    ServerFailed,
    TroveError,
    Unauthorized,
)
from trove_tui.api.text import server_sentence

READS = frozenset({"GET", "HEAD"})
_MAX_MESSAGE = 2000
"""Characters of a message that are shown."""
_MAX_SCANNED = 32_768
"""Characters of a body that is no JSON in which the reason is looked for."""
_WANTS_TLS = re.compile(
    r"plain http request was sent to https port|speaking plain http to an ssl-enabled"
    r"|http request to an https server",
    re.IGNORECASE,
)
"""What nginx, Apache and Go say to whoever doesn't speak TLS where it is due."""


class _Reason(NamedTuple):
    """Why the server says no, by the answer's body."""

    message: str
    is_json: bool
    is_empty: bool


def error_from(
    method: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    secrets: Collection[str] = (),
    via: str = "",
) -> TroveError:
    """The error that an answer with a status outside 2xx is.

    Args:
        method: of the request.
        status: of the answer.
        headers: of the answer, in any case.
        body: of the answer.
        secrets: passwords and the token, masked wherever the server echoes them.
        via: the proxy that may have answered instead.
    """
    lowered = {name.lower(): value for name, value in headers.items()}
    request_id = _request_id(lowered, secrets)
    retry_after = retry_after_seconds(lowered.get("retry-after"))
    if status == 407 and via:
        message = f"Nothing gets through {via} without a user and a password in its address (407)."
        return CannotConnect(message, status=status)
    reason = _reason(status, body, secrets)
    if 300 <= status < 400:
        reason = reason._replace(message=_redirect_words(status, lowered.get("location", "")))
    elif via and status >= 500 and not reason.is_json:
        reason = reason._replace(message=f"{reason.message} It came through {via}.")
    error_type = _error_type(method, status, reason, retry_after is not None)
    if error_type is BadRequest:
        return BadRequest(
            reason.message,
            status=status,
            request_id=request_id,
            retry_after=retry_after,
            field=field_named_in(reason.message),
        )
    return error_type(reason.message, status=status, request_id=request_id, retry_after=retry_after)


def _request_id(headers: Mapping[str, str], secrets: Collection[str]) -> str | None:
    return (
        server_sentence(mask_secrets(headers.get(REQUEST_ID, ""), secrets))[:_MAX_MESSAGE] or None
    )


def retry_after_seconds(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds to wait, from a Retry-After header in seconds or as a date; None where it has none.

    A date is compared with `now` (the wall clock where none is given).
    """
    if value is None:
        return None
    value = value.strip()[:_MAX_MESSAGE]
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value, re.ASCII):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


_ABOUT_STATUS = re.compile(
    r"is not (?:currently )?(?:ready|available)|instance status is currently|status (?:was|is) "
    r"|cannot be executed because|in progress|has (?:a )?(?:pending|running) (?:task|backup)",
    re.IGNORECASE,
)
_ABOUT_QUOTA = re.compile(
    r"quotas? exceeded|exceed\w* (?:the |your )?(?:\w+ )?quota", re.IGNORECASE
)
_TOO_LARGE = re.compile(r"cannot exceed (?:the )?maximum", re.IGNORECASE)
_BY_STATUS: Mapping[int, type[Refused]] = {
    400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 405: NotOffered,
    409: Conflict, 413: QuotaExceeded, 422: BadRequest, 429: RateLimited,
}  # fmt: skip


def _error_type(method: str, status: int, reason: _Reason, may_retry: bool) -> type[TroveError]:
    is_read = method.upper() in READS
    if status >= 500:
        if not is_read:
            return OutcomeUnknown
        return NotOffered if status == 501 else ServerFailed
    if is_read and (status < 400 or not (reason.is_json or reason.is_empty)):
        # A proxy's page with a 404 on it must never mean that an instance has gone.
        return NotTrove
    if status in (413, 429) and may_retry:
        return RateLimited
    if status in (400, 403, 413, 422) and _ABOUT_QUOTA.search(reason.message):
        return QuotaExceeded
    if status == 413 and _TOO_LARGE.search(reason.message):
        return BadRequest
    if status in (400, 422) and _ABOUT_STATUS.search(reason.message):
        return NotAllowedNow
    return _BY_STATUS.get(status, OtherRefusal)


_FIELDS = (
    (re.compile(r"configuration parameter '?([\w.-]+)"), r"values.\1"),
    (re.compile(r"'(name|password|host|size|description)'"), r"\1"),
    (re.compile(r"\bvolume\b", re.IGNORECASE), "size"),
    (re.compile(r"\bflavor", re.IGNORECASE), "flavor"),
    (re.compile(r"\bdatastore version", re.IGNORECASE), "version"),
    (re.compile(r"\bdatastore\b", re.IGNORECASE), "datastore"),
    (re.compile(r"\b(?:user|database) (?:name|with the name)", re.IGNORECASE), "name"),
    (re.compile(r"\b(?:network|nics?)\b", re.IGNORECASE), "nics"),
    (re.compile(r"\bavailability.zone", re.IGNORECASE), "availability_zone"),
    (re.compile(r"\bconfiguration group", re.IGNORECASE), "configuration"),
)
_SCHEMA_PATH = re.compile(
    r"Validation error: (\w+)((?:\[[^\]]*\])*)(?: '(\w+)' is a required property)?"
)
_WRAPPERS = ("instance", "configuration", "resize", "quotas")


def field_named_in(message: str) -> str | None:
    """The field that a refusal is about, guessed from its words."""
    if match := _SCHEMA_PATH.match(message):
        root, path, missing = match.groups()
        parts = [root, *re.findall(r"\['?([^'\]]+)'?\]", path), *([missing] if missing else [])]
        return ".".join(parts[1:] if root in _WRAPPERS else parts) or None
    for pattern, field in _FIELDS:
        if match := pattern.search(message):
            return match.expand(field)
    return None


def _reason(status: int, body: bytes, secrets: Collection[str]) -> _Reason:
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return _Reason(f"The server answered {status} and gave no reason.", False, True)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _Reason(_page_words(status, text, secrets), False, False)
    message = _message_in(value)
    if message is None:
        return _Reason(f"The server answered {status} and gave no reason.", True, False)
    return _Reason(_presentable(message, secrets), True, False)


def _message_in(value: object) -> str | None:
    # Trove's `{"badRequest": {"message": …}}`, Keystone's `{"error": …}`, the framework's own.
    if not isinstance(value, Mapping):
        return None
    for inner in value.values():
        if isinstance(inner, Mapping) and isinstance(inner.get("message"), str):
            return _unless_blank(inner["message"])
    for key in ("message", "title"):
        if isinstance(value.get(key), str) and value[key].strip():
            return _unless_blank(_unescaped(re.sub(r"<[^<>]*>", " ", value[key])))
    return None


def _unless_blank(message: str) -> str | None:
    return message if message.strip() else None


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # A character's number with thousands of digits.
        return text


def _redirect_words(status: int, location: str) -> str:
    # Not followed: a server may not choose who gets the token.
    try:
        parts = urlsplit(location)
        host = server_sentence(parts.netloc.rpartition("@")[2])[:100]
    except ValueError:
        host = ""
    where = f"{parts.scheme or 'https'}://{host}" if host else "another address"
    return (
        f"The server sends on to {where} ({status}); a token goes only where it was told to. "
        "Name that as the endpoint if it is meant."
    )


def _page_words(status: int, text: str, secrets: Collection[str]) -> str:
    # Masked before it is cut: half a password is one too.
    text = mask_secrets(text, secrets)[:_MAX_SCANNED]
    if _WANTS_TLS.search(text):
        return f"The server speaks TLS: the endpoint must begin with https:// ({status})."
    if title := _title(text).strip():
        words = _presentable(_unescaped(title), secrets)
        return f"A web page came instead of Trove's answer ({status}): {words}"
    if re.search(r"<(!doctype|html|body)\b", text, re.IGNORECASE):
        return f"A web page came instead of Trove's answer ({status})."
    return f"The server answered {status}: {_presentable(text, secrets)}"


def _title(text: str) -> str:
    # Each search begins where the last one ended: one pattern could take quadratic time.
    tag = re.search("<title", text, re.IGNORECASE)
    begin = text.find(">", tag.end()) if tag else -1
    end = text.find("<", begin) if begin >= 0 else -1
    return text[begin + 1 : end] if end >= 0 else ""


def _presentable(message: str, secrets: Collection[str]) -> str:
    # Masked before it is cut: half a password is one too.
    line = server_sentence(mask_secrets(message, secrets))
    return line if len(line) <= _MAX_MESSAGE else line[: _MAX_MESSAGE - 1].rstrip() + "…"


def mask_secrets(message: str, secrets: Collection[str]) -> str:
    """The text with every secret in it masked, also where it was quoted or encoded."""
    forms = {form for secret in secrets if secret for form in _spellings(secret)}
    for form in sorted(forms, key=len, reverse=True):
        message = message.replace(form, "***")
    return message


def _spellings(secret: str) -> set[str]:
    # As a server may echo it: by either Python's repr, in JSON, HTML or a URL, or two of these.
    plain = {secret, *(unicodedata.normalize(form, secret) for form in ("NFC", "NFD"))}
    raw = secret.encode("utf-8", "surrogatepass")
    quoted = {
        *(repr(spelling)[1:-1] for spelling in plain),
        ascii(secret)[1:-1],
        repr(raw)[2:-1],
        base64.b64encode(raw).decode(),
        raw.hex(),
        *(json.dumps(secret, ensure_ascii=only)[1:-1] for only in (True, False)),
    }
    for spelling in plain | quoted:
        quoted |= {
            json.dumps(spelling)[1:-1],
            html.escape(spelling),
            quote(spelling, safe="", errors="replace"),
        }
    entities = ("".join(f"&#{ord(letter)};" for letter in secret), _html_entities(secret))
    return plain | quoted | {*entities}


def _html_entities(secret: str) -> str:
    return html.escape(secret).encode("ascii", "xmlcharrefreplace").decode()
