"""Read the JSON of a request, up to a depth and to a number of values."""

from itertools import chain
from typing import Any

import msgspec

from gateway.errors import JsonTooDeep, JsonTooLarge
from gateway.settings import Settings


def decode(data: bytes, limits: Settings) -> Any:
    """Return the value that is written in `data`.

    Raises:
        ValueError: it is no JSON.
        JsonTooDeep: objects and lists are nested deeper than `max_json_depth`.
        JsonTooLarge: there are more values than `max_json_values`.
    """
    try:
        value = msgspec.json.decode(data)
    except RecursionError:
        raise JsonTooDeep(limits.max_json_depth) from None
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None
    # Without that many brackets and commas there can't be too much, and most have far fewer.
    opened = data.count(b"{") + data.count(b"[")
    if opened > limits.max_json_depth or opened + data.count(b",") > limits.max_json_values:
        _check(value, limits)
    return value


def _check(value: object, limits: Settings) -> None:
    values = depth = 0
    level: list[Any] = [value]
    while level := [each for each in level if each.__class__ is dict or each.__class__ is list]:
        depth += 1
        if depth > limits.max_json_depth:
            raise JsonTooDeep(limits.max_json_depth)
        values += sum(map(len, level))
        if values > limits.max_json_values:
            raise JsonTooLarge(limits.max_json_values)
        parts = [each.values() if each.__class__ is dict else each for each in level]
        level = list(chain.from_iterable(parts))
