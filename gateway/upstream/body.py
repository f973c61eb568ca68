"""The body of one answer: decompressed, and never more of it than anybody wants to read."""

import zlib
from typing import Protocol

MAX_BODY = 2 * 1024 * 1024
"""Bytes of one body, after decompression."""

CODINGS = "gzip, deflate"
"""What a provider may compress with: what Python itself can decompress."""

_PACKED = frozenset({b"gzip", b"x-gzip", b"deflate"})
_NOT_ASKED_FOR = frozenset({b"br", b"zstd", b"compress", b"x-compress"})
_GZIP = 16 + zlib.MAX_WBITS
_BARE = -zlib.MAX_WBITS
_DEFLATED = 8


class Broken(Exception):  # a condition, like every error here
    """What came is no answer: badly framed, badly compressed, too long, or cut off."""


class _Decompress(Protocol):
    """What `zlib.decompressobj` returns; it has no name of its own."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class Body:
    """Collects one body, which is compressed with `coding`; a name that nobody knows means nothing.

    Raises:
        Broken: it is compressed with what was not asked for.
    """

    def __init__(self, coding: bytes) -> None:
        if coding in _NOT_ASKED_FOR:
            raise Broken
        self._coding = coding
        self._unpack: _Decompress | None = None
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, data: bytes) -> None:
        """Take what came next.

        Raises:
            Broken: that is too much, or not compressed as it was said to be.
        """
        if self._coding in _PACKED:
            data = self._unpacked(data)
        self._size += len(data)
        if self._size > MAX_BODY:
            raise Broken
        self._parts.append(data)

    def whole(self) -> bytes:
        """Return the body after all of it came.

        Raises:
            Broken: it was compressed, and its end is missing.
        """
        if self._unpack is not None and not self._unpack.eof:
            raise Broken
        return b"".join(self._parts)

    def _unpacked(self, data: bytes) -> bytes:
        if self._unpack is None:
            self._unpack = _unpacking(self._coding, data)
        try:
            # One byte more than may come tells that it is too much.
            unpacked = self._unpack.decompress(data, MAX_BODY + 1 - self._size)
        except zlib.error as error:
            raise Broken from error
        if self._unpack.unused_data:
            raise Broken
        return unpacked


def _unpacking(coding: bytes, first: bytes) -> _Decompress:
    if coding != b"deflate":
        return zlib.decompressobj(_GZIP)
    # Some servers leave the header of zlib out.
    # Source: RFC 9110, section 8.4.1.2, https://www.rfc-editor.org/rfc/rfc9110, read 2026-11-22.
    return zlib.decompressobj(zlib.MAX_WBITS if first[0] & 15 == _DEFLATED else _BARE)
