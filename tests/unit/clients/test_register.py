"""Which client a key belongs to, also after the file of keys has changed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.clients import Register
from gateway.clients.keys import line_of, new_key
from gateway.errors import SettingsError

SHOP, APP = new_key(), new_key()


def _register(lines: str = "", file: Path | None = None) -> Register:
    return Register(lines, file, sets={"default"}, requests_per_minute=None)


def _name(register: Register, key: str) -> str | None:
    client = register.client_of(key.encode())
    return client.name if client is not None else None


def test_a_key_is_its_clients_and_no_other_is() -> None:
    register = _register(f"{line_of('shop', SHOP)}, {line_of('app', APP)}")
    assert (_name(register, SHOP), _name(register, APP)) == ("shop", "app")
    for wrong in ("", "x", SHOP[:-1], SHOP + "x", SHOP.upper(), new_key(), "x" * 100_000):
        assert register.client_of(wrong.encode()) is None


def test_who_knows_the_hash_does_not_know_the_key() -> None:
    line = line_of("shop", SHOP)
    assert _name(_register(line), line.split()[1]) is None


def test_no_keys_at_all_are_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("# none yet\n")
    for file in (None, tmp_path / "keys", tmp_path / "missing"):
        with pytest.raises(SettingsError, match="GATEWAY_CLIENT_KEYS"):
            _register(file=file)


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="UTF-8"):
        _register(file=tmp_path / "keys")


class Looks:
    """The looks at a file: each happens when it is asked for."""

    def __init__(self) -> None:
        self._wanted: asyncio.Queue[None] = asyncio.Queue()
        self._idle = asyncio.Event()

    async def sleep(self, _: float) -> None:
        self._idle.set()
        await self._wanted.get()

    async def __call__(self) -> None:
        """Look once, and return when that is done."""
        await self._idle.wait()
        self._idle.clear()
        self._wanted.put_nowait(None)
        await self._idle.wait()


@asynccontextmanager
async def _watched(register: Register) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    looks = Looks()
    task = asyncio.create_task(register.watch(looks.sleep))
    yield looks
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(line_of("shop", SHOP))
    register = _register(file=file)
    async with _watched(register) as look:
        file.write_text(line_of("app", APP))
        assert _name(register, SHOP) == "shop"
        await look()
        assert (_name(register, SHOP), _name(register, APP)) == (None, "app")


async def test_while_something_is_wrong_with_it_nothing_changes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "gateway")
    file = tmp_path / "keys"
    file.write_text(line_of("shop", SHOP))
    register = _register(file=file)
    async with _watched(register) as look:
        for wrong in (f"app {APP}", None):
            if wrong is None:
                file.unlink()
            else:
                file.write_text(wrong)
            await look()
            await look()
            assert _name(register, SHOP) == "shop"
        # Once for each mistake, however often it is seen.
        assert len(caplog.messages) == 2
        assert APP not in caplog.text
        file.write_text(line_of("app", APP))
        await look()
        assert _name(register, APP) == "app"


async def test_the_last_key_is_taken_back_unless_the_file_is_about_to_be_written(
    tmp_path: Path,
) -> None:
    file = tmp_path / "keys"
    file.write_text(line_of("shop", SHOP))
    register = _register(file=file)
    async with _watched(register) as look:
        file.write_text("")
        await look()
        assert _name(register, SHOP) == "shop"
        file.write_text(line_of("shop", SHOP))
        await look()
        file.write_text("")
        await look()
        assert _name(register, SHOP) == "shop"
        await look()
        assert _name(register, SHOP) is None
        file.write_text(line_of("app", APP))
        await look()
        assert _name(register, APP) == "app"


async def test_without_a_file_there_is_nothing_to_watch() -> None:
    await _register(line_of("shop", SHOP)).watch()
