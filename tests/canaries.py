"""Secrets that nobody can mistake for anything else, and the search for what is left of them."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import md5, sha1, sha256

from gateway.credentials import CLIENT_KEY

LETTERS = "ghjkmnpqrstvwxyz"
"""No digit of a hexadecimal number is among them: no id, hash or time looks like a canary."""

WINDOW = 8
"""Letters of a canary that are enough to have found it."""

HASHES = (md5, sha1, sha256)


def letters(name: str, count: int = 43) -> str:
    """Return letters that are always the same for a name, and that no other name has."""
    digest = sha256(name.encode()).digest() * 4
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:count])


@dataclass(frozen=True)
class Canary:
    """A secret of a name. `prefix` is no part of what is secret in it."""

    name: str
    prefix: str = ""

    @property
    def value(self) -> str:
        """The secret."""
        return self.prefix + letters(self.name)

    @property
    def traces(self) -> set[str]:
        """What tells of it: any of its parts, its plain hashes, and what hides it from nobody."""
        secret, value = letters(self.name), self.value.encode()
        parts = {secret[i : i + WINDOW] for i in range(len(secret) - WINDOW + 1)}
        hashes = {made(value, usedforsecurity=False).hexdigest()[:16] for made in HASHES}
        # Three letters are four characters: wherever it begins, one of these is in the middle.
        encoded = {b64encode(value[i:]).decode()[4:20] for i in range(3)}
        return {*parts, *hashes, *encoded, value.hex()[:16]}


class Cage:
    """Canaries, and all that was said while they were inside."""

    def __init__(self, *canaries: Canary) -> None:
        self._traces = {trace: canary.name for canary in canaries for trace in canary.traces}
        self._said: dict[str, list[str]] = {}

    def hear(self, where: str, said: object) -> None:
        """Take down what was said somewhere."""
        text = said.decode("latin-1") if isinstance(said, bytes) else str(said)
        self._said.setdefault(where, []).append(text)

    def said(self, where: str) -> str:
        """Return what was said there."""
        return "\n".join(self._said.get(where, ()))

    def escaped(self) -> set[tuple[str, str]]:
        """Return which canaries were heard, and where."""
        return {
            (self._traces[trace], where)
            for where in self._said
            for trace in self._in(self.said(where))
        }

    def _in(self, text: str) -> set[str]:
        runs = re.findall(rf"[{LETTERS}]{{{WINDOW},}}", text)
        windows = {run[i : i + WINDOW] for run in runs for i in range(len(run) - WINDOW + 1)}
        long = {trace for trace in self._traces if len(trace) > WINDOW and trace in text}
        return (windows & self._traces.keys()) | long


SHIPSTATION = Canary("shipstation", "TEST_")
SHIPPO = Canary("shippo", "shippo_live_")
CLIENT = Canary("client", CLIENT_KEY)
SCRAPER = Canary("scraper", CLIENT_KEY)
STRANGER = Canary("stranger", CLIENT_KEY)
# With a character that an address has to escape.
CACHE = Canary("cache", "p@ss:")
COOKIE, PROXY, OTHER = Canary("cookie"), Canary("proxy"), Canary("other")
PASSERS_BY = (STRANGER, COOKIE, PROXY, OTHER)
KEPT = (SHIPSTATION, SHIPPO, CLIENT, SCRAPER, CACHE)
