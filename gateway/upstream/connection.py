"""One GET to a provider, and what can go wrong with it."""

import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from yarl import URL

from gateway.errors import BadResponse, Timeout, Unavailable
from gateway.settings import Settings
from gateway.upstream.body import CODINGS, Broken
from gateway.upstream.failures import Failures, Problem
from gateway.upstream.lines import Lines

_PLAIN = re.compile(r"([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+")
_TARGET = re.compile(r"(/[A-Za-z0-9._~%-]+)+(\?[A-Za-z0-9._~%+&=-]*)?")
_HEADER = re.compile(r"[\x20-\x7e]*")


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
    """The way to one provider, with its credentials and no other's.

    No redirect is followed, no cookie kept, no proxy asked, nothing tried again: that is the
    caller's to decide and to count. `read_problem` reads the body of an error answer; it gets any
    bytes and must not raise.

    Raises:
        ValueError: a header can't be sent as it is.
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
        self._prefix = self._base.raw_path.rstrip("/")
        self._fields = _fields(
            {
                "Host": self._base.host_port_subcomponent or "",
                "Accept": "application/json",
                "Accept-Encoding": CODINGS,
                "User-Agent": "tracking-gateway",
                **headers,
            }
        )
        self._read_problem = read_problem
        self._limits = limits
        self._now = now
        self._lines: Lines | None = None

    @property
    def in_use(self) -> int:
        """How many connections are in use."""
        return self._lines.in_use if self._lines is not None else 0

    async def open(self) -> None:
        """Get ready; needs a running event loop."""
        base = self._base
        tls = _tls() if base.scheme == "https" else None
        self._lines = Lines(base.raw_host or "", base.port or 0, tls)

    async def aclose(self) -> None:
        """Close the connections; calls that are under way fail."""
        if self._lines is not None:
            self._lines.close()
            self._lines = None

    def target(self, segments: tuple[str, ...], query: Mapping[str, str] | None = None) -> str:
        """Return what is asked for at the provider's host: `segments` below the base address.

        The identifiers among them are allow-listed long before; this holds whatever happens there.

        Raises:
            ValueError: a segment would lead somewhere else.
        """
        path = "/".join(segments)
        if query is None and path.count("/") < len(segments) and _PLAIN.fullmatch(path):
            return f"{self._prefix}/{path}"
        if any(segment in {"", ".", ".."} for segment in segments):
            raise ValueError("a segment is no name")
        path = "/".join([quote(segment, safe="") for segment in segments])
        target = f"{self._prefix}/{path}" + (f"?{urlencode(query)}" if query else "")
        if not _TARGET.fullmatch(target):
            raise ValueError("the address is none")
        return target

    async def get(
        self, target: str, within: float = float("inf"), headers: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the body of the answer to one GET, in at most `within` seconds.

        `headers` go with this one beside those of all.

        Raises:
            ProviderError: whatever went wrong, as one of its conditions; its `status` is None where
                there was no answer.
        """
        if self._lines is None:
            raise self._failures.of(Unavailable)
        own = _fields(headers) if headers else b""
        request = b"GET %b HTTP/1.1\r\n%b%b\r\n" % (target.encode("ascii"), self._fields, own)
        limits = self._limits
        try:
            answer = await self._lines.ask(
                request, within=min(within, limits.total), connect=limits.connect
            )
        except TimeoutError as error:
            raise self._failures.of(Timeout) from error
        except Broken as error:
            status = next(iter(error.args), None)
            raise self._failures.of(BadResponse, status=status) from error
        # Everything else, since nothing else may leave here; what is cancelled is no `Exception`.
        except Exception as error:
            raise self._failures.of(Unavailable) from error
        if answer.status == 200:
            return answer.body
        problem = self._read_problem(answer.body)
        raise self._failures.refusal(answer.status, problem, answer.waits, self._now())


def _fields(headers: Mapping[str, str]) -> bytes:
    """Return headers as they are sent."""
    for name, value in headers.items():
        if not (_HEADER.fullmatch(name) and _HEADER.fullmatch(value)):
            raise ValueError("a header can't be sent as it is")
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")


def _tls() -> ssl.SSLContext:
    """Return how certificates are checked: by the system's authorities, and by the name."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
