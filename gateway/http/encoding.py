"""Compress answers for those who take them so: with gzip, which every client knows.

Nothing in an answer is both secret and beside what somebody else could have chosen, so that its
length tells nothing.
"""

from dataclasses import replace
from functools import lru_cache

from isal import isal_zlib

from gateway.http.answer import Answer
from gateway.http.request import weights

MIN_BYTES = 1024
"""Bytes of a body below which compression saves no packet."""

LEVEL = 1
"""Of ISA-L's four levels: as small as zlib's fourth, in a tenth of its time."""

GZIP = 31
"""What zlib's interface calls the largest window and gzip's container."""


@lru_cache(maxsize=256)
def takes_gzip(accepted: bytes) -> bool:
    """Say whether gzip is welcome, by the request's `Accept-Encoding`.

    Source: RFC 9110, section 12.5.3, https://www.rfc-editor.org/rfc/rfc9110.html#section-12.5.3,
    read 2026-11-22.
    """
    weight = weights(accepted.decode("latin-1"))
    of_others = weight.get("*", 0.0)
    gzip = weight.get("gzip", weight.get("x-gzip", of_others))
    # What nobody speaks of is acceptable uncompressed, and better compressed.
    return gzip > 0 and gzip >= weight.get("identity", 0.0)


def compressed(answer: Answer) -> Answer:
    """Return the answer in gzip; a small one stays as it is."""
    if len(answer.body) < MIN_BYTES:
        return answer
    body = isal_zlib.compress(answer.body, LEVEL, GZIP)
    others = (field for field in answer.fields if field[0] != b"content-length")
    length = (b"content-length", str(len(body)).encode())
    return replace(answer, fields=(*others, length, (b"content-encoding", b"gzip")), body=body)
