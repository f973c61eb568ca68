"""The cache on a real Redis server: shared by replicas, and harmless in whatever way it fails."""

import asyncio
import re
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from gateway.cache import Cache, Claims, Entry, SharedWindow, Store, open_store
from gateway.cache.breaker import LONGEST_PAUSE, THRESHOLD
from tests import needs
from tests.integration.redis_process import Line, Mode, RedisProcess, line_to

# Long enough for the busiest machine: these tests ask what is answered, not how soon.
PATIENT = 30.0
TIMEOUT = 0.1
# What a machine under load may add to a time-out before a test calls it late.
SLACK = 0.4

BUSY_FOR_TWO_SECONDS = """
    local function now() local t = redis.call('TIME') return t[1] + t[2] / 1e6 end
    local start = now()
    while now() < start + 2 do end
"""

pytestmark = pytest.mark.redis


@asynccontextmanager
async def replica(url: str, patience: float = PATIENT) -> AsyncIterator[tuple[Store, Cache[str]]]:
    """One gateway's cache at this server, with a memory of its own."""
    store = open_store(url, max_entries=1000, operation_timeout=patience)
    try:
        yield store, Cache(store, encode=str.encode, decode=bytes.decode)
    finally:
        await store.aclose()


def entry(value: str, fresh: float = 60, keep: float = 120) -> Entry[str]:
    now = time.time()
    return Entry(value, now, now + fresh, now + keep)


def entries(count: int) -> dict[str, Entry[str]]:
    return {f"tg1:key:{n}": entry(f"value {n}") for n in range(count)}


async def eventually(condition: Callable[[], Any], within: float = 10.0) -> None:
    """Wait until another process makes this true, and fail if it never does."""
    async with asyncio.timeout(within):
        while not await condition():  # noqa: ASYNC110  # Other processes set no events.
            await asyncio.sleep(0.01)


async def elapsed(work: Any) -> tuple[float, Any]:
    start = time.monotonic()
    answer = await work
    return time.monotonic() - start, answer


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisProcess]:
    """A server of this test's own, which it may ill-treat; those that follow it do so at once."""
    server = RedisProcess(tmp_path, "--repl-diskless-sync-delay", "0")
    server.start()
    yield server
    server.kill()


# --- What replicas share -------------------------------------------------------------------------


async def test_what_one_replica_remembers_another_recalls(redis_url: str) -> None:
    items = entries(50)
    async with replica(redis_url) as (_, here), replica(redis_url) as (store, there):
        await here.set_many(items)
        assert await there.get_many([*reversed(items), "tg1:none"]) == [
            *reversed(items.values()),
            None,
        ]
        assert store.errors == 0


async def test_a_replica_sees_what_another_renewed(redis_url: str) -> None:
    old, new = entry("old", fresh=-1), entry("new")
    async with replica(redis_url) as (_, here), replica(redis_url) as (_, there):
        await here.set_many({"tg1:a": old})
        assert await there.get_many(["tg1:a"]) == [old]
        await here.set_many({"tg1:a": new})
        assert await there.get_many(["tg1:a"]) == [new]


async def test_one_batch_is_one_round_trip_of_one_command(redis_url: str) -> None:
    items = entries(100)
    async with replica(redis_url) as (_, here), Redis.from_url(redis_url) as watch:
        await here.set_many(items)
        await watch.config_resetstat()
        async with line_to(port_of(redis_url)) as (line, url), replica(url) as (_, there):
            assert await there.get_many(["tg1:none", *items]) == [None, *items.values()]
            assert line.requests == 1
            await there.set_many(items)
            assert line.requests == 2
        calls = {name: row["calls"] for name, row in (await watch.info("commandstats")).items()}
        assert calls["cmdstat_mget"] == 1
        assert calls["cmdstat_set"] == 100
        assert "cmdstat_get" not in calls


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


async def test_what_memory_holds_fresh_is_not_asked_for(redis_url: str) -> None:
    items = entries(10)
    async with line_to(port_of(redis_url)) as (line, url), replica(url) as (_, cache):
        await cache.set_many(items)
        before = line.requests
        assert await cache.get_many([*items]) == [*items.values()]
        assert line.requests == before


async def test_entries_expire_on_the_server_by_themselves(redis_url: str) -> None:
    items = {"tg1:soon": entry("soon", keep=0.05), "tg1:late": entry("late", keep=1e300)}
    async with replica(redis_url) as (_, cache), Redis.from_url(redis_url) as watch:
        await cache.set_many(items)
        assert 0 < await watch.pttl("gateway:tg1:late") <= 30 * 24 * 3600 * 1000

        async def is_gone() -> bool:
            return not await watch.exists("gateway:tg1:soon")

        await eventually(is_gone)
        assert await cache.get_many([*items]) == [None, items["tg1:late"]]


