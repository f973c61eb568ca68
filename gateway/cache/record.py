"""The bytes that an entry is on a shared server."""

from zlib import crc32

import msgspec

from gateway.cache.entry import Entry

CHECKSUM_BYTES = 4


class Record(msgspec.Struct, array_like=True, frozen=True):
    """An entry as an array: the times, and the value that its owner encoded."""

    fetched_at: float
    fresh_until: float
    keep_until: float
    payload: bytes


def pack(key: str, entry: Entry[bytes]) -> bytes:
    """Return the bytes of an entry, led by a checksum over them and the key."""
    record = Record(entry.fetched_at, entry.fresh_until, entry.keep_until, entry.value)
    body = msgspec.msgpack.encode(record)
    return _checksum(key, body) + body


def unpack(key: str, data: bytes) -> Entry[bytes] | None:
    """Return the entry of these bytes; None if they are damaged or belong to another key."""
    checksum, body = data[:CHECKSUM_BYTES], data[CHECKSUM_BYTES:]
    if checksum != _checksum(key, body):
        return None
    try:
        record = msgspec.msgpack.decode(body, type=Record)
    except msgspec.MsgspecError:
        return None
    return Entry(record.payload, record.fetched_at, record.fresh_until, record.keep_until)


def _checksum(key: str, body: bytes) -> bytes:
    # With the key in it, an answer under the wrong name can't pass for the right one.
    return crc32(body, crc32(key.encode())).to_bytes(CHECKSUM_BYTES)
