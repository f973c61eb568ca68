"""`gateway doctor`: look whether everything is in place, and say what to do where it is not."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from gateway.cache.address import check_url
from gateway.errors import SettingsError
from gateway.settings import Settings, read_settings
from gateway.terminal.checks import operation, providers, server, versions
from gateway.terminal.checks.finding import Finding, Level, ok, problem
from gateway.terminal.showing import console, say
from gateway.terminal.texts import clean

_STYLES = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "bold red"}
_NO_PROVIDER = "Set GATEWAY_SHIPSTATION_API_KEY or GATEWAY_SHIPPO_API_TOKEN."
_SETTINGS = "README.md lists the settings; so does `gateway settings`."


def doctor(options: argparse.Namespace) -> int:
    """Run the command; return 1 if there is a problem, else 0."""
    found = list(findings(sandbox=options.sandbox))
    if options.json:
        print(json.dumps({"findings": [_as_json(each) for each in found]}, indent=2))
    else:
        _show(found)
    return int(any(each.level is Level.PROBLEM for each in found))


def findings(*, sandbox: bool) -> Iterator[Finding]:
    """Look at everything; what can't be looked at without the settings is left out."""
    yield from versions.check()
    try:
        settings = read_settings(checks={"cache_url": check_url})
        if sandbox:
            settings = settings.model_copy(update={"sandbox": True})
        yield from operation.check(settings)
        yield from asyncio.run(_over_the_network(settings))
    except SettingsError as error:
        yield from (problem("settings", each, _SETTINGS) for each in error.problems)
        return
    yield from providers.clocks(settings)


async def _over_the_network(settings: Settings) -> list[Finding]:
    found = await server.check(settings)
    if not settings.can_ask:
        return [*found, problem("providers", "There is none to ask.", _NO_PROVIDER)]
    if settings.client_keys is not None or settings.client_keys_file is not None:
        # Reading them is part of opening what follows.
        found.append(ok("access", "The client keys can be read."))
    return [*await providers.check(settings), *found]


def _as_json(finding: Finding) -> dict[str, str]:
    return {
        "topic": finding.topic,
        "level": finding.level.value,
        "message": finding.message,
        "advice": finding.advice,
    }


def _show(found: Sequence[Finding]) -> None:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # It is a TextIOWrapper.
    table = Table.grid(padding=(0, 2))
    for each in found:
        said = clean(each.message)
        advice = f"\n→ {clean(each.advice)}" if each.advice else ""
        level = Text(each.level.value, _STYLES[each.level])
        table.add_row(level, Text(clean(each.topic)), Text(said + advice, overflow="fold"))
    say(console(), table)
