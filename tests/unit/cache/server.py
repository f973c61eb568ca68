"""What a store has behind its memory in unit tests."""

import asyncio
from collections.abc import Iterable, Sequence

from aiocache.base import BaseCache  # type: ignore[import-untyped]  # It ships no types.

from gateway.cache import Entry


class Shared(BaseCache):  # type: ignore[misc]  # aiocache ships no types.
    """A shared server in memory, which counts the calls and can fail."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.serializer = self
        self.held: dict[str, Entry[bytes]] = {}
        self.calls: list[str] = []
        self.error: BaseException | None = None
        self.never: asyncio.Future[None] | None = None
        self.asked = asyncio.Event()

    encoding = None

    def dumps(self, value: Entry[bytes]) -> Entry[bytes]:
        return value

    def loads(self, value: Entry[bytes] | None) -> Entry[bytes] | None:
        return value

    async def _multi_get(self, keys: Sequence[str], **_: object) -> list[Entry[bytes] | None]:
        await self._called("get")
        return [self.held.get(key) for key in keys]

    async def _multi_set(self, pairs: Iterable[tuple[str, Entry[bytes]]], **_: object) -> bool:
        await self._called("set")
        self.held.update(pairs)
        return True

    async def _raw(self, command: str, *_: object, **__: object) -> bool:
        await self._called(command)
        return True

    async def _close(self, *_: object, **__: object) -> None:
        self.calls.append("close")
        if self.error is not None:
            raise self.error

    async def _called(self, name: str) -> None:
        self.calls.append(name)
        self.asked.set()
        if self.never is not None:
            await self.never
        if self.error is not None:
            raise self.error
