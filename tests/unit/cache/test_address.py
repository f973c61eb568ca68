"""Which URLs name a cache, and what is said of the others."""

from pathlib import Path

import pytest

from gateway.cache import open_store
from gateway.errors import SettingsError

GOOD = [
    "memory://",
    "redis://localhost",
    "redis://localhost:6379/0",
    "redis://[::1]:6379/15",
    "redis://:p%40ss%2Fword%23@cache.internal:6380/2",
    "rediss://user:p%3Ass@cache.internal",
    "rediss://cache.internal:6380/0?ssl_cert_reqs=none",
    "unix:///run/redis/redis.sock",
    "unix://user:secret@/run/redis.sock?db=3",
]
BAD = {
    "": "must begin with one of memory://, redis://, rediss://, unix://",
    "localhost:6379": "must begin with one of",
    "http://localhost": "must begin with one of",
    "memory": "must begin with one of",
    "memory://1000": "nothing after memory://",
    "redis://": "must name a server",
    "redis:///0": "must name a server",
    "redis://localhost:0": "must name a server",
    "redis://localhost:port/0": "percent-encoded",
    "redis://localhost:99999/0": "percent-encoded",
    "redis://user:s3cr#t@localhost/0": "percent-encoded",
    "redis://user:s3cr@t@localhost/0": "percent-encoded",
    "redis://user:s3cr/t@localhost/0": "percent-encoded",
    "redis://[::1/0": "percent-encoded",
    "redis://localhost/first": "must be a number",
    "redis://localhost/-1": "must be a number",
    "redis://localhost/0/1": "must be a number",
    "redis://localhost/0?socket_timeout=60": "unknown option; those of redis:// are: none",
    "rediss://localhost/0?verify=no": "ssl_ca_certs, ssl_cert_reqs, ssl_certfile, ssl_keyfile",
    "rediss://localhost/0?ssl_cert_reqs=maybe": "one of required, optional, none",
    "rediss://localhost/0?ssl_ca_certs=/nowhere/ca.pem": "ssl_ca_certs must name a file",
    "unix://": "must name a socket",
    "unix://run/redis.sock": "must name a socket",
    "unix:///run/redis.sock?db=x": "must be a number",
}


@pytest.mark.parametrize("url", GOOD)
async def test_a_good_url_opens_a_store_without_asking_anybody(url: str) -> None:
    store = open_store(url, max_entries=10)
    assert (store.errors, store.state) == (0, "closed")
    await store.aclose()


@pytest.mark.parametrize(("url", "problem"), BAD.items())
def test_a_bad_url_is_refused_with_a_reason(url: str, problem: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        open_store(url, max_entries=10)
    assert problem in refusal.value.message


@pytest.mark.parametrize("url", BAD)
def test_no_refusal_repeats_a_secret(url: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        open_store(url, max_entries=10)
    assert "s3cr" not in refusal.value.message
    assert all(sentence.endswith(".") for sentence in refusal.value.problems)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        open_store("redis:///first?socket_timeout=60", max_entries=10)
    assert len(refusal.value.problems) == 3


async def test_tls_files_that_are_there_are_taken(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    url = f"rediss://localhost/0?ssl_ca_certs={tmp_path / 'ca.pem'}"
    await open_store(url, max_entries=10).aclose()