async def test_two_hundred_callers_share_twenty_connections(redis_url: str) -> None:
    items = entries(200)
    async with replica(redis_url) as (_, here), replica(redis_url) as (store, there):
        await here.set_many(items)
        answers = await asyncio.gather(*(there.get_many([key]) for key in items))
        assert answers == [[kept] for kept in items.values()]
        assert (store.state, store.errors) == ("closed", 0)
        async with Redis.from_url(redis_url) as watch:
            assert len(await watch.client_list()) <= 20 + 1 + 1


async def test_callers_who_leave_mix_up_nobodys_answers(redis_url: str) -> None:
    items = entries(200)
    async with replica(redis_url) as (_, here), replica(redis_url) as (store, there):
        await here.set_many(items)
        for step in range(20):
            callers = {key: asyncio.create_task(there.get_many([key])) for key in items}
            for _ in range(step):
                await asyncio.sleep(0)
            leaving = [*callers.values()][::2]
            for caller in leaving:
                caller.cancel()
            await asyncio.gather(*leaving, return_exceptions=True)
            for key in [*items][1::2]:
                assert await callers[key] == [items[key]]
            await there._store._front.clear()
        assert (store.state, store.errors) == ("closed", 0)
        assert await asyncio.gather(*(there.get_many([key]) for key in items)) == [
            [kept] for kept in items.values()
        ]


async def test_a_caller_who_leaves_has_left_wherever_it_was(redis_url: str) -> None:
    async with replica(redis_url) as (store, _):
        for step in range(400):
            caller = asyncio.create_task(store.ping())
            for _ in range(step % 40):
                await asyncio.sleep(0)
            if caller.cancel():
                with pytest.raises(asyncio.CancelledError):
                    await caller
        assert (store.state, store.errors) == ("closed", 0)


# --- How to get to it ----------------------------------------------------------------------------


async def assert_reaches(url: str) -> None:
    """Pass if a replica at this URL finds what another wrote there."""
    items = entries(3)
    async with replica(url) as (store, here), replica(url) as (_, there):
        assert await store.ping()
        await here.set_many(items)
        assert await there.get_many([*items]) == [*items.values()]
        assert store.errors == 0


async def test_a_user_with_an_escaped_password_and_the_least_rights(
    redis: RedisProcess, project_dir: Path
) -> None:
    # What the documentation tells operators to type is what is tried.
    text = (project_dir / "docs" / "cache.md").read_text()
    [rights] = re.findall(r"^ACL SETUSER gateway on >password (~gateway:.*)$", text, re.MULTILINE)
    user = "ACL SETUSER gate:way on >p@ss/w:o#rd%"
    async with Redis.from_url(redis.url) as admin:
        command = [*user.split(), *rights.split()]
        await admin.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py has none
        await admin.acl_setuser("default", enabled=False)
    url = f"redis://gate%3Away:p%40ss%2Fw%3Ao%23rd%25@127.0.0.1:{redis.port}/2"
    await assert_reaches(url)
    async with replica(url) as (store, _):
        window, claims = SharedWindow(store, ("provider",), 10), Claims(store, lifetime=10)
        await window.spend()
        await window.pause(0.001)
        await claims.claim(["a"])
        assert await Claims(store, lifetime=10).claim(["a"]) == set()
        await claims.release(["a"])
        await claims.settled("a")
        assert store.errors == 0
    async with replica(url) as (store, _):
        assert (await SharedWindow(store, ("provider",), 10).look()).remaining == 9
        assert store.errors == 0


async def test_a_wrong_password_is_a_miss(
    redis: RedisProcess, caplog: pytest.LogCaptureFixture
) -> None:
    async with Redis.from_url(redis.url) as admin:
        await admin.acl_setuser("default", enabled=True, reset_passwords=True, passwords=["+right"])
    async with replica(f"redis://:s3cret@127.0.0.1:{redis.port}") as (store, cache):
        for _ in range(THRESHOLD):
            assert await cache.get_many(["tg1:a"]) == [None]
        assert not await store.ping()
        assert store.state == "open"
    assert "AuthenticationError" in caplog.text
    assert "s3cret" not in caplog.text


