"""Who gets an answer compressed, and what it is then."""

import gzip

import pytest

from gateway.http.answer import Answer, write
from gateway.http.encoding import MIN_BYTES, compressed, takes_gzip


@pytest.mark.parametrize(
    "accepted",
    [
        "gzip",
        "GZIP",
        "x-gzip",
        "deflate, gzip;q=0.5",
        "gzip, deflate, br, zstd",
        "*",
        "br;q=1.0, *;q=0.1",
        "gzip;q=0.5, identity;q=0.5",
        "identity;q=0, gzip;q=0.001",
    ],
)
def test_gzip_is_welcome(accepted: str) -> None:
    assert takes_gzip(accepted.encode())


@pytest.mark.parametrize(
    "accepted",
    [
        "",
        "identity",
        "br, deflate",
        "gzip;q=0",
        "gzip;q=0, *",
        "*;q=0",
        "gzip;q=0.4, identity;q=0.5",
        "gzip;q=nonsense",
        "ungzip",
    ],
)
def test_gzip_is_not_welcome(accepted: str) -> None:
    assert not takes_gzip(accepted.encode())


def _written(size: int) -> Answer:
    return write({"data": "x" * (size - len('{"data":""}'))}, 200, "application/json")


def test_a_large_answer_is_compressed() -> None:
    plain = _written(MIN_BYTES)
    coded = compressed(plain)
    assert gzip.decompress(coded.body) == plain.body
    fields = dict(coded.fields)
    assert len(fields) == len(coded.fields)
    assert fields == {
        **dict(plain.fields),
        b"content-encoding": b"gzip",
        b"content-length": str(len(coded.body)).encode(),
    }


def test_a_small_one_is_left_as_it_is() -> None:
    plain = _written(MIN_BYTES - 1)
    assert len(plain.body) == MIN_BYTES - 1
    assert compressed(plain) is plain


def test_equal_answers_are_compressed_to_equal_bytes() -> None:
    assert compressed(_written(5_000)) == compressed(_written(5_000))
