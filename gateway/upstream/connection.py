"""One GET to a provider: the only code that speaks HTTP to them."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from gateway.errors import BadResponse, Timeout, Unavailable
from gateway.settings import Settings
from gateway.upstream.failures import Failures, Problem

MAX_BODY = 2 * 1024 * 1024
"""Bytes read of one answer, after decompression."""

_CHUNK = 64 * 1024


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
        self._base = URL(base_url.rstrip("/"))
        self._prefix = self._base.raw_path.rstrip("/") + "/"
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
                "User-Agent": "tracking-gateway",
                **self._headers,
            },
            connector=aiohttp.TCPConnector(limit=limits.connections, ttl_dns_cache=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            # One deadline for the whole try is set in `get`; each of aiohttp's costs a timer.
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=limits.connect),
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
        if url.origin() != self._base.origin() or not url.raw_path.startswith(self._prefix):
            raise ValueError("the address leaves the provider's")
        return url

    async def get(self, url: URL, within: float | None = None) -> bytes:
        """Return the body of the answer to one GET, in at most `within` seconds.

        Raises:
            ProviderError: whatever went wrong, as one of its conditions.
        """
        if self._session is None:
            raise RuntimeError("the connection is not open")
        total = self._limits.total if within is None else min(within, self._limits.total)
        try:
            async with (
                asyncio.timeout(total),
                self._session.get(url, allow_redirects=False) as response,
            ):
                body = await self._read(response)
        except TimeoutError as error:
            raise self._failures.of(Timeout) from error
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
            raise self._failures.of(BadResponse) from error
        except (aiohttp.ClientError, ssl.SSLError, OSError) as error:
            raise self._failures.of(Unavailable) from error
        except (ValueError, LookupError) as error:
            # What aiohttp's parser lets through, e.g. an unknown character set in a header.
            raise self._failures.of(BadResponse) from error
        if response.status == 200:
            return body
        problem = self._read_problem(body)
        wait = response.headers.get("Retry-After")
        raise self._failures.refusal(response.status, problem, wait, self._now())

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_chunked(_CHUNK):
            size += len(part)
            if size > MAX_BODY:
                response.close()
                raise self._failures.of(BadResponse, status=response.status)
            parts.append(part)
        return b"".join(parts)
