"""Client keys: how they are made, and the lines by which they are known.

A line is a client's name, the hash of its key, and options:

    shop sha256:… credentials=acme requests_per_minute=600

The hash is a plain SHA-256. Slow hashes such as bcrypt protect what people think up, as that can be
guessed; a key of 256 random bits can't, however fast the guesses are, and a slow hash would only
let everybody who sends a wrong key waste the gateway's time.
"""

import re
import secrets
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Annotated

import msgspec

from gateway.clients.client import ANONYMOUS, Client, Purpose
from gateway.credentials import CLIENT_KEY, DEFAULT, NAME, NAME_IN_WORDS
from gateway.errors import SettingsError

RANDOM_BYTES = 32

MAX_REQUESTS_PER_MINUTE = 1_000_000

Keys = Mapping[bytes, Client]
"""Clients by the digests of their keys."""

_HASH = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)


def new_key() -> str:
    """Return a key that nobody else has."""
    return CLIENT_KEY + secrets.token_urlsafe(RANDOM_BYTES)


def digest(key: bytes) -> bytes:
    """Return what is kept of a key."""
    return sha256(key).digest()


def line_of(name: str, key: str, **options: object) -> str:
    """Return the line by which a key is known; options that are None are left out."""
    given = [f"{option}={value}" for option, value in options.items() if value is not None]
    return " ".join([name, f"sha256:{digest(key.encode()).hex()}", *given])


def read_keys(text: str, sets: Collection[str], requests_per_minute: int | None) -> Keys:
    """Read lines; what follows a `#` is a comment.

    `sets` are the names of all sets of credentials; `requests_per_minute` is for clients whose
    lines don't say.

    Raises:
        SettingsError: lines that make no sense, by their numbers. A key that was written in place
        of its hash is not repeated.
    """
    keys: dict[bytes, Client] = {}
    named: dict[str, Client] = {}
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        try:
            hashed, client = _read_line(words, sets, requests_per_minute)
        except ValueError as error:
            problems.append(f"line {number}: {error}.")
            continue
        if named.setdefault(client.name, client) != client:
            problems.append(f"line {number}: the options differ from those of {client.name} above.")
        if keys.setdefault(hashed, client) != client:
            problems.append(f"line {number}: a line above gives the same key to another client.")
    if problems:
        raise SettingsError(problems)
    return keys


class _Options(msgspec.Struct, forbid_unknown_fields=True):
    credentials: str = DEFAULT
    purpose: Purpose = msgspec.field(default=Purpose.GRAPHQL, name="for")
    requests_per_minute: (
        Annotated[int, msgspec.Meta(ge=1, le=MAX_REQUESTS_PER_MINUTE)] | msgspec.UnsetType
    ) = msgspec.UNSET


def _read_line(
    words: list[str], sets: Collection[str], requests_per_minute: int | None
) -> tuple[bytes, Client]:
    name, *rest = words
    if not NAME.fullmatch(name) or name.startswith(CLIENT_KEY):
        raise ValueError(f"a client's name must be {NAME_IN_WORDS}")
    if name == ANONYMOUS:
        raise ValueError(f"nobody with a key is {ANONYMOUS}")
    hashed = _HASH.fullmatch(rest[0]) if rest else None
    if hashed is None:
        raise ValueError("after the name must come the hash that `gateway key` prints")
    options = _read_options(rest[1:])
    if options.credentials not in sets:
        raise ValueError("there is no set of credentials of this name")
    if options.requests_per_minute is not msgspec.UNSET:
        requests_per_minute = options.requests_per_minute
    client = Client(
        name, options.credentials, options.purpose, requests_per_minute, f"client:{name}"
    )
    return bytes.fromhex(hashed[1]), client


def _read_options(words: list[str]) -> _Options:
    given = {name: value for name, _, value in (word.partition("=") for word in words)}
    try:
        return msgspec.convert(given, _Options, strict=False)
    except msgspec.ValidationError:
        raise ValueError(
            "an option makes no sense; there are credentials=SET, for=graphql, for=metrics and "
            f"requests_per_minute=1 to {MAX_REQUESTS_PER_MINUTE}"
        ) from None
