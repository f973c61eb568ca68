"""The JSON of a request is read up to a depth and a size."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import JsonTooDeep, JsonTooLarge
from gateway.http.decoding import decode
from gateway.settings import Settings

LIMITS = Settings.model_construct()
SMALL = Settings.model_construct(max_json_depth=3, max_json_values=12)

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text('[]{},\\"a', max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
)


def _depth(value: object) -> int:
    if not isinstance(value, dict | list):
        return 0
    parts = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, parts), default=0)


def _size(value: object) -> int:
    if not isinstance(value, dict | list):
        return 0
    parts = value.values() if isinstance(value, dict) else value
    return len(value) + sum(map(_size, parts))


@given(VALUES)
def test_what_is_small_enough_is_read_and_nothing_else(value: object) -> None:
    written = json.dumps(value).encode()
    if _depth(value) > 3 or _size(value) > 12:
        with pytest.raises((JsonTooDeep, JsonTooLarge)) as refused:
            decode(written, SMALL)
        assert refused.type is JsonTooLarge or _depth(value) > 3
    else:
        assert decode(written, SMALL) == value


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_objects_and_lists_nest_so_deep_and_no_deeper(opening: bytes, closing: bytes) -> None:
    most = LIMITS.max_json_depth
    decode(opening * most + b"1" + closing * most, LIMITS)
    for depth in (most + 1, 900, 100_000):
        with pytest.raises(JsonTooDeep):
            decode(opening * depth + b"1" + closing * depth, LIMITS)


def test_so_many_values_are_read_and_no_more() -> None:
    most = LIMITS.max_json_values
    assert decode(json.dumps([0] * most).encode(), LIMITS) == [0] * most
    with pytest.raises(JsonTooLarge):
        decode(json.dumps([0] * (most + 1)).encode(), LIMITS)
    with pytest.raises(JsonTooLarge):
        decode(json.dumps({"a": [{}] * most}).encode(), LIMITS)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1,]", b"\xff", b"9" * 5_000, b"1e999", b"NaN", b"'a'", b"[" * 500]
)
def test_what_is_no_json_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(data, LIMITS)
