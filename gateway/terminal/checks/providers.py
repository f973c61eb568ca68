"""Whether the providers take the keys, what is left of their quotas, and what time they have."""

import asyncio
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException

from gateway.app import opened
from gateway.credentials import DEFAULT
from gateway.errors import CarrierNotSupported, NotFound, ProviderAuth, ProviderError, RateLimited
from gateway.model import Reference
from gateway.providers.base import Provider
from gateway.settings import Settings
from gateway.terminal.checks.finding import Finding, ok, problem, warning
from gateway.upstream import SECONDS

# Nobody has this label; the number is one of Shippo's own for tests, and costs nothing. Whatever is
# said of it, a provider looks at the key first.
PROBE = Reference(label_id="se-0", carrier="shippo", tracking_number="SHIPPO_TRANSIT")

MAX_SKEW = 5.0
"""Seconds by which the clock may differ: HTTP dates are whole seconds, and the way takes some."""

TIMEOUT = 5.0

_NAMES = {"SHIPSTATION": "shipstation_api_key", "SHIPPO": "shippo_api_token"}
_KINDS = (("TEST_", "test"), ("shippo_test_", "test"), ("shippo_live_", "live"))


async def check(settings: Settings) -> list[Finding]:
    """Ask each provider once with each set of credentials; that counts against the quotas.

    Raises:
        SettingsError: the files that the settings name are at fault.
    """
    async with opened(settings) as sets:
        asked = [
            _asked(provider, name, settings) for name, each in sets.items() for provider in each
        ]
        found = await asyncio.gather(*asked)
    return [finding for each in found for finding in each]


async def _asked(provider: Provider, set_name: str, settings: Settings) -> list[Finding]:
    topic = provider.name if set_name == DEFAULT else f"{provider.name} ({set_name})"
    key = await _key(provider, topic, _kind(provider, set_name, settings))
    health = await provider.health()
    left = f"{health.quota.remaining} of {health.limit} calls are left in these {SECONDS:g} seconds"
    if health.quota.wait > 0:
        wait = f"The next one is possible in {health.quota.wait:.0f} s; wait, or ask for more."
        return [key, warning(topic, f"{left}.", wait)]
    return [key, ok(topic, f"{left}.")]


async def _key(provider: Provider, topic: str, kind: str) -> Finding:
    key = provider.key(PROBE)
    if key is None:
        return warning(topic, f"The {kind} can't be tried.", "Look a parcel of yours up instead.")
    taken = ok(topic, f"The {kind} is taken.")
    try:
        await provider.fetch(key)
    except (NotFound, CarrierNotSupported):
        return taken
    except ProviderAuth:
        advice = "Make a new one in the provider's settings, or set the right one."
        return problem(topic, f"The {kind} is refused.", advice)
    except RateLimited as error:
        return warning(topic, error.message, "Wait a minute; somebody else may use the same key.")
    except ProviderError as error:
        if error.status == 200:
            return taken
        advice = "Look at the provider's status page, at the address, and at the way out."
        return problem(topic, error.message, advice)
    return taken


def _kind(provider: Provider, set_name: str, settings: Settings) -> str:
    """Name a key by its kind, and never by itself."""
    if set_name != DEFAULT or settings.sandbox:
        return "key" if not settings.sandbox else "sandbox's key"
    secret = getattr(settings, _NAMES.get(provider.code.name, ""), None)
    text = secret.get_secret_value() if secret else ""
    return next((f"{kind} key" for prefix, kind in _KINDS if text.startswith(prefix)), "key")


def clocks(settings: Settings, now: Callable[[], float] = time.time) -> Iterator[Finding]:
    """Compare this machine's clock with those of the providers; no key is sent."""
    if settings.sandbox:
        return
    for secret, url in (
        (settings.shipstation_api_key, settings.shipstation_base_url),
        (settings.shippo_api_token, settings.shippo_base_url),
    ):
        if secret is not None:
            yield _clock(url, now)


def _clock(url: str, now: Callable[[], float]) -> Finding:
    before = now()
    date = date_of(url)
    if date is None:
        advice = "Compare the clock by other means; NTP keeps it right."
        return warning("clock", f"{url} does not tell the time.", advice)
    skew = (before + now()) / 2 - date.timestamp()
    if abs(skew) <= MAX_SKEW:
        return ok("clock", f"It differs from that of {url} by {abs(skew):.0f} s.")
    which = "ahead of" if skew > 0 else "behind"
    advice = "Set it by NTP: ages, lifetimes and quotas are reckoned by it."
    return warning("clock", f"It is {abs(skew):.0f} s {which} that of {url}.", advice)


def date_of(url: str) -> datetime | None:
    """Return what time a server has, as it says in an answer of whatever status."""
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310  # a setting, which is checked
    context = ssl.create_default_context()
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT, context=context) as answer:  # noqa: S310  # as above
            sent = answer.headers.get("Date", "")
    except urllib.error.HTTPError as error:
        sent = error.headers.get("Date", "")
    except (OSError, HTTPException):
        return None
    return _parsed([sent])


def _parsed(dates: Sequence[str]) -> datetime | None:
    try:
        return parsedate_to_datetime(dates[0]).astimezone(UTC)
    except (ValueError, IndexError):
        return None