async def test_a_unix_socket(tmp_path: Path) -> None:
    server = RedisProcess(tmp_path, "--unixsocket", str(tmp_path / "redis.sock"))
    try:
        await asyncio.to_thread(server.start)
        await assert_reaches(f"unix://{tmp_path / 'redis.sock'}?db=1")
    finally:
        server.kill()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A folder with a self-signed certificate for the loopback interface, and its key."""
    openssl = needs.require("openssl", install="apt-get install openssl")
    subject = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -days 1"
    command = f"req -x509 -newkey rsa:2048 -noenc -keyout key.pem -out cert.pem {subject}"
    subprocess.run([openssl, *command.split()], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


@pytest.fixture
def tls_url(certificate: Path) -> Iterator[str]:
    """A server that speaks TLS; skips if this Redis was built without it."""
    server = RedisProcess(certificate)
    port, server.port = server.port, 0
    server.add("--tls-port", str(port), "--tls-auth-clients", "no")
    server.add("--tls-cert-file", "cert.pem", "--tls-key-file", "key.pem")
    try:
        server.start()
    except RuntimeError as error:
        if "tls-port" not in str(error):
            raise
        pytest.skip("this redis-server was built without TLS")
    yield f"rediss://127.0.0.1:{port}/0"
    server.kill()


async def test_tls_with_a_certificate_that_is_trusted(tls_url: str, certificate: Path) -> None:
    await assert_reaches(f"{tls_url}?ssl_ca_certs={certificate / 'cert.pem'}")


async def test_tls_without_a_check(tls_url: str) -> None:
    await assert_reaches(f"{tls_url}?ssl_cert_reqs=none")


async def test_tls_with_a_certificate_that_nobody_vouches_for(tls_url: str) -> None:
    async with replica(tls_url) as (store, cache):
        assert await cache.get_many(["tg1:a"]) == [None]
        assert not await store.ping()


# --- What it may hold ----------------------------------------------------------------------------


async def poison(url: str, key: str, how: str) -> None:
    """Spoil what the server holds under this key."""
    async with Redis.from_url(url) as server:
        good = await server.get(key)
        assert isinstance(good, bytes)
        await server.delete(key)
        match how:
            case "hash":
                await server.hset(key, "field", "value")
            case "list":
                await server.rpush(key, "value")
            case "empty":
                await server.set(key, b"")
            case "text":
                await server.set(key, "not what it was")
            case "cut":
                await server.set(key, good[:-1])
            case "flipped":
                await server.set(key, good[:-1] + bytes([good[-1] ^ 1]))
            case "swapped":
                await server.copy("gateway:tg1:other", key)


@pytest.mark.parametrize(
    "how", ["hash", "list", "empty", "text", "cut", "flipped", "swapped", "missing"]
)
async def test_a_spoilt_entry_is_a_miss_and_can_be_overwritten(redis_url: str, how: str) -> None:
    items = {"tg1:a": entry("a"), "tg1:other": entry("other")}
    async with replica(redis_url) as (_, here), replica(redis_url) as (store, there):
        await here.set_many(items)
        await poison(redis_url, "gateway:tg1:a", how)
        assert await there.get_many([*items]) == [None, items["tg1:other"]]
        await there.set_many(items)
    async with replica(redis_url) as (_, anew):
        assert await anew.get_many([*items]) == [*items.values()]
    assert (store.state, store.errors) == ("closed", 0)


async def test_a_read_only_replica_is_read(redis: RedisProcess, tmp_path: Path) -> None:
    follower = RedisProcess(tmp_path, "--replicaof", "127.0.0.1", str(redis.port))
    try:
        await asyncio.to_thread(follower.start)
        items = entries(3)
        async with replica(redis.url) as (_, here), replica(follower.url) as (store, there):
            await here.set_many(items)

            async def has_followed() -> bool:
                return await there.get_many([*items]) == [*items.values()]

            await eventually(has_followed)
            for _ in range(2 * THRESHOLD):
                await there.set_many({"tg1:new": entry("new")})
            assert (store.state, store.errors) == ("closed", 2 * THRESHOLD)
            assert await here.get_many(["tg1:new"]) == [None]
    finally:
        follower.kill()


async def test_a_full_server_is_read(redis: RedisProcess) -> None:
    items = entries(3)
    async with replica(redis.url) as (_, here), replica(redis.url) as (store, there):
        await here.set_many(items)
        async with Redis.from_url(redis.url) as admin:
            await admin.config_set("maxmemory", "1")
        await there.set_many({"tg1:new": entry("new")})
        assert await there.get_many([*items, "tg1:new"]) == [
            *items.values(),
            (await there.get_many(["tg1:new"]))[0],
        ]
        assert (store.state, store.errors) == ("closed", 1)


# --- How it may fail -----------------------------------------------------------------------------


async def assert_serves_from_memory(
    store: Store, cache: Cache[str], items: Mapping[str, Entry[str]]
) -> None:
    """Pass if a failing server costs few waits, and no answer that memory has."""
    waits = []
    for _ in range(20):
        took, answer = await elapsed(cache.get_many(["tg1:none", *items]))
        assert answer == [None, *items.values()]
        waits.append(took)
    assert store.state == "open"
    assert max(waits) < TIMEOUT + SLACK
    assert sum(wait >= TIMEOUT / 2 for wait in waits) <= THRESHOLD + 1
    new = {"tg1:new": entry("new")}
    await cache.set_many(new)
    assert await cache.get_many(["tg1:new"]) == [new["tg1:new"]]


async def assert_heals(store: Store, cache: Cache[str]) -> None:
    """Pass if the server is in use again soon after it has healed."""

    async def is_used() -> bool:
        await cache.get_many(["tg1:none"])
        return store.state == "closed"

    took, _ = await elapsed(eventually(is_used))
    assert took < LONGEST_PAUSE + 1
    assert await store.ping()


async def test_a_killed_server(redis: RedisProcess) -> None:
    async with replica(redis.url, TIMEOUT) as (store, cache):
        await cache.set_many(items := entries(20))
        redis.kill()
        await assert_serves_from_memory(store, cache, items)
        assert not await store.ping()
        await asyncio.to_thread(redis.start)
        await assert_heals(store, cache)


async def test_a_server_that_was_started_anew_between_two_queries(redis: RedisProcess) -> None:
    async with replica(redis.url) as (store, cache):
        await asyncio.gather(*(cache.get_many([key]) for key in entries(20)))
        redis.kill()
        await asyncio.to_thread(redis.start)
        await asyncio.gather(*(cache.get_many([key]) for key in entries(20)))
        assert (store.state, store.errors) == ("closed", 0)


async def test_a_server_that_is_not_there_yet(redis: RedisProcess) -> None:
    redis.kill()
    async with replica(redis.url, TIMEOUT) as (store, cache):
        assert not await store.ping()
        await cache.set_many(items := entries(20))
        await assert_serves_from_memory(store, cache, items)
        await asyncio.to_thread(redis.start)
        await assert_heals(store, cache)


async def test_a_frozen_server(redis: RedisProcess) -> None:
    async with replica(redis.url, TIMEOUT) as (store, cache):
        await cache.set_many(items := entries(20))
        redis.freeze()
        await assert_serves_from_memory(store, cache, items)
        redis.thaw()
        await assert_heals(store, cache)


async def test_a_frozen_server_does_not_hold_up_closing(redis: RedisProcess) -> None:
    async with replica(redis.url, TIMEOUT) as (store, cache):
        await asyncio.gather(*(cache.get_many([key]) for key in entries(20)))
        redis.freeze()
        waiting = asyncio.create_task(cache.get_many(["tg1:none"]))
        await asyncio.sleep(0)
        took, _ = await elapsed(store.aclose())
        assert took < TIMEOUT + SLACK
        assert await waiting == [None]


async def test_a_server_frozen_under_two_hundred_callers(redis: RedisProcess) -> None:
    items = entries(200)
    async with replica(redis.url) as (_, other), replica(redis.url, TIMEOUT) as (store, cache):
        await other.set_many(items)
        redis.freeze()
        took, answers = await elapsed(asyncio.gather(*(cache.get_many([key]) for key in items)))
        assert answers == [[None]] * 200
        assert took < TIMEOUT + SLACK
        callers = [asyncio.create_task(cache.get_many([key])) for key in items]
        await asyncio.sleep(0)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        redis.thaw()
        await assert_heals(store, cache)
        for batch in range(0, 200, 20):
            keys = [*items][batch : batch + 20]
            found = await asyncio.gather(*(cache.get_many([key]) for key in keys))
            assert found == [[items[key]] for key in keys]
        assert store.state == "closed"


async def test_a_server_slower_than_the_time_out(redis: RedisProcess) -> None:
    async with replica(redis.url, TIMEOUT) as (store, cache), Redis.from_url(redis.url) as admin:
        await cache.set_many(items := entries(20))
        nap = asyncio.ensure_future(admin.eval(BUSY_FOR_TWO_SECONDS, 0))
        await assert_serves_from_memory(store, cache, items)
        await nap
        await assert_heals(store, cache)


@pytest.fixture
async def line(redis_url: str) -> AsyncIterator[tuple[Line, str]]:
    """A line to a good server, which can be made to fail."""
    async with line_to(port_of(redis_url)) as laid:
        yield laid


@pytest.mark.parametrize("mode", ["reset", "garbage", "drip", "swallow"])
async def test_a_failing_line(line: tuple[Line, str], mode: Mode) -> None:
    wire, url = line
    async with replica(url, TIMEOUT) as (store, cache):
        await cache.set_many(items := entries(20))
        wire.mode = mode
        await assert_serves_from_memory(store, cache, items)
        wire.mode = "pass"
        await assert_heals(store, cache)
