"""Who we are, to the server: httpx's own seam. A token that was given; others can be added."""

from __future__ import annotations

import re
from collections.abc import Generator

from trove_tui.api.errors import BadToken
from trove_tui.api.http import httpx
from trove_tui.secret import Secret

TOKEN_HEADER = "X-Auth-Token"  # noqa: S105 - a header's name

_VISIBLE = re.compile(r"[\x21-\x7e]+")


class TokenAuth(httpx.Auth):
    """A token that somebody got elsewhere: sent as it is, never renewed."""

    def __init__(self, token: Secret | str) -> None:
        """Take a token, as `take` does."""
        self.take(token)
        del token  # so that no traceback shows it

    def take(self, token: Secret | str) -> None:
        """Sign in with this token from now on; blanks and a line break around it are left out.

        Raises:
            BadToken: it is empty, or can't stand in a header. The one before stays.
        """
        given = token.reveal() if isinstance(token, Secret) else token
        stripped = given.strip()
        del given, token  # so that no traceback shows them
        if not _VISIBLE.fullmatch(stripped):
            length = len(stripped)
            del stripped
            raise BadToken(
                "The token can't be sent: a character in it fits in no header."
                if length
                else "The token is empty."
            )
        self._token = Secret(stripped)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the token into the request's headers."""
        request.headers[TOKEN_HEADER] = self._token.reveal()
        yield request
