"""One GET to a provider: the only code that speaks HTTP to them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from gateway.errors import BadResponse, ProviderError, Timeout, Unavailable
from gateway.settings import Settings
from gateway.upstream.failures import Failures, Problem

MAX_BODY = 2 * 1024 * 1024
"""Bytes read of one answer, after decompression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long one try may take, in seconds, and how many may be under way at once."""

    connect: float = 1.0
    total: float = 3.0
    connections: int = 64

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Take the limits that the operator set."""
        return cls(
            connect=settings.connect_timeout_seconds,
            total=settings.try_timeout_seconds,
            connections=settings.max_concurrent_fetches,
        )


class Connection:
    """The connections to one provider, with its credentials and no other's.

    `read_problem` reads the body of an error answer; it gets any bytes and must not raise.
    """

    def __init__(
        self,
        failures: Failures,
        *,
        base_url: str,
        headers: Mapping[str, str],
        read_problem: Callable[[bytes], Problem],
        limits: Limits,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._failures = failures
        base = URL(base_url.rstrip("/"))
        self._base = str(base).rstrip("/")
        self._origin = base.origin()
        self._prefix = base.raw_path.rstrip("/") + "/"
        self._headers = dict(headers)
        self._read_problem = read_problem
        self._limits = limits
        self._now = now
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Make the session; needs a running event loop."""
        limits = self._limits
        self._session = aiohttp.ClientSession(
            # One session a provider, with that provider's key only: aiohttp drops `Authorization`
            # on its way to another host, but not `API-Key`.
            headers={
                "Accept": "application/json",
                # What Python itself can decompress, whatever else is installed.
                "Accept-Encoding": "gzip, deflate",
                "User-Agent": "tracking-gateway",
                **self._headers,
            },
            # How many there are at once is decided before a call is begun: time that a call spent
            # in aiohttp's queue would be taken for the provider's.
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            # One deadline for the whole try is set in `get`; each of aiohttp's costs a timer. That
            # for connecting is for all of a name's addresses together, and only set when needed.
            timeout=aiohttp.ClientTimeout(total=None, connect=limits.connect),
            trust_env=False,
            raise_for_status=False,
        )
        # aiohttp repeats a GET once on a pooled connection that turns out dead, and tells nobody.
        # A retry is the caller's to decide and to count, so it is switched off; a test watches it.
        self._session._retry_connection = False  # there is no public switch

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def url(self, segments: tuple[str, ...], query: Mapping[str, str] | None = None) -> URL:
        """Return the address of `segments` below the base address.

        The identifiers among them are allow-listed long before; this holds whatever happens there.

        Raises:
            ValueError: a segment would lead somewhere else.
        """
        if any(segment in {"", ".", ".."} for segment in segments):
            raise ValueError("a segment is no name")
        path = "/".join(quote(segment, safe="") for segment in segments)
        text = f"{self._base}/{path}" + (f"?{urlencode(query)}" if query else "")
        url = URL(text, encoded=True)
        if url.origin() != self._origin or not url.raw_path.startswith(self._prefix):
            raise ValueError("the address leaves the provider's")
        return url

    async def get(self, url: URL, within: float = float("inf")) -> bytes:
        """Return the body of the answer to one GET, in at most `within` seconds.

        Raises:
            ProviderError: whatever went wrong, as one of its conditions; its `status` is None where
                there was no answer.
        """
        if self._session is None or self._session.closed:
            raise self._failures.of(Unavailable)
        response = None
        body = b""
        try:
            async with (
                asyncio.timeout(min(within, self._limits.total)),
                self._session.get(url, allow_redirects=False) as response,
            ):
                body = await _read(response)
        # Everything, since nothing else may leave here; what is cancelled is no `Exception`.
        except Exception as error:
            # A refusal is one, whatever becomes of its body.
            if response is None or response.status == 200:
                raise self._failures.of(
                    _condition(error), status=_status(response, error)
                ) from error
        if response.status == 200:
            return body
        problem = self._read_problem(body)
        wait = response.headers.getall("Retry-After", [])
        raise self._failures.refusal(response.status, problem, wait, self._now())


class _TooLong(Exception):  # a condition, like every error here
    """There is more of the body than anybody wants to read."""


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Return the body, decompressed.

    Raises:
        _TooLong: it is longer than `MAX_BODY`; the rest is left unread.
    """
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > MAX_BODY:
            raise _TooLong
    return bytes(body)


def _condition(error: Exception) -> type[ProviderError]:
    if isinstance(error, TimeoutError):
        return Timeout
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ClientResponseError):
        return BadResponse
    if isinstance(error, aiohttp.ClientError | OSError):
        return Unavailable
    # What aiohttp's parsers let through.
    return BadResponse


def _status(response: aiohttp.ClientResponse | None, error: Exception) -> int | None:
    """Return the status of an answer that came; a body that doesn't come to its end is none."""
    return None if response is None or isinstance(error, TimeoutError) else response.status
