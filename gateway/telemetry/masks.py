"""What must not be read in a log: tracking numbers in full, and secrets."""

import re
from collections.abc import Iterable

from gateway.credentials import CLIENT_KEY

SHOWN = 4
"""Characters that are left of a tracking number, from its end."""

# What looks like one in a text of somebody else: capitals and digits, many, and most of them
# digits. Ids of ours have dashes or small letters; names have underscores round it.
_NUMBER = re.compile(r"(?<![^\W_])(?=(?:[A-Z]*\d){6})[A-Z\d]{8,}(?![^\W_])")

# Of clients' keys the gateway knows the hashes only.
_CLIENT_KEY = rf"{CLIENT_KEY}[\w-]{{8}}"

SHORTEST = 8
"""Characters of a secret below which it is too short to be told from other words."""


def last_characters(number: str) -> str:
    """Return what may be shown of a tracking number."""
    return f"…{number[-SHOWN:]}"


class Mask:
    """Hides `secrets` in texts that others wrote, and tracking numbers unless they may be shown."""

    def __init__(self, secrets: Iterable[str] = (), *, full_numbers: bool = False) -> None:
        self._full_numbers = full_numbers
        self._known = {_CLIENT_KEY}
        self.hide(secrets)

    def hide(self, secrets: Iterable[str]) -> None:
        """Hide these as well."""
        # Messages cut texts short: what begins like a secret is one.
        halves = (s[: max(SHORTEST, len(s) // 2)] for s in secrets if len(s) >= SHORTEST)
        self._known.update(map(re.escape, halves))
        self._secrets = re.compile(rf"(?:{'|'.join(self._known)})[^\s\"']*")

    def number(self, number: str) -> str:
        """Return a tracking number as it may be logged."""
        return number if self._full_numbers else last_characters(number)

    def text(self, text: str) -> str:
        """Return a text as it may be logged."""
        text = self._secrets.sub("[secret]", text)
        if self._full_numbers:
            return text
        return _NUMBER.sub(lambda found: last_characters(found[0]), text)
