"""Measure, and print a table: `python -m benchmarks.speed [--short] [--svg FILE]`."""

import argparse
import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.drills.processes import Program, python
from benchmarks.speed.load import Speed, measure, requests
from benchmarks.speed.plot import chart, page

SIZES = (1, 2, 5, 10, 20, 50, 100)
EVENTS = (1, 3, 10, 30, 100)
FEW = 10
"""Parcels in a request while the events grow, and events of a parcel while the parcels do."""

ROWS = {
    "bare server": ("ceiling", True),
    "gateway, equal requests": ("gateway", True),
    "gateway": ("gateway", False),
    "plain Strawberry": ("plain", False),
}

Found = dict[str, dict[int, Speed]]


class Bench:
    """The servers, each pinned to the first core of this process; what is left is for the rest."""

    def __init__(self, servers: dict[str, Program], seconds: float) -> None:
        self._servers = servers
        self._seconds = seconds

    async def speed(self, row: str, count: int, events: int, size: int = 0) -> Speed:
        """Measure one row; `size` is what the bare server answers."""
        what, equal = ROWS[row]
        server = self._servers[what]
        sent = requests(count, events, size=size, equal=equal)
        speed = await measure(server.port, server.process.pid, sent, self._seconds)
        print(f"{row}, {count} x {events}: {speed.rate:.0f}/s", file=sys.stderr)
        return speed

    async def all(self, cases: dict[int, tuple[int, int]]) -> Found:
        """Measure all rows, one after the other for each case."""
        found: Found = {row: {} for row in ROWS}
        for name, (count, events) in cases.items():
            size = 0
            for row in reversed(ROWS):
                speed = await self.speed(row, count, events, size)
                found[row][name] = speed
                size = speed.size
        return found


def _pin(program: Program, cores: set[int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(program.process.pid, cores)


async def _run(
    seconds: float, sizes: tuple[int, ...], events: tuple[int, ...]
) -> tuple[Found, Found]:
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0]
    async with AsyncExitStack() as stack:
        upstream = await stack.enter_async_context(python("benchmarks.speed.upstream"))
        settings = {
            f"{provider}_{name}": value
            for provider, key in (("shipstation", "api_key"), ("shippo", "api_token"))
            for name, value in (
                ("base_url", upstream.url),
                (key, "k"),
                ("calls_per_minute", 100_000),
            )
        }
        servers = {}
        for what in {what for what, _ in ROWS.values()}:
            server = python("benchmarks.speed.servers", what, **settings)
            servers[what] = await stack.enter_async_context(server)
            _pin(servers[what], {cores[0]})
        if len(cores) > 1:
            os.sched_setaffinity(0, set(cores[1:]))
        bench = Bench(servers, seconds)
        by_size = await bench.all({size: (size, FEW) for size in sizes})
        by_events = await bench.all({number: (FEW, number) for number in events})
    return by_size, by_events


def _table(found: Found, across: str) -> str:
    cases = list(next(iter(found.values())))
    lines = [
        f"| {across} | {' | '.join(map(str, cases))} |",
        f"| --- |{' ---: |' * len(cases)}",
    ]
    for row, speeds in found.items():
        ratios = (
            f"{speeds[each].rate / found['plain Strawberry'][each].rate:.1f}" for each in cases
        )
        lines.append(f"| {row} | {' | '.join(ratios)} |")
    for row, speeds in found.items():
        cpu = (f"{speeds[each].cpu:.2f}" for each in cases)
        lines.append(f"| {row}: ms of CPU | {' | '.join(cpu)} |")
    return "\n".join(lines)


def _picture(by_size: Found, by_events: Found) -> str:
    def lines(found: Found, value: str) -> dict[str, list[tuple[float, float]]]:
        return {
            row: [(case, max(getattr(speed, value), 0.01)) for case, speed in speeds.items()]
            for row, speeds in found.items()
        }

    return page(
        [
            chart("Requests a second", "shipments in a request", lines(by_size, "rate")),
            chart("Median latency, ms", "shipments in a request", lines(by_size, "median")),
            chart("CPU for a request, ms", "events of a shipment", lines(by_events, "cpu")),
        ]
    )


def main() -> int:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer cases, a second each")
    parser.add_argument("--seconds", type=float, help="for one case; unset: 3, or 1 if --short")
    parser.add_argument("--svg", type=Path, help="where the plot goes")
    options = parser.parse_args()
    sizes, events = ((1, 50), (1, FEW)) if options.short else (SIZES, EVENTS)
    seconds = options.seconds or (1.0 if options.short else 3.0)
    by_size, by_events = asyncio.run(_run(seconds, sizes, events))
    print("Requests a second, as multiples of plain Strawberry's, and CPU.\n")
    print(_table(by_size, f"shipments, {FEW} events each"), end="\n\n")
    print(_table(by_events, f"events, {FEW} shipments"))
    if options.svg:
        options.svg.write_text(_picture(by_size, by_events))
    return 0


if __name__ == "__main__":
    sys.exit(main())
