"""`make bench` measures what it says, and every answer was fine: ratios, never seconds."""

from collections import defaultdict

from benchmarks.drills.processes import output

EQUAL_REQUESTS_AT_LEAST = 3.0
"""It is ten times and more; so short a measurement says no more than "several times"."""


async def test_the_gateway_takes_less_of_the_processor_than_plain_strawberry() -> None:
    printed = await output("benchmarks.speed", "--short", "--seconds", "0.2")
    rows: dict[str, list[float]] = defaultdict(list)
    for line in printed.splitlines():
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if name.endswith(": ms of CPU"):
            rows[name.removesuffix(": ms of CPU")] += map(float, cells)
    plain = rows["plain Strawberry"]
    assert len(plain) == 4
    compiled = [slow / fast for slow, fast in zip(plain, rows["gateway"], strict=True)]
    assert min(compiled) > 1, printed
    equal = [slow / fast for slow, fast in zip(plain, rows["gateway, equal requests"], strict=True)]
    assert min(equal) > EQUAL_REQUESTS_AT_LEAST, printed
