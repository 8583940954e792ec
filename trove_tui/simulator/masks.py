"""What upstream never shows of a group's values: what looks like a secret, by its name or in it.

Its page passes them through a filter made for logs: `***` stands for a value whose name holds one
of these words, and inside a text for what follows such a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MASK = "***"

_WORDS = (
    "adminpass", "admin_pass", "password", "admin_password", "auth_token", "new_pass",
    "auth_password", "secret_uuid", "secret", "sys_pswd", "token", "configdrive", "chappassword",
    "encrypted_key", "private_key", "fernetkey", "sslkey", "passphrase", "cephclusterfsid",
    "octaviaheartbeatkey", "rabbitcookie", "cephmanilaclientkey", "pacemakerremoteauthkey",
    "designaterndckey", "cephadminkey", "heatauthencryptionkey", "cephclientkey",
    "keystonecredential", "barbicansimplecryptokek", "cephrgwkey", "swifthashsuffix",
    "migrationsshkey", "cephmdskey", "cephmonkey", "chapsecret",
)  # fmt: skip

_NAMED = rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})[0-9]*"
_RULES = [
    re.compile(pattern, re.DOTALL | re.IGNORECASE)
    for pattern in (
        rf"(?P<before>{_NAMED}\s*=\s*[\"'])[^\"']*(?P<after>[\"'])",
        rf"(?P<before>{_NAMED}\s+[\"'])[^\"']*(?P<after>[\"'])",
        rf"(?P<before>--{_NAMED}\s+)[^'\"=\s]+(?P<after>)",
        rf"(?P<before><{_NAMED}>)[^<]*(?P<after></{_NAMED}>)",
        rf"(?P<before>[\"'][^\"']*{_NAMED}[\"']\s*:\s*u?[\"'])[^\"']*(?P<after>[\"'])",
        rf"(?P<before>{_NAMED}\s*--?[A-Za-z]+\s*)\S+(?P<after>\s*)",
        rf"(?P<before>{_NAMED}\s*=\s*)[^\s'\"]+(?P<after>)",
    )
]


def masked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as upstream shows them."""
    return {name: MASK if _is_secret(name) else _shown(value) for name, value in values.items()}


def _is_secret(name: str) -> bool:
    lowered = name.lower()
    return any(word in lowered for word in _WORDS)


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        for rule in _RULES:
            value = rule.sub(rf"\g<before>{MASK}\g<after>", value)
    return value
