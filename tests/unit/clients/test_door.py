"""Who is let in, as whom, and what the others are told."""

import pytest

from gateway.cache import open_store
from gateway.clients import Client, Door, Ledger, Purpose, Refusal, Register
from gateway.clients.keys import line_of, new_key
from tests.fakes import Clock

SHOP, SCRAPER = new_key(), new_key()
HERE = "127.0.0.1"


def _door(*lines: str, limit: int | None = None) -> Door:
    if not lines:
        return Door(None, _ledger(), limit)
    text, sets = "\n".join(lines), {"default", "acme"}
    return Door(Register(text, None, sets=sets, requests_per_minute=limit), _ledger(), limit)


def _ledger() -> Ledger:
    return Ledger(open_store("memory://", max_entries=1), Clock())


def _with(*values: str) -> list[tuple[bytes, bytes]]:
    return [(b"host", b"x"), *((b"authorization", value.encode()) for value in values)]


def _refused(door: Door, headers: list[tuple[bytes, bytes]]) -> Refusal:
    refusal = door.admit(headers, HERE)
    assert isinstance(refusal, Refusal)
    return refusal


def _client(admitted: Client | Refusal) -> Client:
    assert isinstance(admitted, Client)
    return admitted


@pytest.mark.parametrize("value", ["Bearer {}", "bearer {}", "BEARER  {} "])
def test_a_client_is_known_by_its_key(value: str) -> None:
    door = _door(line_of("shop", SHOP, credentials="acme"))
    client = _client(door.admit(_with(value.format(SHOP)), HERE))
    assert (client.name, client.credentials) == ("shop", "acme")


@pytest.mark.parametrize(
    "headers",
    [
        [],
        _with(""),
        _with(SHOP),
        _with(f"Basic {SHOP}"),
        _with(f"Bearer{SHOP}"),
        _with(f"Bearer {SHOP}", f"Bearer {SHOP}"),
        [(b"x-api-key", SHOP.encode())],
    ],
)
def test_without_one_key_nobody_is_let_in(headers: list[tuple[bytes, bytes]]) -> None:
    refusal = _refused(_door(line_of("shop", SHOP)), headers)
    assert (refusal.status, refusal.code) == (401, "UNAUTHENTICATED")
    assert refusal.challenge == 'Bearer realm="tracking-gateway"'


@pytest.mark.parametrize("key", ["", "x", new_key(), f"{SHOP} x", SHOP + "\xff"])
def test_a_wrong_key_is_refused_and_not_repeated(key: str) -> None:
    refusal = _refused(_door(line_of("shop", SHOP)), _with(f"Bearer {key}"))
    assert (refusal.status, refusal.code) == (401, "UNAUTHENTICATED")
    assert 'error="invalid_token"' in str(refusal.challenge)
    assert key == "" or key not in refusal.message.split()


def test_a_key_is_good_for_one_purpose() -> None:
    door = _door(line_of("shop", SHOP), line_of("scraper", SCRAPER, **{"for": "metrics"}))
    pages = [(Purpose.GRAPHQL, SHOP), (Purpose.METRICS, SCRAPER)]
    for purpose, right in pages:
        for key in (SHOP, SCRAPER):
            admitted = door.admit(_with(f"Bearer {key}"), HERE, purpose)
            if key == right:
                assert _client(admitted).purpose is purpose
            else:
                assert isinstance(admitted, Refusal)
                assert (admitted.status, admitted.code) == (403, "FORBIDDEN")


def test_who_asks_too_often_is_told_when_to_come_back() -> None:
    door = _door(line_of("shop", SHOP), line_of("app", SCRAPER), limit=2)
    for _ in range(2):
        _client(door.admit(_with(f"Bearer {SHOP}"), HERE))
    refusal = _refused(door, _with(f"Bearer {SHOP}"))
    assert (refusal.status, refusal.code, refusal.retry_after) == (429, "TOO_MANY_REQUESTS", 30)
    _client(door.admit(_with(f"Bearer {SCRAPER}"), HERE))


def test_looks_at_the_metrics_are_not_counted() -> None:
    with_keys = _door(line_of("scraper", SCRAPER, **{"for": "metrics"}), limit=1)
    for door in (with_keys, _door(limit=1)):
        for _ in range(3):
            _client(door.admit(_with(f"Bearer {SCRAPER}"), HERE, Purpose.METRICS))


def test_two_keys_of_a_client_have_one_limit() -> None:
    door = _door(line_of("shop", SHOP), line_of("shop", SCRAPER), limit=2)
    for key in (SHOP, SCRAPER):
        _client(door.admit(_with(f"Bearer {key}"), HERE))
    assert _refused(door, _with(f"Bearer {SHOP}")).status == 429


def test_a_key_may_have_a_limit_of_its_own() -> None:
    door = _door(line_of("shop", SHOP, requests_per_minute=1), line_of("app", SCRAPER))
    for _ in range(1_000):
        _client(door.admit(_with(f"Bearer {SCRAPER}"), HERE))
    _client(door.admit(_with(f"Bearer {SHOP}"), HERE))
    assert _refused(door, _with(f"Bearer {SHOP}")).status == 429


def test_the_rest_of_a_batch_is_counted_too() -> None:
    door = _door(line_of("shop", SHOP), limit=10)
    client = _client(door.admit(_with(f"Bearer {SHOP}"), HERE))
    assert door.charge(client, 9) is None
    refusal = door.charge(client, 1)
    assert refusal is not None
    assert (refusal.status, refusal.retry_after) == (429, 6)


def test_a_batch_that_never_fits_is_not_to_be_tried_again() -> None:
    door = _door(line_of("shop", SHOP), limit=10)
    client = _client(door.admit(_with(f"Bearer {SHOP}"), HERE))
    refusal = door.charge(client, 10)
    assert refusal is not None
    assert (refusal.status, refusal.retry_after) == (429, None)
    assert door.charge(client, 9) is None


def test_where_no_keys_are_asked_for_nothing_is_looked_at() -> None:
    door = _door()
    for headers in ([], _with("Bearer x"), _with("Basic x", "Basic y")):
        client = _client(door.admit(headers, HERE))
        assert (client.name, client.credentials) == ("anonymous", "default")
        _client(door.admit(headers, HERE, Purpose.METRICS))


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        (None, "a socket", True),
    ],
)
def test_without_keys_an_address_is_a_client(
    one: str | None, other: str | None, are_one: bool
) -> None:
    door = _door(limit=1)
    _client(door.admit([], one))
    assert isinstance(door.admit([], other), Refusal if are_one else Client)


def test_a_flood_of_wrong_keys_fills_no_memory() -> None:
    door = _door(line_of("shop", SHOP), limit=10)
    for number in range(1_000):
        assert isinstance(door.admit(_with(f"Bearer tgk_{number}"), HERE), Refusal)
    assert not door._ledger._buckets


def test_a_flood_of_addresses_fills_no_memory() -> None:
    door = Door(None, Ledger(open_store("memory://", max_entries=1), Clock(), most=100), 10)
    for number in range(30_000):
        door.admit([], f"10.0.{number >> 8}.{number & 255}")
    assert door._at.cache_info().currsize <= 20_000
    assert len(door._ledger._buckets) == 100
