"""Every way in which the sandbox can fail, for each provider: a typed error, and no harm done."""

import json
import re
from collections.abc import Iterable
from itertools import product

from benchmarks.drills.figures import Figure, at_least, at_most
from benchmarks.drills.load import Answer
from benchmarks.drills.setting import PROVIDERS, Replica, Sandbox, gateways, sandbox
from gateway.model import TrackingErrorCode
from gateway.sandbox import FAULTS

GROUPS = {"SHIPSTATION": "faultss", "SHIPPO": "faultsp"}
CODES = {code.name for code in TrackingErrorCode}
STICKY = re.compile(r"unauthorized|forbidden|rate-limit|limit-.*")
"""Faults after which a provider is left alone for a while."""

SHORT = ("reset", "hang-body", "gzip-bomb", "deep", "many-headers", "redirect-near", "html-200")
INTERNAL = re.compile(r"Traceback|Exception|aiohttp|asyncio|127\.0\.0\.1|https?://|0x[0-9a-f]{6}")
HEALTHY = 2
"""Healthy calls after each one that fails, so that the circuit stays closed."""


async def run(*, short: bool) -> list[Figure]:
    """Ask for the parcel of every fault."""
    names = SHORT if short else tuple(FAULTS)
    sticky = [name for name in names if STICKY.fullmatch(name)]
    asked: list[tuple[str, Answer]] = []
    async with sandbox() as providers:
        brief = [name for name in names if name not in sticky]
        asked += await _ask_for(providers, product(brief, PROVIDERS))
        for case in product(sticky, PROVIDERS):
            asked += await _ask_for(providers, [case])
        calls = await providers.calls()
    return [*_figures(asked), _strangers(calls)]


async def _ask_for(
    providers: Sandbox, cases: Iterable[tuple[str, str]]
) -> list[tuple[str, Answer]]:
    settings = {"try_timeout_seconds": 1, "request_timeout_seconds": 3}
    asked = []
    async with gateways(providers, **settings) as (replica,):
        for number, (name, provider) in enumerate(cases):
            asked.append((provider, await _ask(replica, name, provider)))
            for healthy in range(HEALTHY):
                await replica.caller.ask(HEALTHY * number + healthy)
    return asked


async def _ask(replica: Replica, name: str, provider: str) -> Answer:
    # By the number alone: with a label that tells another number, the caller would be at fault.
    number = f"{GROUPS[provider]}{name}".replace("-", "").upper()
    return await replica.caller.ask_for({"trackingNumber": number, "carrier": "ups"})


def _figures(asked: list[tuple[str, Answer]]) -> list[Figure]:
    def count(good: Iterable[bool]) -> int:
        return sum(not one for one in good)

    kinds = len(asked) // len(PROVIDERS)
    return [
        at_least("kinds of fault, for each provider", kinds, min(kinds, 50)),
        at_most("answers other than HTTP 200", count(a.status == 200 for _, a in asked), 0),
        at_most(
            "answers without the other provider's data",
            count(answer.has(_other(name)) for name, answer in asked),
            0,
        ),
        at_most(
            "failures without a typed code",
            count(answer.has(name) or _code(answer, name) in CODES for name, answer in asked),
            0,
        ),
        at_most(
            "texts with something internal",
            count(not INTERNAL.search(json.dumps(_errors(answer))) for _, answer in asked),
            0,
        ),
    ]


def _other(provider: str) -> str:
    return next(name for name in PROVIDERS if name != provider)


def _code(answer: Answer, provider: str) -> str:
    error = (answer.sources.get(provider) or {}).get("error") or {}
    return str(error.get("code"))


def _errors(answer: Answer) -> list[object]:
    told = [source["error"] for source in answer.sources.values() if source["error"]]
    return [*told, *answer.body.get("errors", [])]


def _strangers(calls: Iterable[str]) -> Figure:
    """Count calls to addresses that the gateway didn't make up itself, e.g. of a redirect."""
    own = re.compile(
        r"/v2/labels/se-[a-z0-9-]+/track|/v2/labels\?tracking_number=.*|/tracks/ups/[A-Z0-9]+"
    )
    return at_most(
        "calls to where a provider redirected to", sum(not own.fullmatch(c) for c in calls), 0
    )
