"""The clients as the settings, or the file of keys, name them at the moment."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from hmac import compare_digest
from pathlib import Path

from gateway.clients.client import Client
from gateway.clients.keys import digest, read_keys
from gateway.errors import SettingsError

PAUSE = 1.0
"""Seconds between two looks at the file."""

LONGEST_KEY = 200
"""Bytes; nothing longer is hashed."""

HALF = 16
"""Bytes of a digest by which it is looked up; the others are compared."""

log = logging.getLogger(__name__)


class Register:
    """Knows clients by their keys.

    `lines` are those of the settings, and commas may end them too; instead of them, `file` may name
    a file of lines, which may change while the gateway runs. `sets` are the names of the sets of
    credentials; `requests_per_minute` is for clients whose lines don't say.

    Raises:
        SettingsError: the lines make no sense, or there are none.
    """

    def __init__(
        self,
        lines: str,
        file: Path | None,
        *,
        sets: Collection[str],
        requests_per_minute: int | None,
    ) -> None:
        self._file = file
        self._sets = sets
        self._requests_per_minute = requests_per_minute
        self._complaint = ""
        self._doubted: str | None = None
        self._text = lines.replace(",", "\n") if file is None else _load(file)
        self._keys = self._read(self._text)
        if not self._keys:
            raise SettingsError([f"{self._source}: there is no key; `gateway key` makes one."])

    def client_of(self, key: bytes) -> Client | None:
        """Return the client that a key belongs to.

        How long it takes tells nothing of the keys that are known: nobody can choose the digest of
        what is sent, and the half of it that decides is compared in constant time.
        """
        if len(key) > LONGEST_KEY:
            return None
        hashed = digest(key)
        half, client = self._keys.get(hashed[:HALF], (b"", None))
        return client if compare_digest(half, hashed[HALF:]) else None

    async def watch(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Take over what changes in the file, until cancelled.

        While something is wrong with it, what was read before counts on.
        """
        while self._file is not None:
            await sleep(PAUSE)
            await self._look(self._file)

    async def _look(self, file: Path) -> None:
        try:
            text = await asyncio.to_thread(_load, file)
            if text == self._text:
                self._doubted = None
            else:
                self._take(text)
            self._complaint = ""
        except SettingsError as error:
            if error.message != self._complaint:
                log.warning("The client keys stay as they were. %s", error.message)
            self._complaint = error.message

    def _take(self, text: str) -> None:
        keys = self._read(text)
        if not keys and self._doubted != text:
            # It may be about to be written.
            self._doubted = text
            return
        self._keys, self._text, self._doubted = keys, text, None
        log.info("The client keys have changed; there are %s now.", len(keys))

    @property
    def _source(self) -> str:
        return "GATEWAY_CLIENT_KEYS" if self._file is None else "GATEWAY_CLIENT_KEYS_FILE"

    def _read(self, text: str) -> dict[bytes, tuple[bytes, Client]]:
        try:
            keys = read_keys(text, self._sets, self._requests_per_minute)
        except SettingsError as error:
            problems = [f"{self._source}: {problem}" for problem in error.problems]
            raise SettingsError(problems) from None
        return {hashed[:HALF]: (hashed[HALF:], client) for hashed, client in keys.items()}


def _load(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        problem = f"it can't be read ({error.strerror})."
    except ValueError:
        problem = "it is no text in UTF-8."
    raise SettingsError([f"GATEWAY_CLIENT_KEYS_FILE: {problem}"])
