"""The HTTP side towards providers.

The only code that calls them, and the one place where its failures are named.

Every failure leaves as a `gateway.errors.ProviderError`. Nothing of a provider's body gets into a
message: what callers may see of it (an error code, a request id) is cleaned first.
"""

import asyncio
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from gateway.errors import (
    BadResponse,
    CarrierNotSupported,
    NotFound,
    ProviderAuth,
    ProviderError,
    RateLimited,
    Timeout,
    Unavailable,
)
from gateway.settings import Settings

MAX_BODY = 2 * 1024 * 1024
"""Bytes read of one answer, after decompression."""

MAX_RETRY_AFTER = 60.0
"""Seconds; a provider that asks for a longer pause is asked again after this one."""

_CHUNK = 64 * 1024
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What a provider's error body says.

    `condition` is set where the body says more than its HTTP status: an unsupported carrier comes
    as a plain 400.
    """

    condition: type[ProviderError] | None = None
    code: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a call may take, in seconds, and how many may be under way at once."""

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


class Upstream:
    """The HTTP side of one provider: its address, its credentials, its connections.

    `read_problem` reads the body of an error answer; it gets any bytes and must not raise. Use it
    as an asynchronous context manager, or call `open` and `aclose`.
    """

    def __init__(
        self,
        *,
        provider: str,
        name: str,
        base_url: str,
        headers: Mapping[str, str],
        read_problem: Callable[[bytes], Problem],
        limits: Limits,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._provider = provider
        self._name = name
        self._base = URL(base_url.rstrip("/"))
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
            timeout=aiohttp.ClientTimeout(
                total=limits.total,
                connect=limits.total,
                sock_connect=limits.connect,
                sock_read=limits.total,
            ),
            trust_env=False,
            raise_for_status=False,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> "Upstream":
        """Open."""
        await self.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close."""
        await self.aclose()

    async def get(self, *segments: str, query: Mapping[str, str] | None = None) -> bytes:
        """Return the body of the answer to one GET.

        `segments` are the parts of the path below the base address; each is quoted and can't leave
        its place.

        Raises:
            ProviderError: whatever went wrong, as one of its conditions.
        """
        url = self._url(segments, query)
        if self._session is None:
            raise RuntimeError("the upstream is not open")
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                body = await self._read(response)
        except TimeoutError as error:
            raise self._timeout() from error
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
            raise self.bad_response() from error
        except (aiohttp.ClientError, ssl.SSLError, OSError, asyncio.IncompleteReadError) as error:
            raise self._unavailable() from error
        except (ValueError, LookupError) as error:
            # What aiohttp's parser lets through, e.g. a broken character set in a header.
            raise self.bad_response() from error
        if response.status != 200:
            raise self._refusal(response.status, response.headers, body)
        return body

    def bad_response(self, status: int | None = None, **about: Any) -> BadResponse:
        """Return the error for an answer that is not what was asked for."""
        message = f"{self._name} answered something that is not tracking data."
        return BadResponse(message, provider=self._provider, status=status, **about)

    def not_found(self) -> NotFound:
        """Return the error for a shipment that the provider does not know."""
        message = f"{self._name} does not know this shipment."
        return NotFound(message, provider=self._provider)

    def _url(self, segments: tuple[str, ...], query: Mapping[str, str] | None) -> URL:
        path = "/".join(quote(segment, safe="") for segment in segments)
        text = f"{self._base}/{path}" + (f"?{urlencode(query)}" if query else "")
        url = URL(text, encoded=True)
        # The identifiers are allow-listed long before; this holds whatever happens up there.
        prefix = self._base.raw_path.rstrip("/") + "/"
        if url.origin() != self._base.origin() or not url.raw_path.startswith(prefix):
            raise self.bad_response()
        if ".." in segments or "." in segments or "" in segments:
            raise self.bad_response()
        return url

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_chunked(_CHUNK):
            size += len(part)
            if size > MAX_BODY:
                response.close()
                raise self.bad_response(response.status)
            parts.append(part)
        return b"".join(parts)

    def _refusal(self, status: int, headers: CIMultiDictProxy[str], body: bytes) -> ProviderError:
        problem = self._read_problem(body)
        about: dict[str, Any] = {
            "provider": self._provider,
            "status": status,
            "upstream_code": clean(problem.code),
            "request_id": clean(problem.request_id),
        }
        condition = _condition(status, problem)
        if condition is RateLimited:
            about["retry_after"] = retry_after(headers.get("Retry-After"), self._now())
        return condition(_MESSAGES[condition].format(name=self._name), **about)

    def _timeout(self) -> Timeout:
        return Timeout(_MESSAGES[Timeout].format(name=self._name), provider=self._provider)

    def _unavailable(self) -> Unavailable:
        return Unavailable(_MESSAGES[Unavailable].format(name=self._name), provider=self._provider)


_MESSAGES: dict[type[ProviderError], str] = {
    BadResponse: "{name} answered something that is not tracking data.",
    CarrierNotSupported: "{name} does not serve this carrier.",
    NotFound: "{name} does not know this shipment.",
    ProviderAuth: "{name} refused the gateway's credentials.",
    RateLimited: "{name} takes no more calls for now.",
    Timeout: "{name} did not answer in time.",
    Unavailable: "{name} can't be reached or has a fault.",
}


def _condition(status: int, problem: Problem) -> type[ProviderError]:
    if status in {401, 403}:
        return ProviderAuth
    if status == 429:
        return RateLimited
    if status == 408:
        return Timeout
    if status >= 500:
        return Unavailable
    if status in {404, 410}:
        return NotFound
    return problem.condition or BadResponse


def clean(value: object) -> str | None:
    """Return a provider's own code or request id, fit to be shown.

    Letters, digits, `_`, `.`, `-`, at most 64.
    """
    if not isinstance(value, str):
        return None
    return _UNSAFE.sub("", value)[:64] or None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Read a `Retry-After` header.

    Seconds or an HTTP date; return seconds, at most `MAX_RETRY_AFTER`.

    None where there is none, or where it makes no sense (negative, no number, no date, a date in
    the past). Source: RFC 9110, section 10.2.3, https://www.rfc-editor.org/rfc/rfc9110, read
    2026-11-21.
    """
    if value is None or len(value) > 64:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_RETRY_AFTER) or None
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    seconds = (until - now).total_seconds()
    return min(seconds, MAX_RETRY_AFTER) if seconds > 0 else None
